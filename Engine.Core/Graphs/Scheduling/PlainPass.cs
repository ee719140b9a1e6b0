namespace Engine.Graphs;

/// <summary>
/// One list schedule: at each instant everything that ends releases its successors, then free workers, smallest index
/// first, take the ready tasks of the best rank. O(edges + n log m) and a few word operations per task for the ready set.
/// </summary>
internal static class PlainPass
{
    /// <summary>Runs the pass for the ranks in the schedule's scratch; returns the makespan.</summary>
    public static long Run(DigraphView graph, ReadOnlySpan<long> costs, ReadOnlySpan<int> inDegrees, int workers, Schedule schedule)
    {
        int n = graph.NodeCount;
        ScheduleScratch scratch = schedule.Scratch;
        ReadOnlySpan<int> offsets = graph.Offsets, targets = graph.Targets;
        ReadOnlySpan<long> delays = graph.EdgeCosts;
        ReadOnlySpan<int> ranks = scratch.Ranks.AsSpan(0, n), byRank = scratch.ByRank.AsSpan(0, n);
        Span<int> pending = scratch.Pending.AsSpan(0, n), workerOf = schedule.WorkerBuffer.AsSpan(0, n);
        Span<long> start = schedule.StartBuffer.AsSpan(0, n), end = schedule.EndBuffer.AsSpan(0, n);
        Span<long> readyTimes = delays.IsEmpty ? default : scratch.ReadyTimes.AsSpan(0, n);
        var ready = new RankSet(scratch.ReadyWords, n);
        var free = new RankSet(scratch.FreeWords, workers);
        var running = new TimeHeap(scratch.Running);
        var delayed = new TimeHeap(scratch.Delayed);
        ready.Clear();
        free.Clear();
        free.AddFirst(workers);
        readyTimes.Clear();
        inDegrees.CopyTo(pending);
        for (int task = 0; task < n; task++)
        {
            if (pending[task] == 0)
            {
                ready.Add(ranks[task]);
            }
        }

        long now = 0;
        while (true)
        {
            while (!ready.IsEmpty && !free.IsEmpty)
            {
                int task = byRank[ready.TakeMin()];
                workerOf[task] = free.TakeMin();
                start[task] = now;
                end[task] = now + (costs.IsEmpty ? 1 : costs[task]);
                running.Push(end[task], task);
            }

            if (running.Count == 0 && delayed.Count == 0)
            {
                return now;
            }

            now = delayed.Count == 0 || (running.Count != 0 && running.MinTime <= delayed.MinTime) ? running.MinTime : delayed.MinTime;
            while (running.Count != 0 && running.MinTime == now)
            {
                int task = running.Pop();
                free.Add(workerOf[task]);
                for (int edge = offsets[task]; edge < offsets[task + 1]; edge++)
                {
                    int target = targets[edge];
                    if (delays.IsEmpty)
                    {
                        if (--pending[target] == 0)
                        {
                            ready.Add(ranks[target]);
                        }

                        continue;
                    }

                    readyTimes[target] = Math.Max(readyTimes[target], now + delays[edge]);
                    if (--pending[target] == 0)
                    {
                        delayed.Push(readyTimes[target], target);
                    }
                }
            }

            while (delayed.Count != 0 && delayed.MinTime == now)
            {
                ready.Add(ranks[delayed.Pop()]);
            }
        }
    }
}
