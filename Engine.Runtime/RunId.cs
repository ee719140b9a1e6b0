using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Engine.Runtime;

/// <summary>The number of a hosted run: unique in its host for as long as its folder lives. The upper 8 bits are the shard's.</summary>
public readonly record struct RunId(ulong Value) : ISpanFormattable
{
    private const int ShardShift = 56;

    /// <summary>No run: the default.</summary>
    public bool IsNone => Value == 0;

    internal int Shard => (int)(Value >> ShardShift);

    internal ulong Sequence => Value & ((1UL << ShardShift) - 1);

    internal static RunId Of(int shard, ulong sequence) => new(((ulong)shard << ShardShift) | sequence);

    /// <summary>Reads what <see cref="ToString()"/> wrote.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id)
    {
        id = default;
        if (text is null || text.Length is 0 or > 16 || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) || value == 0)
        {
            return false;
        }

        id = new RunId(value);
        return true;
    }

    /// <summary>The number in hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(destination, out charsWritten, "x", CultureInfo.InvariantCulture);
}
