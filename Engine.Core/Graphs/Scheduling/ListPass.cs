using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// One list schedule: at each instant everything that ends releases its successors, then free workers take the ready tasks
/// of the best rank. O(edges + n log m), and a few word operations per task for the ready set.
/// </summary>
internal ref struct ListPass
{
    /// <summary>What a run returns when the schedule would have been longer than the limit.</summary>
    public const long TooLong = long.MaxValue;

    public required Span<int> Ranks { get; init; }

    public required Span<int> Pending { get; init; }

    public required Span<ulong> ReadyWords { get; init; }

    public required Span<TimedTask> Running { get; init; }

    public required Span<ulong> RingWords { get; init; }

    public required Span<int> RingSlots { get; init; }

    public required Span<int> RingNext { get; init; }

    /// <summary>As long as there are tasks, where edges have delays.</summary>
    public required Span<TimedTask> Delayed { get; init; }

    public required Span<long> ReadyTimes { get; init; }

    /// <summary>When each task starts.</summary>
    public required Span<long> Starts { get; init; }

    /// <summary>The tasks in the order in which they ended.</summary>
    public required Span<int> Finished { get; init; }

    /// <summary>How many tasks ended in the last run: all of them, or fewer when it gave up.</summary>
    public int FinishedCount { get; private set; }

    /// <summary>Whether some cost or delay is too much for the ring of time slots.</summary>
    public static bool UsesHeap(in PassGraph graph) => graph.MaxCost >= EndRing.Size || !graph.Rows.Delays.IsEmpty;

    /// <summary>Schedules all tasks; returns the makespan, or <see cref="TooLong"/> as soon as it is sure to exceed the limit.</summary>
    /// <param name="graph">The graph in the direction of time.</param>
    /// <param name="byRank">The tasks, best first.</param>
    /// <param name="pool">The workers, all of them free.</param>
    /// <param name="limit">Longer schedules are of no interest.</param>
    /// <param name="idleLimit">Nor are those in which workers wait longer than this, all together, before the end.</param>
    public long Run<TPool>(scoped in PassGraph graph, scoped ReadOnlySpan<int> byRank, scoped ref TPool pool, long limit, long idleLimit)
        where TPool : IWorkerPool, allows ref struct
    {
        PriorityRanks.Invert(byRank, Ranks);
        graph.InDegrees.CopyTo(Pending);
        int n = byRank.Length;
        if (!graph.Rows.Delays.IsEmpty)
        {
            return RunDelayed(graph, byRank, ref pool, limit);
        }

        if (UsesHeap(graph))
        {
            return n <= SmallRankSet.MaxCapacity
                ? Run(graph, byRank, ref pool, new SmallRankSet(ReadyWords, n), new TimeHeap(Running), limit, idleLimit)
                : Run(graph, byRank, ref pool, new IdSet(ReadyWords, n), new TimeHeap(Running), limit, idleLimit);
        }

        var ring = new EndRing(RingWords, RingSlots, RingNext);
        return n <= SmallRankSet.MaxCapacity
            ? Run(graph, byRank, ref pool, new SmallRankSet(ReadyWords, n), ring, limit, idleLimit)
            : Run(graph, byRank, ref pool, new IdSet(ReadyWords, n), ring, limit, idleLimit);
    }

    private long Run<TPool, TReady, TEnds>(
        scoped in PassGraph graph, scoped ReadOnlySpan<int> byRank, scoped ref TPool callersPool, scoped TReady readyArgument, scoped TEnds endsArgument, long limit, long idleLimit)
        where TPool : IWorkerPool, allows ref struct
        where TReady : IReadySet, allows ref struct
        where TEnds : IEndQueue, allows ref struct
    {
        // Locals, because the JIT keeps fields of locals in registers, and those of arguments not.
        TPool pool = callersPool;
        TReady ready = readyArgument;
        TEnds ends = endsArgument;
        ReadOnlySpan<int> offsets = graph.Rows.Offsets, targets = graph.Rows.Targets, ranks = Ranks;
        ReadOnlySpan<long> costs = graph.Costs, tails = graph.Tails;
        Span<int> pending = Pending, finished = Finished;
        Span<long> starts = Starts;
        int finishedCount = 0;
        long now = 0, idle = 0;
        for (int task = 0; task < pending.Length; task++)
        {
            if (pending[task] == 0)
            {
                ready.Add(ranks[task]);
            }
        }

        while (true)
        {
            while (pool.FreeCount > 0 && !ready.IsEmpty)
            {
                int task = byRank[ready.TakeMin()];
                if (now + tails[task] > limit)
                {
                    FinishedCount = finishedCount;
                    return TooLong;
                }

                pool.Take(task);
                starts[task] = now;
                ends.Push(now + costs[task], task);
            }

            if (ends.IsEmpty)
            {
                FinishedCount = finishedCount;
                return now;
            }

            long next = ends.Next();
            idle += pool.FreeCount * (next - now);
            if (idle > idleLimit)
            {
                FinishedCount = finishedCount;
                return TooLong;
            }

            now = next;
            while (ends.TryTake(out int task))
            {
                pool.Return(task);
                finished[finishedCount++] = task;
                int last = offsets[task + 1];
                for (int edge = offsets[task]; edge < last; edge++)
                {
                    int target = targets[edge];
                    if (--pending[target] == 0)
                    {
                        ready.Add(ranks[target]);
                    }
                }
            }
        }
    }

    /// <summary>The same where edges have delays: a task whose predecessors have ended waits until the last delay is over.</summary>
    private long RunDelayed<TPool>(scoped in PassGraph graph, scoped ReadOnlySpan<int> byRank, scoped ref TPool pool, long limit)
        where TPool : IWorkerPool, allows ref struct
    {
        ReadOnlySpan<int> offsets = graph.Rows.Offsets, targets = graph.Rows.Targets;
        ReadOnlySpan<long> delays = graph.Rows.Delays;
        Span<int> pending = Pending;
        Span<long> readyTimes = ReadyTimes;
        var ready = new IdSet(ReadyWords, byRank.Length);
        var ends = new TimeHeap(Running);
        var delayed = new TimeHeap(Delayed);
        FinishedCount = 0;
        readyTimes.Clear();
        long now = 0;
        for (int task = 0; task < pending.Length; task++)
        {
            if (pending[task] == 0)
            {
                ready.Add(Ranks[task]);
            }
        }

        while (true)
        {
            while (pool.FreeCount > 0 && !ready.IsEmpty)
            {
                int task = byRank[ready.TakeMin()];
                if (now + graph.Tails[task] > limit)
                {
                    return TooLong;
                }

                pool.Take(task);
                Starts[task] = now;
                ends.Push(now + graph.Costs[task], task);
            }

            if (ends.IsEmpty && delayed.IsEmpty)
            {
                return now;
            }

            long nextEnd = ends.IsEmpty ? long.MaxValue : ends.Next(), nextReady = delayed.IsEmpty ? long.MaxValue : delayed.Next();
            now = Math.Min(nextEnd, nextReady);
            while (nextEnd == now && ends.TryTake(out int task))
            {
                pool.Return(task);
                Finished[FinishedCount++] = task;
                for (int edge = offsets[task]; edge < offsets[task + 1]; edge++)
                {
                    int target = targets[edge];
                    readyTimes[target] = Math.Max(readyTimes[target], now + delays[edge]);
                    if (--pending[target] == 0)
                    {
                        delayed.Push(readyTimes[target], target);
                    }
                }
            }

            while (!delayed.IsEmpty && delayed.Next() == now && delayed.TryTake(out int task))
            {
                ready.Add(Ranks[task]);
            }
        }
    }
}
