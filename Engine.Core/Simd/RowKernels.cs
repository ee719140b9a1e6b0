using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engine.Internal;

/// <summary>Small vector loops over the rows of a graph. Each has a scalar tail that is also the path without SIMD.</summary>
/// <remarks>SAFETY: each loop stays below the length of its span, a vector only where all its elements do; results are at least as long.</remarks>
internal static class RowKernels
{
    /// <summary>Whether no value is smaller than the one before it.</summary>
    public static bool NeverDescends(ReadOnlySpan<int> values)
    {
        ref int source = ref MemoryMarshal.GetReference(values);
        int last = values.Length - 1, i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= last - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                if (Vector256.GreaterThanAny(Vector256.LoadUnsafe(ref source, (nuint)i), Vector256.LoadUnsafe(ref source, (nuint)i + 1)))
                {
                    return false;
                }
            }
        }

        for (; i < last; i++)
        {
            if (Unsafe.Add(ref source, i) > Unsafe.Add(ref source, i + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>result[i] = offsets[i + 1] - offsets[i]: the lengths of rows.</summary>
    public static void Differences(ReadOnlySpan<int> offsets, Span<int> result)
    {
        ref int source = ref MemoryMarshal.GetReference(offsets);
        ref int target = ref MemoryMarshal.GetReference(result);
        int count = Math.Min(offsets.Length - 1, result.Length), i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= count - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> length = Vector256.LoadUnsafe(ref source, (nuint)i + 1) - Vector256.LoadUnsafe(ref source, (nuint)i);
                length.StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < count; i++)
        {
            Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i + 1) - Unsafe.Add(ref source, i);
        }
    }

    /// <summary>Whether every value is in 0..limit-1.</summary>
    public static bool AllBelow(ReadOnlySpan<int> values, int limit) => Max(values) < (uint)limit || values.IsEmpty;

    /// <summary>The largest value when all are read as unsigned, 0 for none.</summary>
    public static uint Max(ReadOnlySpan<int> values)
    {
        ref uint source = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(values));
        int i = 0;
        uint max = 0;
        if (Vector256.IsHardwareAccelerated && values.Length >= 2 * Vector256<uint>.Count)
        {
            Vector256<uint> first = Vector256<uint>.Zero, second = Vector256<uint>.Zero;
            for (; i <= values.Length - (2 * Vector256<uint>.Count); i += 2 * Vector256<uint>.Count)
            {
                first = Vector256.Max(first, Vector256.LoadUnsafe(ref source, (nuint)i));
                second = Vector256.Max(second, Vector256.LoadUnsafe(ref source, (nuint)(i + Vector256<uint>.Count)));
            }

            first = Vector256.Max(first, second);
            for (int lane = 0; lane < Vector256<uint>.Count; lane++)
            {
                max = Math.Max(max, first[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            max = Math.Max(max, Unsafe.Add(ref source, i));
        }

        return max;
    }

    /// <summary>Adds 64-bit costs without overflow: the sum is (high &lt;&lt; 32) + low. False when a cost is negative.</summary>
    /// <remarks>Neither half can overflow: there are less than 2^31 costs below 2^63.</remarks>
    public static bool TrySum(ReadOnlySpan<long> costs, out long high, out ulong low)
    {
        ref long source = ref MemoryMarshal.GetReference(costs);
        int i = 0;
        long signs = 0, highs = 0;
        ulong lows = 0;
        if (Vector256.IsHardwareAccelerated && costs.Length >= Vector256<long>.Count)
        {
            Vector256<long> allSigns = Vector256<long>.Zero, highSum = Vector256<long>.Zero, lowSum = Vector256<long>.Zero;
            Vector256<long> lowMask = Vector256.Create(0xFFFF_FFFFL);
            for (; i <= costs.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                Vector256<long> cost = Vector256.LoadUnsafe(ref source, (nuint)i);
                allSigns |= cost;
                highSum += Vector256.ShiftRightLogical(cost, 32);
                lowSum += cost & lowMask;
            }

            signs = allSigns.ExtractMostSignificantBits() == 0 ? 0 : -1;
            for (int lane = 0; lane < Vector256<long>.Count; lane++)
            {
                highs += highSum[lane];
                lows += (ulong)lowSum[lane];
            }
        }

        for (; i < costs.Length; i++)
        {
            long cost = Unsafe.Add(ref source, i);
            signs |= cost;
            highs += (long)((ulong)cost >> 32);
            lows += (uint)cost;
        }

        high = highs;
        low = lows;
        return signs >= 0;
    }

    /// <summary>target[i] = source[i], widened.</summary>
    public static void Widen(ReadOnlySpan<int> source, Span<long> target)
    {
        ref int from = ref MemoryMarshal.GetReference(source);
        ref long to = ref MemoryMarshal.GetReference(target);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= source.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                (Vector256<long> lower, Vector256<long> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
                lower.StoreUnsafe(ref to, (nuint)i);
                upper.StoreUnsafe(ref to, (nuint)(i + Vector256<long>.Count));
            }
        }

        for (; i < source.Length; i++)
        {
            Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
        }
    }

    /// <summary>values[i] &gt;&gt;= shift, in place; values are not negative.</summary>
    public static void ShiftRight(Span<long> values, int shift)
    {
        ref long source = ref MemoryMarshal.GetReference(values);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= values.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                Vector256.ShiftRightLogical(Vector256.LoadUnsafe(ref source, (nuint)i), shift).StoreUnsafe(ref source, (nuint)i);
            }
        }

        for (; i < values.Length; i++)
        {
            Unsafe.Add(ref source, i) >>>= shift;
        }
    }

    /// <summary>Splits records of (high &lt;&lt; shift | low): low parts go to <paramref name="low"/>, high parts stay.</summary>
    public static void Split(Span<long> records, int shift, Span<int> low)
    {
        ref long source = ref MemoryMarshal.GetReference(records);
        ref int target = ref MemoryMarshal.GetReference(low);
        long mask = (1L << shift) - 1;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<long> masks = Vector256.Create(mask);
            for (; i <= records.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<long> first = Vector256.LoadUnsafe(ref source, (nuint)i);
                Vector256<long> second = Vector256.LoadUnsafe(ref source, (nuint)(i + Vector256<long>.Count));
                Vector256.Narrow(first & masks, second & masks).StoreUnsafe(ref target, (nuint)i);
                Vector256.ShiftRightLogical(first, shift).StoreUnsafe(ref source, (nuint)i);
                Vector256.ShiftRightLogical(second, shift).StoreUnsafe(ref source, (nuint)(i + Vector256<long>.Count));
            }
        }

        for (; i < records.Length; i++)
        {
            long record = Unsafe.Add(ref source, i);
            Unsafe.Add(ref target, i) = (int)(record & mask);
            Unsafe.Add(ref source, i) = record >>> shift;
        }
    }

    /// <summary>How many bits a value needs.</summary>
    public static int BitsFor(ulong value) => 64 - BitOperations.LeadingZeroCount(value);
}
