using System;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Incremental;

/// <summary>
/// A compilation to read something from, compared by key alone. What is equal is not read again, so an old compilation
/// never is; held weakly, it is not kept either. During a run the driver holds the one that is read.
/// </summary>
/// <param name="Key">Covers all that the reading depends on.</param>
internal readonly struct Current<T>(T subject, Hash128 key, WeakReference<Compilation> compilation) : IEquatable<Current<T>>
{
    private readonly Hash128 _key = key;

    public T Subject { get; } = subject;

    public Compilation? Compilation => compilation.TryGetTarget(out Compilation? target) ? target : null;

    public bool Equals(Current<T> other) => _key.Equals(other._key);

    public override bool Equals(object? obj) => obj is Current<T> other && Equals(other);

    public override int GetHashCode() => _key.GetHashCode();
}
