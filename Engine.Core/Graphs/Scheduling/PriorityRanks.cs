using CommunityToolkit.HighPerformance.Buffers;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>Turns priorities into ranks, so that a ready queue compares nothing.</summary>
internal static class PriorityRanks
{
    /// <summary>
    /// Sorts 0..n-1 by descending key, ties by the smaller number. Keys are 0 or more. A stable radix sort over the bits
    /// that are used: O(n) for each digit of 8 or 11 bits.
    /// </summary>
    /// <param name="keys">The priority of each task.</param>
    /// <param name="maxKey">No key is larger.</param>
    /// <param name="byRank">The tasks in order.</param>
    /// <param name="other">As long; overwritten.</param>
    public static void SortDescending(ReadOnlySpan<long> keys, long maxKey, Span<int> byRank, Span<int> other)
    {
        int n = keys.Length, digitBits = n < 2048 ? 8 : 11;
        for (int i = 0; i < n; i++)
        {
            byRank[i] = i;
        }

        using SpanOwner<int> countOwner = SpanOwner<int>.Allocate(1 << digitBits);
        Span<int> counts = countOwner.Span;
        Span<int> from = byRank, to = other[..n];
        for (int shift = 0; shift < 64 && maxKey >> shift != 0; shift += digitBits)
        {
            int mask = counts.Length - 1;
            counts.Clear();
            foreach (long key in keys)
            {
                counts[(int)(key >> shift) & mask]++;
            }

            int next = 0;
            for (int digit = mask; digit >= 0; digit--)
            {
                int count = counts[digit];
                counts[digit] = next;
                next += count;
            }

            foreach (int task in from)
            {
                to[counts[(int)(keys[task] >> shift) & mask]++] = task;
            }

            Span<int> written = to;
            to = from;
            from = written;
        }

        if (from != byRank)
        {
            from.CopyTo(byRank);
        }
    }

    public static long Max(ReadOnlySpan<long> values)
    {
        long max = 0;
        foreach (long value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    /// <summary>The position of each task in an order.</summary>
    public static void Invert(ReadOnlySpan<int> byRank, Span<int> ranks)
    {
        for (int rank = 0; rank < byRank.Length; rank++)
        {
            ranks[byRank[rank]] = rank;
        }
    }
}
