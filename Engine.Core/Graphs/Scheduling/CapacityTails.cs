using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// How long it takes at least from the end of a task to the end of everything (its tail), when there are only so many
/// workers. The longest path says so much; but ten successors of cost 1 take two workers five units, whatever the paths.
/// In the reversed graph, these are the earliest starts (heads).
/// </summary>
internal static class CapacityTails
{
    private const int InsertionSortLimit = 16;

    /// <summary>
    /// Writes the tail of each task, its own cost not included: the largest of the paths and, over the k successors with
    /// the longest tails, of their work and the m shortest of these tails, shared by m workers. O(n + e log e).
    /// </summary>
    /// <param name="rows">The edges.</param>
    /// <param name="costs">One per task.</param>
    /// <param name="order">An order of the graph.</param>
    /// <param name="isReversed">Whether the edges lead backwards in that order.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="tails">Where the result goes.</param>
    /// <param name="keys">One per task; overwritten.</param>
    /// <param name="row">One per task; overwritten.</param>
    /// <param name="seen">One per task; overwritten.</param>
    public static void Find(
        Rows rows, ReadOnlySpan<long> costs, ReadOnlySpan<int> order, bool isReversed, int workers, Span<long> tails, Span<long> keys, Span<int> row, Span<int> seen)
    {
        seen.Fill(-1);
        for (int i = 0; i < order.Length; i++)
        {
            int task = order[isReversed ? i : order.Length - 1 - i];
            long tail = 0, leastDelay = rows.Delays.IsEmpty ? 0 : long.MaxValue;
            int count = 0;
            for (int edge = rows.Offsets[task]; edge < rows.Offsets[task + 1]; edge++)
            {
                int target = rows.Targets[edge];
                long delay = rows.Delays.IsEmpty ? 0 : rows.Delays[edge];
                tail = Math.Max(tail, delay + costs[target] + tails[target]);
                leastDelay = Math.Min(leastDelay, delay);

                // A view may name an edge twice; its work is to be counted once.
                if (seen[target] != task)
                {
                    seen[target] = task;
                    keys[count] = -tails[target];
                    row[count++] = target;
                }
            }

            if (count > workers)
            {
                Sort(keys[..count], row[..count]);
                tail = Math.Max(tail, leastDelay + Shared(costs, tails, row[..count], workers));
            }

            tails[task] = tail;
        }
    }

    /// <summary>The bound over tasks that come longest tail first.</summary>
    private static long Shared(ReadOnlySpan<long> costs, ReadOnlySpan<long> tails, ReadOnlySpan<int> row, int workers)
    {
        long work = 0, shortestTails = 0, best = 0;
        for (int k = 0; k < row.Length; k++)
        {
            work += costs[row[k]];
            shortestTails += tails[row[k]];
            if (k >= workers)
            {
                shortestTails -= tails[row[k - workers]];
                best = Math.Max(best, SetBound.Share(work + shortestTails, workers));
            }
        }

        return best;
    }

    private static void Sort(Span<long> keys, Span<int> items)
    {
        if (keys.Length > InsertionSortLimit)
        {
            keys.Sort(items);
            return;
        }

        for (int i = 1; i < keys.Length; i++)
        {
            long key = keys[i];
            int item = items[i], hole = i;
            for (; hole > 0 && keys[hole - 1] > key; hole--)
            {
                keys[hole] = keys[hole - 1];
                items[hole] = items[hole - 1];
            }

            keys[hole] = key;
            items[hole] = item;
        }
    }
}
