using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Schedules a planned graph on identical workers: each task runs once, without interruption, on one worker, after all of
/// its predecessors. The delay of an edge passes between the end of its one task and the start of the other, whichever
/// workers they are on.
/// </summary>
/// <remarks>
/// <code>
/// var schedule = new Schedule();
/// ListScheduler.Schedule(graph, plan, workers: 4, schedule);
/// Console.WriteLine($"{schedule.Makespan}, and nothing is shorter than {schedule.LowerBound}");
/// </code>
/// <see cref="ScheduleEffort.Plain"/> is list scheduling (R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM
/// J. Appl. Math. 17, 1969) with the largest bottom level first, ties to the smaller id (HLFET; T. L. Adam, K. M. Chandy,
/// J. R. Dickson, CACM 17, 1974): without delays it is never longer than work / m + (1 - 1 / m) * span. O(e + n log m).
/// <see cref="ScheduleEffort.Improved"/> goes on until a schedule meets the lower bound or a budget is used up: by passes
/// forwards and backwards in time, then by a local search on their lists. The budget is counted in
/// operations: a constant, or a few passes where a pass takes more than that. Equal input has equal output.
/// </remarks>
public static class ListScheduler
{
    /// <summary>The largest number of tasks that the scheduler and <see cref="LowerBounds"/> take.</summary>
    // Working memory holds five numbers per task in one array, and the search adds two positions: both stay below 2^31.
    public const int MaxTaskCount = 1 << 28;

    /// <summary>Schedules a graph with its own costs, as well as <see cref="ScheduleEffort.Improved"/> does.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <param name="schedule">Where the result goes.</param>
    /// <exception cref="GraphException">There is no worker, there are more tasks than <see cref="MaxTaskCount"/>, or the plan is that of another graph.</exception>
    public static void Schedule(Digraph graph, Plan plan, int workers, Schedule schedule)
        => Schedule(graph, plan, workers, schedule, default);

    /// <summary>Schedules a graph with its own costs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <param name="schedule">Where the result goes.</param>
    /// <param name="effort">How hard to try.</param>
    /// <exception cref="GraphException">There is no worker, there are more tasks than <see cref="MaxTaskCount"/>, or the plan is that of another graph.</exception>
    public static void Schedule(Digraph graph, Plan plan, int workers, Schedule schedule, ScheduleEffort effort)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Schedule(graph.View, graph.Costs, plan, workers, schedule, effort);
    }

    /// <summary>Schedules a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, as planned; empty: every node costs 1.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <param name="schedule">Where the result goes.</param>
    /// <param name="effort">How hard to try.</param>
    /// <exception cref="GraphException">There is no worker, there are more tasks than <see cref="MaxTaskCount"/>, or the plan is that of another graph or of other costs.</exception>
    public static void Schedule(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int workers, Schedule schedule, ScheduleEffort effort)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(schedule);
        LowerBounds.Check(graph, costs, plan, workers);
        int n = graph.NodeCount;

        // More workers than tasks stay idle: they need no memory.
        int usable = Math.Clamp(n, 1, workers);
        schedule.Begin(n);
        ScheduleScratch scratch = schedule.Scratch;
        scratch.ReservePass(n, usable, !graph.EdgeCosts.IsEmpty, !costs.IsEmpty);
        var forward = new PassGraph
        {
            Rows = Rows.Of(graph),
            InDegrees = plan.InDegrees,
            Costs = costs.IsEmpty ? scratch.UnitCosts.AsSpan(0, n) : costs,
            MaxCost = costs.IsEmpty ? 1 : PriorityRanks.Max(costs),
            Tails = BottomLevels(plan, scratch.Keys),
        };
        var pass = new ListPass
        {
            Ranks = scratch.Ranks.AsSpan(0, n),
            Pending = scratch.Pending.AsSpan(0, n),
            ReadyWords = scratch.ReadyWords,
            Running = scratch.Running,
            RingWords = scratch.RingWords,
            RingSlots = scratch.RingSlots,
            RingNext = scratch.RingNext.AsSpan(0, n),
            Delayed = scratch.Delayed,
            ReadyTimes = scratch.ReadyTimes.AsSpan(0, graph.EdgeCosts.IsEmpty ? 0 : n),
            Starts = schedule.StartBuffer.AsSpan(0, n),
            Finished = scratch.Finished.AsSpan(0, n),
        };
        Span<int> order = scratch.Order.AsSpan(0, n);
        PriorityRanks.SortDescending(forward.Tails, plan.Span, order, scratch.Ranks);
        long makespan = RunNumbered(ref pass, forward, order, usable, schedule);
        long lowerBound = LowerBounds.Simple(plan, workers);
        if (effort == ScheduleEffort.Improved && makespan > lowerBound)
        {
            scratch.ReserveSearch(n, graph.EdgeCount, !graph.EdgeCosts.IsEmpty, !Rows.AreReversible(graph));
            PassGraph backward = Reverse(graph, plan, forward, scratch);
            if (LowerBounds.HasSetBound(plan, workers))
            {
                lowerBound = Math.Max(lowerBound, SetBound(forward, backward, plan, workers, scratch));
            }

            if (makespan > lowerBound)
            {
                makespan = Improve(plan, usable, lowerBound, schedule, ref pass, forward, backward, makespan);
            }
        }

        for (int task = 0; task < n; task++)
        {
            schedule.EndBuffer[task] = schedule.StartBuffer[task] + forward.Costs[task];
        }

        schedule.Complete(n, workers, plan.Work, makespan, lowerBound);
    }

    private static Span<long> BottomLevels(Plan plan, long[] memory)
    {
        ReadOnlySpan<long> latest = plan.LatestStart;
        Span<long> levels = memory.AsSpan(0, latest.Length);
        for (int task = 0; task < levels.Length; task++)
        {
            levels[task] = plan.Span - latest[task];
        }

        return levels;
    }

    private static long RunNumbered(scoped ref ListPass pass, scoped in PassGraph graph, scoped ReadOnlySpan<int> order, int workers, Schedule schedule)
    {
        var pool = new NumberedWorkers(schedule.Scratch.FreeWords, workers, schedule.WorkerBuffer);
        return pass.Run(graph, order, ref pool, long.MaxValue, long.MaxValue);
    }

    private static PassGraph Reverse(DigraphView graph, Plan plan, scoped in PassGraph forward, ScheduleScratch scratch)
    {
        int n = graph.NodeCount;
        Span<long> heads = scratch.Heads.AsSpan(0, n);
        ReadOnlySpan<long> earliest = plan.EarliestStart;
        for (int task = 0; task < n; task++)
        {
            heads[task] = earliest[task] + forward.Costs[task];
        }

        return new PassGraph
        {
            Rows = Rows.Reverse(graph, plan.InDegrees, scratch.SourceOffsets, scratch.Sources, scratch.SourceDelays.AsSpan(0, graph.EdgeCosts.Length), scratch.Pending),
            InDegrees = plan.OutDegrees,
            Costs = forward.Costs,
            MaxCost = forward.MaxCost,
            Tails = heads,
        };
    }

    /// <summary>The bound over sets; leaves the tails that it found in the place of the longest paths, since they can only be larger.</summary>
    private static long SetBound(in PassGraph forward, in PassGraph backward, Plan plan, int workers, ScheduleScratch scratch)
    {
        int n = plan.NodeCount;
        Span<long> heads = scratch.Heads.AsSpan(0, n), tails = scratch.Keys.AsSpan(0, n);
        long bound = LowerBounds.OverSets(forward.Rows, backward.Rows, forward.Costs, plan, workers, heads, tails, scratch.BoundLongs, scratch.BoundInts);
        for (int task = 0; task < n; task++)
        {
            heads[task] += forward.Costs[task];
            tails[task] += forward.Costs[task];
        }

        return bound;
    }

    private static long Improve(
        Plan plan, int workers, long lowerBound, Schedule schedule, ref ListPass pass, in PassGraph forward, in PassGraph backward, long plainMakespan)
    {
        ScheduleScratch scratch = schedule.Scratch;
        int n = plan.NodeCount;
        var search = new ScheduleSearch
        {
            Forward = forward,
            Backward = backward,
            Pass = pass,
            Current = scratch.Current.AsSpan(0, n),
            Trial = scratch.Trial.AsSpan(0, n),
            Best = scratch.Best.AsSpan(0, n),
            Workers = workers,
            Work = plan.Work,
            LowerBound = lowerBound,
        };
        search.Run(scratch.Order.AsSpan(0, n), plainMakespan);
        long makespan = RunNumbered(ref pass, search.BestIsBackward ? backward : forward, search.Best, workers, schedule);
        return search.BestIsBackward ? Mirror(forward, pass, schedule) : makespan;
    }

    /// <summary>
    /// Turns a backward schedule round: each worker keeps its tasks and their order, and each task starts as early as that
    /// allows, so that nothing is longer than before.
    /// </summary>
    private static long Mirror(in PassGraph graph, in ListPass pass, Schedule schedule)
    {
        Rows rows = graph.Rows;
        int n = pass.Starts.Length;
        Span<long> starts = schedule.StartBuffer.AsSpan(0, n), workerFree = schedule.EndBuffer.AsSpan(0, n);
        ReadOnlySpan<int> workers = schedule.WorkerBuffer.AsSpan(0, n);
        starts.Clear();
        workerFree.Clear();
        long makespan = 0;

        // The last to end backwards is the first to start: an order of both the graph and every worker.
        for (int position = n - 1; position >= 0; position--)
        {
            int task = pass.Finished[position];
            long start = Math.Max(starts[task], workerFree[workers[task]]);
            long end = start + graph.Costs[task];
            starts[task] = start;
            workerFree[workers[task]] = end;
            makespan = Math.Max(makespan, end);
            for (int edge = rows.Offsets[task]; edge < rows.Offsets[task + 1]; edge++)
            {
                int target = rows.Targets[edge];
                starts[target] = Math.Max(starts[target], end + (rows.Delays.IsEmpty ? 0 : rows.Delays[edge]));
            }
        }

        return makespan;
    }
}
