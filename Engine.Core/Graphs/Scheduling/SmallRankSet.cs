using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>A <see cref="IdSet"/> for up to 4,096 ranks: one word, in a register, says which of 64 words are not empty.</summary>
internal ref struct SmallRankSet : IReadySet
{
    public const int MaxCapacity = 64 * 64;

    private readonly Span<ulong> _words;
    private ulong _summary;

    /// <summary>An empty set over words that are overwritten.</summary>
    public SmallRankSet(Span<ulong> words, int capacity)
    {
        _words = words[..((capacity + 63) >> 6)];
        _words.Clear();
    }

    public readonly bool IsEmpty => _summary == 0;

    // This and TakeMin are inlined into the loop of a pass: the summary stays in a register only there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int rank)
    {
        _words[rank >> 6] |= 1UL << rank;
        _summary |= 1UL << (rank >> 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeMin()
    {
        int index = BitOperations.TrailingZeroCount(_summary);
        ref ulong word = ref _words[index];
        int rank = (index << 6) + BitOperations.TrailingZeroCount(word);
        word &= word - 1;
        if (word == 0)
        {
            _summary &= _summary - 1;
        }

        return rank;
    }
}
