using System.Diagnostics.CodeAnalysis;
using Engine.Internal;

namespace Engine;

/// <summary>
/// The value of a step that may have been skipped. A step that takes <c>Maybe&lt;T&gt;</c> runs either way; one that takes
/// plain <typeparamref name="T"/> is skipped together with the step it takes it from.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <example><code>
/// [Step] public static decimal Total(in Quote price, Maybe&lt;Rebate&gt; rebate) => price.Net - rebate.ValueOr(default).Amount;
/// </code></example>
public readonly struct Maybe<T> : IEquatable<Maybe<T>>
{
    private readonly T _value;

    /// <summary>A value that is there.</summary>
    public Maybe(T value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>A value that is there, or the default of one that is not.</summary>
    internal Maybe(T value, bool hasValue)
    {
        _value = value;
        HasValue = hasValue;
    }

    /// <summary>No value: the step was skipped.</summary>
    public static Maybe<T> None => default;

    /// <summary>Whether the step ran.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The step was skipped.</exception>
    public T Value
    {
        get
        {
            if (!HasValue)
            {
                Throw.NoValue(typeof(T));
            }

            return _value;
        }
    }

    /// <summary>The value, or <paramref name="other"/> if the step was skipped.</summary>
    public T ValueOr(T other) => HasValue ? _value : other;

    /// <summary>Gives the value if there is one.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return HasValue;
    }

    /// <summary>A value that is there.</summary>
    public static implicit operator Maybe<T>(T value) => new(value);

    /// <summary>Both without a value, or both with equal ones.</summary>
    public bool Equals(Maybe<T> other) =>
        HasValue == other.HasValue && (!HasValue || EqualityComparer<T>.Default.Equals(_value, other._value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Maybe<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HasValue ? HashCode.Combine(true, _value) : 0;

    /// <summary>The value as text, or "none".</summary>
    public override string ToString() => HasValue ? _value?.ToString() ?? "null" : "none";

    /// <summary>Both without a value, or both with equal ones.</summary>
    public static bool operator ==(Maybe<T> left, Maybe<T> right) => left.Equals(right);

    /// <summary>One with a value and one without, or two with different ones.</summary>
    public static bool operator !=(Maybe<T> left, Maybe<T> right) => !left.Equals(right);
}
