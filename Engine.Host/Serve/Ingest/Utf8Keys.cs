using System.Collections.Concurrent;
using System.Text;

namespace Engine.Host.Serve.Ingest;

/// <summary>Compares strings with the UTF-8 they are looked for with: a look-up makes no string.</summary>
internal sealed class Utf8Keys : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    private readonly EventIdHash _hash = EventIdHash.CreateRandom();

    private Utf8Keys()
    {
    }

    public static Utf8Keys Comparer { get; } = new();

    public static ConcurrentDictionary<string, T> CreateDictionary<T>() => new(Comparer);

    public bool Equals(string? first, string? second) => string.Equals(first, second, StringComparison.Ordinal);

    public int GetHashCode(string key)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(key, bytes, out int count) ? GetHashCode(bytes[..count]) : GetHashCode(Encoding.UTF8.GetBytes(key));
    }

    public bool Equals(ReadOnlySpan<byte> text, string key)
    {
        // Nearly all are ASCII: as many bytes as characters, compared without a copy.
        return text.Length == key.Length ? Ascii.Equals(text, key) || EqualsSlowly(text, key) : text.Length > key.Length && EqualsSlowly(text, key);
    }

    public int GetHashCode(ReadOnlySpan<byte> text) => (int)_hash.Of(text).Low;

    public string Create(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    private static bool EqualsSlowly(ReadOnlySpan<byte> text, string key) => !Ascii.IsValid(text) && Encoding.UTF8.GetString(text) == key;
}
