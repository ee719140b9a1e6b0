using System.Numerics;

namespace Engine.Graphs;

/// <summary>
/// A set of numbers 0..capacity-1 whose smallest member is found in O(log64 capacity): a bit per number, and above each
/// 64 words a word that says which of them are not empty.
/// </summary>
/// <remarks>
/// As a ready queue it beats a heap of ranks: a push is one or two word writes, a pop as many bit scans, and no comparison
/// depends on data. The words must be zero when the set is created; a set that was emptied leaves them zero.
/// </remarks>
internal ref struct RankSet
{
    private readonly Span<ulong> _words;
    private readonly int _top; // position of the one word of the highest level
    private readonly int _capacity;

    public RankSet(Span<ulong> words, int capacity)
    {
        _capacity = capacity;
        int count = WordCount(capacity);
        _words = words[..count];
        _top = count - 1;
    }

    public readonly bool IsEmpty => _words[_top] == 0;

    /// <summary>How many words a set of this capacity needs.</summary>
    public static int WordCount(int capacity)
    {
        int total = 0, words = Math.Max(1, capacity);
        do
        {
            words = (words + 63) >> 6;
            total += words;
        }
        while (words > 1);
        return total;
    }

    public readonly void Clear() => _words.Clear();

    /// <summary>Puts 0..count-1 into an empty set.</summary>
    public readonly void AddFirst(int count)
    {
        for (int number = 0; number < count; number++)
        {
            Add(number);
        }
    }

    public readonly void Add(int number)
    {
        int level = 0, words = (_capacity + 63) >> 6;
        while (true)
        {
            ref ulong word = ref _words[level + (number >> 6)];
            bool wasEmpty = word == 0;
            word |= 1UL << number;
            if (!wasEmpty || words <= 1)
            {
                return;
            }

            level += words;
            words = (words + 63) >> 6;
            number >>= 6;
        }
    }

    /// <summary>Takes the smallest number out of a set that is not empty.</summary>
    public readonly int TakeMin()
    {
        int number = Min();
        Remove(number);
        return number;
    }

    private readonly int Min()
    {
        // The levels above are as long as their words; walking down needs where each level starts.
        Span<int> starts = stackalloc int[6];
        int depth = 0, start = 0;
        for (int words = (_capacity + 63) >> 6; ; words = (words + 63) >> 6)
        {
            starts[depth++] = start;
            if (words <= 1)
            {
                break;
            }

            start += words;
        }

        int number = 0;
        while (depth > 0)
        {
            number = (number << 6) + BitOperations.TrailingZeroCount(_words[starts[--depth] + number]);
        }

        return number;
    }

    private readonly void Remove(int number)
    {
        int level = 0, words = (_capacity + 63) >> 6;
        while (true)
        {
            ref ulong word = ref _words[level + (number >> 6)];
            word &= ~(1UL << number);
            if (word != 0 || words <= 1)
            {
                return;
            }

            level += words;
            words = (words + 63) >> 6;
            number >>= 6;
        }
    }
}
