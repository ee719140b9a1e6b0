using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// A lower bound over sets of tasks: m workers together wait at least for the m smallest heads in the set, do its work, and
/// wait for the m smallest tails.
/// </summary>
/// <remarks>
/// J. Carlier, "Scheduling jobs with release dates and tails on identical machines to minimize the makespan", EJOR 29, 1987.
/// The sets are {head >= a and tail >= b} for every a and for some b.
/// </remarks>
internal static class SetBound
{
    // On the STG graphs 1, 4, 16 and 64 thresholds prove 455, 458, 462 and 462 of the 489 best known schedules optimal; the
    // critical path and the work alone 450. Large graphs, where a pass per threshold costs as much as a schedule, gain less.
    private const int ThresholdCount = 16;
    private const int LargeThresholdCount = 4;
    private const int LargeTaskCount = 10_000;

    /// <summary>The largest bound found; 0 when there are fewer tasks than workers.</summary>
    public static long Find(ReadOnlySpan<long> heads, ReadOnlySpan<long> costs, ReadOnlySpan<long> tails, int workers, Span<long> memory, Span<long> window, Span<int> byHead, Span<int> byTail)
    {
        int n = heads.Length;
        PriorityRanks.SortDescending(tails, PriorityRanks.Max(tails), byTail, byHead);
        int count = Math.Min(n, n < LargeTaskCount ? ThresholdCount : LargeThresholdCount);
        long best = 0;
        Span<long> thresholds = stackalloc long[ThresholdCount];
        for (int i = 0; i < count; i++)
        {
            thresholds[i] = tails[byTail[(int)(((long)(i + 1) * n / count) - 1)]];
        }

        PriorityRanks.SortDescending(heads, PriorityRanks.Max(heads), byHead, byTail);
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || thresholds[i] != thresholds[i - 1])
            {
                best = Math.Max(best, FindAbove(thresholds[i], heads, costs, tails, workers, memory[..workers], window, byHead[..n]));
            }
        }

        return best;
    }

    /// <summary>An equal share of the sum, rounded up.</summary>
    public static long Share(long sum, int workers) => (sum / workers) + (sum % workers == 0 ? 0 : 1);

    private static long FindAbove(
        long threshold, ReadOnlySpan<long> heads, ReadOnlySpan<long> costs, ReadOnlySpan<long> tails, int workers, Span<long> shortest, Span<long> window, ReadOnlySpan<int> byHead)
    {
        long best = 0, work = 0, headSum = 0, tailSum = 0;
        int count = 0;
        foreach (int task in byHead)
        {
            long tail = tails[task];
            if (tail < threshold)
            {
                continue;
            }

            // Heads descend: the smallest ones are those that came last.
            work += costs[task];
            headSum += heads[task] - (count >= workers ? window[count - workers] : 0);
            window[count++] = heads[task];
            if (count <= workers)
            {
                PushMax(shortest, count, tail);
                tailSum += tail;
            }
            else if (tail < shortest[0])
            {
                tailSum += tail - shortest[0];
                ReplaceMax(shortest, tail);
            }

            if (count >= workers)
            {
                best = Math.Max(best, headSum + work + tailSum);
            }
        }

        return Share(best, workers);
    }

    private static void PushMax(Span<long> heap, int count, long value)
    {
        int hole = count - 1;
        for (int parent = (hole - 1) >> 1; hole > 0 && heap[parent] < value; parent = (hole - 1) >> 1)
        {
            heap[hole] = heap[parent];
            hole = parent;
        }

        heap[hole] = value;
    }

    private static void ReplaceMax(Span<long> heap, long value)
    {
        int hole = 0;
        for (int child = 1; child < heap.Length; child = (2 * hole) + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] > heap[child])
            {
                child++;
            }

            if (heap[child] <= value)
            {
                break;
            }

            heap[hole] = heap[child];
            hole = child;
        }

        heap[hole] = value;
    }
}
