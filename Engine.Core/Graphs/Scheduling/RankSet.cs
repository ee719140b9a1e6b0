using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engine.Graphs;

/// <summary>
/// A set of numbers 0..capacity-1 whose smallest member is found in O(log64 capacity): a bit per number, and above each
/// 64 words a word that says which of them are not empty.
/// </summary>
/// <remarks>
/// As a ready queue it beats a heap of ranks: a push is one or two word writes, a pop as many bit scans, and no comparison
/// depends on data.
/// </remarks>
internal ref struct RankSet : IReadySet
{
    private const int MaxDepth = 6; // 64^6 > 2^31

    [InlineArray(MaxDepth)]
    private struct LevelStarts
    {
        private int _first;
    }

    private readonly Span<ulong> _words;
    private readonly LevelStarts _starts;
    private readonly int _depth;

    /// <summary>An empty set over words that are overwritten.</summary>
    public RankSet(Span<ulong> words, int capacity)
    {
        int start = 0, count = Math.Max(1, capacity);
        do
        {
            _starts[_depth++] = start;
            count = (count + 63) >> 6;
            start += count;
        }
        while (count > 1);
        _words = words[..start];
        _words.Clear();
    }

    public readonly bool IsEmpty => _words[^1] == 0;

    /// <summary>How many words a set of this capacity needs.</summary>
    public static int WordCount(int capacity)
    {
        int total = 0, count = Math.Max(1, capacity);
        do
        {
            count = (count + 63) >> 6;
            total += count;
        }
        while (count > 1);
        return total;
    }

    public readonly void Add(int rank)
    {
        for (int level = 0; level < _depth; level++)
        {
            ref ulong word = ref _words[_starts[level] + (rank >> 6)];
            bool wasEmpty = word == 0;
            word |= 1UL << rank;
            if (!wasEmpty)
            {
                return;
            }

            rank >>= 6;
        }
    }

    public readonly int TakeMin()
    {
        int rank = 0;
        for (int level = _depth - 1; level >= 0; level--)
        {
            rank = (rank << 6) + BitOperations.TrailingZeroCount(_words[_starts[level] + rank]);
        }

        int number = rank;
        for (int level = 0; level < _depth; level++)
        {
            ref ulong word = ref _words[_starts[level] + (number >> 6)];
            word &= ~(1UL << number);
            if (word != 0)
            {
                break;
            }

            number >>= 6;
        }

        return rank;
    }
}
