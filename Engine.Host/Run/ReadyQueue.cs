using System.Numerics;

namespace Engine.Host.Run;

/// <summary>
/// The ready tasks as a set of ranks, the smallest taken first: a tree of 64-bit words in which a set bit says "something
/// below". Adding and taking are O(log64 n), four words for ten million tasks; nothing is allocated after construction.
/// </summary>
/// <remarks>Not safe for threads; the executor holds its lock. A rank fits in once, so the set cannot overflow.</remarks>
internal sealed class ReadyQueue
{
    private readonly ulong[][] _levels;
    private int _count;

    /// <summary>An empty set for ranks 0 to <paramref name="capacity"/> - 1.</summary>
    public ReadyQueue(int capacity)
    {
        var levels = new List<ulong[]>();
        int words = capacity;
        do
        {
            words = (int)(((long)words + 63) / 64);
            levels.Add(new ulong[Math.Max(1, words)]);
        }
        while (words > 1);
        _levels = [.. levels];
    }

    /// <summary>How many ranks are in; may be read without the lock for a display.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Add(int rank)
    {
        _count++;
        foreach (ulong[] level in _levels)
        {
            int bit = rank & 63;
            rank >>= 6;
            ulong before = level[rank];
            level[rank] = before | (1UL << bit);
            if (before != 0)
            {
                // The words above know already.
                return;
            }
        }
    }

    /// <summary>Takes the smallest rank out; the set must not be empty.</summary>
    public int TakeSmallest()
    {
        int rank = 0;
        for (int level = _levels.Length - 1; level >= 0; level--)
        {
            rank = (rank << 6) + BitOperations.TrailingZeroCount(_levels[level][rank]);
        }

        _count--;
        int index = rank;
        foreach (ulong[] level in _levels)
        {
            index >>= 6;
            // Clears the lowest bit, which is the one just followed.
            if ((level[index] &= level[index] - 1) != 0)
            {
                break;
            }
        }

        return rank;
    }
}
