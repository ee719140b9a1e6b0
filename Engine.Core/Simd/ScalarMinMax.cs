using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Internal;

/// <summary>
/// Minimum and maximum of 64-bit values without a branch. The JIT turns <see cref="Math.Min(long, long)"/> inside a loop
/// into a jump, which random data mispredicts (planning 1k / 50k: PlanningBenchmarks); one lane of a vector register has
/// an instruction for it.
/// </summary>
internal static class ScalarMinMax
{
    // One or two instructions: a call would cost more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Lane(long value) => Vector128.CreateScalarUnsafe(value);

    /// <summary>The smallest of <paramref name="start"/> and <c>values[indices[0..count-1]]</c>.</summary>
    /// <remarks>SAFETY: every index is within the values. Four minima side by side break the chain of latencies.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the body of a loop over rows, most of them short
    public static unsafe long GatherMin(long* values, int* indices, int count, long start)
    {
        int i = 0;
        if (!Vector128.IsHardwareAccelerated)
        {
            for (; i < count; i++)
            {
                start = Math.Min(start, values[indices[i]]);
            }

            return start;
        }

        Vector128<long> first = Lane(start), second = first, third = first, fourth = first;
        for (; i <= count - 4; i += 4)
        {
            first = Vector128.Min(first, Lane(values[indices[i]]));
            second = Vector128.Min(second, Lane(values[indices[i + 1]]));
            third = Vector128.Min(third, Lane(values[indices[i + 2]]));
            fourth = Vector128.Min(fourth, Lane(values[indices[i + 3]]));
        }

        for (; i < count; i++)
        {
            first = Vector128.Min(first, Lane(values[indices[i]]));
        }

        return Vector128.Min(Vector128.Min(first, second), Vector128.Min(third, fourth)).ToScalar();
    }

    /// <summary>
    /// One step of a packed record: counts one arrival in the low bits under <paramref name="mask"/> and raises the rest to
    /// <paramref name="shiftedTime"/>. Returns what is left in the low bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the body of a loop over edges
    public static long Arrive(ref long record, long shiftedTime, long mask)
    {
        // Both candidates carry the same low bits, so the larger word is the larger time.
        long counted = record - 1;
        long pending = counted & mask;
        if (Vector128.IsHardwareAccelerated)
        {
            record = Vector128.Max(Lane(counted), Lane(shiftedTime | pending)).ToScalar();
        }
        else
        {
            record = Math.Max(counted, shiftedTime | pending);
        }

        return pending;
    }

    /// <summary>Raises the high part of a packed record to <paramref name="high"/> and its low part, under <paramref name="mask"/>, to <paramref name="low"/>.</summary>
    /// <remarks>Parts are not negative, so that the sign of a difference selects; in general registers, since a chain waits for this.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the body of a loop over edges
    public static void RaiseBoth(ref long record, long high, long low, long mask)
    {
        long old = record;
        record = Larger(old & ~mask, high) | Larger(old & mask, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // four instructions
    private static long Larger(long first, long second)
    {
        long difference = first - second;
        return first - (difference & (difference >> 63));
    }
}
