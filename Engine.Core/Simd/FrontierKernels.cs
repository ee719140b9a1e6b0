using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engine.Internal;

/// <summary>A row of 64 counters, one per lane: which are zero, and one less for some. O(64 / vector width). Shorter rows go one by one.</summary>
/// <remarks>SAFETY: rows of vectors have 64 elements, and each loop stays below that.</remarks>
internal static class FrontierKernels
{
    public const int LaneCount = 64;

    /// <summary>The lanes whose counter is zero, lane i as bit i.</summary>
    public static ulong Zeros(ReadOnlySpan<ushort> row)
    {
        ulong lanes = 0;
        if (row.Length != LaneCount)
        {
            for (int lane = 0; lane < row.Length; lane++)
            {
                lanes |= row[lane] == 0 ? 1UL << lane : 0;
            }

            return lanes;
        }

        ref ushort source = ref MemoryMarshal.GetReference(row);
        if (Vector128.IsHardwareAccelerated)
        {
            for (int lane = 0; lane < LaneCount; lane += 2 * Vector128<ushort>.Count)
            {
                Vector128<ushort> low = Vector128.Equals(Vector128.LoadUnsafe(ref source, (nuint)lane), Vector128<ushort>.Zero);
                Vector128<ushort> high = Vector128.Equals(Vector128.LoadUnsafe(ref source, (nuint)(lane + Vector128<ushort>.Count)), Vector128<ushort>.Zero);
                lanes |= (ulong)Vector128.Narrow(low, high).ExtractMostSignificantBits() << lane;
            }

            return lanes;
        }

        for (int lane = 0; lane < LaneCount; lane++)
        {
            lanes |= Unsafe.Add(ref source, lane) == 0 ? 1UL << lane : 0;
        }

        return lanes;
    }

    /// <summary>Takes one from the counters of some lanes.</summary>
    public static void Decrement(Span<ushort> row, ulong lanes)
    {
        if (row.Length != LaneCount)
        {
            for (; lanes != 0; lanes &= lanes - 1)
            {
                row[BitOperations.TrailingZeroCount(lanes)]--;
            }

            return;
        }

        ref ushort target = ref MemoryMarshal.GetReference(row);
        if (Vector128.IsHardwareAccelerated && BitOperations.PopCount(lanes) > 4)
        {
            Vector128<ushort> bits = Vector128.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128);
            for (int lane = 0; lane < LaneCount; lane += Vector128<ushort>.Count)
            {
                // A lane's bit, spread over its element: minus one where it is set.
                Vector128<ushort> isSet = Vector128.Equals(Vector128.Create((ushort)(byte)(lanes >> lane)) & bits, bits);
                (Vector128.LoadUnsafe(ref target, (nuint)lane) + isSet).StoreUnsafe(ref target, (nuint)lane);
            }

            return;
        }

        for (; lanes != 0; lanes &= lanes - 1)
        {
            Unsafe.Add(ref target, BitOperations.TrailingZeroCount(lanes))--;
        }
    }
}
