using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Internal;

/// <summary>Loops over rows of bytes, one per lane of a chunk. Each has a scalar tail that is also the path without SIMD.</summary>
/// <remarks>SAFETY: each loop stays below the length of the row, a vector only where all its elements do; the other span is checked to be as long.</remarks>
internal static class LaneKernels
{
    /// <summary>How much longer than the row a list must be: a vector of lanes is stored whole.</summary>
    public const int ListSlack = 8;

    /// <summary>For each byte of flags the positions of its set bits, one byte each.</summary>
    private static readonly ulong[] s_positions = MakePositions();

    /// <summary>Clears the row where the flag is 0.</summary>
    public static void And(Span<byte> row, ReadOnlySpan<byte> flags) => Keep<KeepSet>(row, flags);

    /// <summary>Clears the row where the flag is not 0.</summary>
    public static void AndNot(Span<byte> row, ReadOnlySpan<byte> flags) => Keep<KeepClear>(row, flags);

    /// <summary>Writes the positions of the 1s of a row of 0s and 1s, ascending, and returns how many there are.</summary>
    /// <param name="row">The row.</param>
    /// <param name="list">Longer than the row by <see cref="ListSlack"/>; behind the result it is overwritten too.</param>
    public static int List(ReadOnlySpan<byte> row, Span<int> list)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(list.Length, row.Length + ListSlack);
        ref byte source = ref MemoryMarshal.GetReference(row);
        ref int target = ref MemoryMarshal.GetReference(list);
        int i = 0, count = 0;
        if (Avx2.IsSupported)
        {
            ref ulong positions = ref MemoryMarshal.GetArrayDataReference(s_positions);
            for (; i <= row.Length - sizeof(ulong); i += sizeof(ulong))
            {
                // The multiplication gathers the lowest bit of each byte in the highest byte, the first byte's lowest.
                ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, i));
                int flags = (int)((eight * 0x0102_0408_1020_4080) >> 56);
                Vector256<int> lanes = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(Unsafe.Add(ref positions, flags)).AsByte());
                (lanes + Vector256.Create(i)).StoreUnsafe(ref target, (nuint)count);
                count += BitOperations.PopCount((uint)flags);
            }
        }

        for (; i < row.Length; i++)
        {
            Unsafe.Add(ref target, count) = i;
            count += Unsafe.Add(ref source, i);
        }

        return count;
    }

    private static void Keep<TKeep>(Span<byte> row, ReadOnlySpan<byte> flags)
        where TKeep : struct, IKeep
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(flags.Length, row.Length);
        ref byte target = ref MemoryMarshal.GetReference(row);
        ref byte source = ref MemoryMarshal.GetReference(flags);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= row.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                Vector256<byte> isClear = Vector256.Equals(Vector256.LoadUnsafe(ref source, (nuint)i), Vector256<byte>.Zero);
                Vector256<byte> values = Vector256.LoadUnsafe(ref target, (nuint)i);
                (TKeep.WhereClear ? values & isClear : Vector256.AndNot(values, isClear)).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < row.Length; i++)
        {
            if (Unsafe.Add(ref source, i) == 0 != TKeep.WhereClear)
            {
                Unsafe.Add(ref target, i) = 0;
            }
        }
    }

    private static ulong[] MakePositions()
    {
        ulong[] positions = new ulong[256];
        for (int flags = 0; flags < positions.Length; flags++)
        {
            for (int rest = flags, shift = 0; rest != 0; rest &= rest - 1, shift += 8)
            {
                positions[flags] |= (ulong)BitOperations.TrailingZeroCount(rest) << shift;
            }
        }

        return positions;
    }

    private interface IKeep
    {
        static abstract bool WhereClear { get; }
    }

    private readonly struct KeepSet : IKeep
    {
        public static bool WhereClear => false;
    }

    private readonly struct KeepClear : IKeep
    {
        public static bool WhereClear => true;
    }
}
