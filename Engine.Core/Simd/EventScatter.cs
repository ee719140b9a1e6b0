using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engine.Internal;

/// <summary>Where the next event of a type goes, and how far apart they lie.</summary>
internal struct ScatterTarget
{
    public int NextBytes;
    public int StrideBytes;
}

/// <summary>
/// Moves rows to the places of their types, in order of arrival: the second half of a stable counting sort. One cursor per type, no branch
/// per event: all events are copied by the width of the largest, and what is too much lands where the type's next event will be, or
/// in the gap behind its last.
/// </summary>
internal static class EventScatter
{
    /// <summary>What may be read behind the last payload, and lies between the places of two types.</summary>
    public const int SlackBytes = 64;

    private const int BlockLength = 32;
    private const int WordBytes = 8;

    /// <summary>Copies payloads.</summary>
    /// <param name="types">The type of each event, a position in <paramref name="targets"/>.</param>
    /// <param name="offsets">Where each payload starts, in words.</param>
    /// <param name="source">The payloads, and <see cref="SlackBytes"/> behind the last.</param>
    /// <param name="targets">Per type where its first goes; moved behind its last.</param>
    /// <param name="target">The places, each followed by <see cref="SlackBytes"/>.</param>
    /// <param name="widestBytes">The length of the longest event that occurs.</param>
    // SAFETY, for the whole type: types are slots below targets.Length, offsets and strides those that EventBatch wrote, so that a source lies in
    // the payloads with SlackBytes behind it; EventPartition made the places from the counts of the same types, so that a cursor passes the end
    // of its place by SlackBytes at most, which are there.
    public static void Payloads(ReadOnlySpan<byte> types, ReadOnlySpan<int> offsets, ReadOnlySpan<ulong> source, Span<ScatterTarget> targets, Span<ulong> target, int widestBytes)
    {
        offsets = offsets[..types.Length];
        ref byte from = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(source));
        ref byte to = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(target));
        ref ScatterTarget cursors = ref MemoryMarshal.GetReference(targets);
        switch (widestBytes)
        {
            case <= 8:
                Move<Copy8>(types, offsets, ref from, ref cursors, ref to);
                break;
            case <= 16:
                Move<Copy16>(types, offsets, ref from, ref cursors, ref to);
                break;
            case <= 32:
                Move<Copy32>(types, offsets, ref from, ref cursors, ref to);
                break;
            case <= SlackBytes:
                Move<Copy64>(types, offsets, ref from, ref cursors, ref to);
                break;
            default:
                Move<CopyAll>(types, offsets, ref from, ref cursors, ref to);
                break;
        }
    }

    /// <summary>Moves a column of 64-bit values; next[t] is where the next value of type t goes.</summary>
    public static void Column(ReadOnlySpan<byte> types, ReadOnlySpan<long> source, Span<int> next, Span<long> target)
    {
        source = source[..types.Length];
        ref int cursors = ref MemoryMarshal.GetReference(next);
        ref long to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i < types.Length; i++)
        {
            ref int cursor = ref Unsafe.Add(ref cursors, types[i]);
            Unsafe.Add(ref to, cursor++) = source[i];
        }
    }

    /// <summary>The positions of events whose type is marked (1, others 0), in order of arrival.</summary>
    /// <returns>How many there are; <paramref name="positions"/> is as long as <paramref name="types"/>.</returns>
    public static int Marked(ReadOnlySpan<byte> types, ReadOnlySpan<byte> marks, Span<int> positions)
    {
        positions = positions[..types.Length];
        int count = 0;
        for (int i = 0; i < types.Length; i++)
        {
            // Written always and kept if marked: a branch would be guessed wrong.
            positions[count] = i;
            count += marks[types[i]];
        }

        return count;
    }

    private static void Move<TCopy>(ReadOnlySpan<byte> types, ReadOnlySpan<int> offsets, ref byte source, ref ScatterTarget targets, ref byte target)
        where TCopy : struct, ICopy
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + BlockLength <= types.Length; i += BlockLength)
            {
                Vector256<byte> block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(types), (nuint)i);
                ref ScatterTarget first = ref Unsafe.Add(ref targets, types[i]);
                if (Vector256.EqualsAll(block, Vector256.Create(types[i]))
                    && first.StrideBytes % WordBytes == 0
                    && offsets[i + BlockLength - 1] - offsets[i] == (BlockLength - 1) * (first.StrideBytes / WordBytes))
                {
                    // A run of one type: one copy, where its events would wait for each other's cursor.
                    int bytes = BlockLength * first.StrideBytes;
                    Unsafe.CopyBlockUnaligned(
                        ref Unsafe.AddByteOffset(ref target, first.NextBytes), ref Unsafe.AddByteOffset(ref source, (nint)offsets[i] * WordBytes), (uint)bytes);
                    first.NextBytes += bytes;
                    continue;
                }

                MoveEach<TCopy>(types.Slice(i, BlockLength), offsets.Slice(i, BlockLength), ref source, ref targets, ref target);
            }
        }

        MoveEach<TCopy>(types[i..], offsets[i..], ref source, ref targets, ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a call per block would cost as much as four events
    private static void MoveEach<TCopy>(ReadOnlySpan<byte> types, ReadOnlySpan<int> offsets, ref byte source, ref ScatterTarget targets, ref byte target)
        where TCopy : struct, ICopy
    {
        offsets = offsets[..types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            ref ScatterTarget cursor = ref Unsafe.Add(ref targets, types[i]);
            nint next = cursor.NextBytes;
            int stride = cursor.StrideBytes;
            cursor.NextBytes = (int)next + stride;
            TCopy.Copy(ref Unsafe.AddByteOffset(ref source, (nint)offsets[i] * WordBytes), ref Unsafe.AddByteOffset(ref target, next), stride);
        }
    }

    private interface ICopy
    {
        static abstract void Copy(ref byte from, ref byte to, int bytes);
    }

    private struct Copy8 : ICopy
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one load, one store
        public static void Copy(ref byte from, ref byte to, int bytes) => Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<ulong>(ref from));
    }

    private struct Copy16 : ICopy
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one load, one store
        public static void Copy(ref byte from, ref byte to, int bytes) => Vector128.LoadUnsafe(ref from).StoreUnsafe(ref to);
    }

    private struct Copy32 : ICopy
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one load, one store
        public static void Copy(ref byte from, ref byte to, int bytes) => Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
    }

    private struct Copy64 : ICopy
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // two loads, two stores
        public static void Copy(ref byte from, ref byte to, int bytes)
        {
            Vector256<byte> low = Vector256.LoadUnsafe(ref from), high = Vector256.LoadUnsafe(ref from, (nuint)Vector256<byte>.Count);
            low.StoreUnsafe(ref to);
            high.StoreUnsafe(ref to, (nuint)Vector256<byte>.Count);
        }
    }

    private struct CopyAll : ICopy
    {
        public static void Copy(ref byte from, ref byte to, int bytes) => Unsafe.CopyBlockUnaligned(ref to, ref from, (uint)bytes);
    }
}
