using System;
using System.Security.Cryptography;
using System.Text;

namespace Engine.Generators.Incremental;

/// <summary>Stands for a text: SHA-256 of it, so that two different texts with one digest are not to be expected.</summary>
internal readonly struct Digest : IEquatable<Digest>
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private Digest(byte[] hash)
    {
        _first = BitConverter.ToUInt64(hash, 0);
        _second = BitConverter.ToUInt64(hash, 8);
        _third = BitConverter.ToUInt64(hash, 16);
        _fourth = BitConverter.ToUInt64(hash, 24);
    }

    public static Digest Of(StringBuilder text)
    {
        using SHA256 sha = SHA256.Create();
        return new Digest(sha.ComputeHash(Encoding.Unicode.GetBytes(text.ToString())));
    }

    /// <summary>As four characters for each number: of one length, so that digests in a row cannot run into each other.</summary>
    public void AppendTo(StringBuilder text)
    {
        Append(text, _first);
        Append(text, _second);
        Append(text, _third);
        Append(text, _fourth);
    }

    public bool Equals(Digest other) =>
        _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth;

    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    public override int GetHashCode() => unchecked((int)_first);

    private static void Append(StringBuilder text, ulong number)
    {
        for (int shift = 0; shift < 64; shift += 16)
        {
            text.Append(unchecked((char)(number >> shift)));
        }
    }
}
