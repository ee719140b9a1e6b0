using System;

namespace Engine.Graphs.Reference;

/// <summary>
/// List scheduling the plain way, instant by instant: everything that has ended releases its worker and its successors,
/// then free workers, smallest index first, take the ready task of the largest bottom level, ties to the smaller id.
/// Costs are empty (all 1) or one per node; edge costs are empty (none) or one per edge.
/// </summary>
internal static class ReferenceScheduler
{
    private const int NotStarted = -1;

    /// <summary>Writes the start and the worker of each task and returns the makespan. O(n (e + n)).</summary>
    public static long Schedule(
        ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts, ReadOnlySpan<long> costs, int workers, Span<long> starts, Span<int> workerOf)
    {
        int n = offsets.Length - 1, endedCount = 0;
        long[] bottomLevels = BottomLevels(offsets, targets, edgeCosts, costs);
        long[] readyTimes = new long[n];
        int[] pending = new int[n];
        bool[] ended = new bool[n], busy = new bool[workers];
        foreach (int target in targets)
        {
            pending[target]++;
        }

        workerOf.Fill(NotStarted);
        long now = 0;
        while (true)
        {
            for (int task = 0; task < n; task++)
            {
                if (workerOf[task] == NotStarted || ended[task] || starts[task] + Cost(costs, task) > now)
                {
                    continue;
                }

                ended[task] = true;
                endedCount++;
                busy[workerOf[task]] = false;
                for (int edge = offsets[task]; edge < offsets[task + 1]; edge++)
                {
                    pending[targets[edge]]--;
                    readyTimes[targets[edge]] = Math.Max(readyTimes[targets[edge]], now + (edgeCosts.IsEmpty ? 0 : edgeCosts[edge]));
                }
            }

            if (endedCount == n)
            {
                return now;
            }

            for (int worker = 0; worker < workers; worker++)
            {
                int task = busy[worker] ? NotStarted : BestReady(pending, readyTimes, workerOf, bottomLevels, now);
                if (task != NotStarted)
                {
                    starts[task] = now;
                    workerOf[task] = worker;
                    busy[worker] = true;
                }
            }

            now = NextInstant(costs, pending, readyTimes, ended, starts, workerOf, now);
        }
    }

    private static int BestReady(int[] pending, long[] readyTimes, ReadOnlySpan<int> workerOf, long[] bottomLevels, long now)
    {
        int best = NotStarted;
        for (int task = 0; task < pending.Length; task++)
        {
            bool isReady = workerOf[task] == NotStarted && pending[task] == 0 && readyTimes[task] <= now;
            if (isReady && (best == NotStarted || bottomLevels[task] > bottomLevels[best]))
            {
                best = task;
            }
        }

        return best;
    }

    /// <summary>When the next running task ends or the next delay is over.</summary>
    private static long NextInstant(
        ReadOnlySpan<long> costs, int[] pending, long[] readyTimes, bool[] ended, ReadOnlySpan<long> starts, ReadOnlySpan<int> workerOf, long now)
    {
        long next = long.MaxValue;
        for (int task = 0; task < pending.Length; task++)
        {
            if (workerOf[task] != NotStarted && !ended[task])
            {
                next = Math.Min(next, starts[task] + Cost(costs, task));
            }
            else if (workerOf[task] == NotStarted && pending[task] == 0 && readyTimes[task] > now)
            {
                next = Math.Min(next, readyTimes[task]);
            }
        }

        return next;
    }

    /// <summary>The longest path from each node on, its own cost included: repeated until nothing changes.</summary>
    private static long[] BottomLevels(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts, ReadOnlySpan<long> costs)
    {
        long[] levels = new long[offsets.Length - 1];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int node = levels.Length - 1; node >= 0; node--)
            {
                long level = 0;
                for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
                {
                    level = Math.Max(level, (edgeCosts.IsEmpty ? 0 : edgeCosts[edge]) + levels[targets[edge]]);
                }

                level += Cost(costs, node);
                changed |= level != levels[node];
                levels[node] = level;
            }
        }

        return levels;
    }

    private static long Cost(ReadOnlySpan<long> costs, int task) => costs.IsEmpty ? 1 : costs[task];
}
