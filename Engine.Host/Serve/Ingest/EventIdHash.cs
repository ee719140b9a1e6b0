using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Makes 128 bits of an id's bytes: 16 bytes per round, each round two multiplications of 64 by 64 bits whose halves are folded (after wyhash). Two ids
/// of a million share the 112 bits that are compared with a chance of 10^-22. Seeded anew in each process, so that nobody can prepare ids that do.
/// </summary>
internal readonly struct EventIdHash
{
    private const ulong Odd0 = 0xA0761D6478BD642F;
    private const ulong Odd1 = 0xE7037ED1A0B428DB;
    private const ulong Odd2 = 0x8EBC6AF09C88C6E3;

    private readonly ulong _seed0;
    private readonly ulong _seed1;

    /// <summary>A hash of given seeds: the same in each process.</summary>
    public EventIdHash(ulong seed0, ulong seed1)
    {
        _seed0 = seed0;
        _seed1 = seed1;
    }

    public static EventIdHash CreateRandom()
    {
        Span<byte> seeds = stackalloc byte[16];
        RandomNumberGenerator.Fill(seeds);
        return new EventIdHash(BinaryPrimitives.ReadUInt64LittleEndian(seeds), BinaryPrimitives.ReadUInt64LittleEndian(seeds[8..]));
    }

    /// <summary>The number of an id. O(bytes).</summary>
    public EventId Of(ReadOnlySpan<byte> id)
    {
        ulong low = _seed0 ^ (ulong)id.Length;
        ulong high = _seed1 ^ Odd2;
        ReadOnlySpan<byte> rest = id;
        while (rest.Length > 16)
        {
            Round(ref low, ref high, BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            rest = rest[16..];
        }

        if (id.Length >= 16)
        {
            // Overlaps what was read before: the length is in the seed.
            ReadOnlySpan<byte> last = id[^16..];
            Round(ref low, ref high, BinaryPrimitives.ReadUInt64LittleEndian(last), BinaryPrimitives.ReadUInt64LittleEndian(last[8..]));
        }
        else
        {
            Span<byte> padded = stackalloc byte[16];
            padded.Clear();
            id.CopyTo(padded);
            Round(ref low, ref high, BinaryPrimitives.ReadUInt64LittleEndian(padded), BinaryPrimitives.ReadUInt64LittleEndian(padded[8..]));
        }

        // Once more, so that each half depends on all that both have seen.
        Round(ref low, ref high, high, low);
        return new EventId(low, high);
    }

    /// <summary>The number of an id of 16 bytes that a client chose.</summary>
    public EventId Of(ulong first, ulong second)
    {
        ulong low = _seed0 ^ 16;
        ulong high = _seed1 ^ Odd2;
        Round(ref low, ref high, first, second);
        Round(ref low, ref high, high, low);
        return new EventId(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Two multiplications.
    private static void Round(ref ulong low, ref ulong high, ulong first, ulong second)
    {
        ulong upper0 = Math.BigMul(low ^ first ^ Odd0, high ^ second ^ Odd1, out ulong lower0);
        ulong upper1 = Math.BigMul(high ^ first ^ Odd1, low ^ second ^ Odd2, out ulong lower1);
        low = upper0 ^ lower0 ^ second;
        high = upper1 ^ lower1 ^ first;
    }
}
