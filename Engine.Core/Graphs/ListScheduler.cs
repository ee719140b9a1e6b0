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
/// J. R. Dickson, CACM 17, 1974): it is never longer than work / m + (1 - 1 / m) * span.
/// </remarks>
public static class ListScheduler
{
    /// <summary>Schedules a graph with its own costs, as well as <see cref="ScheduleEffort.Improved"/> does.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <param name="schedule">Where the result goes.</param>
    /// <exception cref="GraphException">There is no worker, or the plan is that of another graph.</exception>
    public static void Schedule(Digraph graph, Plan plan, int workers, Schedule schedule)
        => Schedule(graph, plan, workers, schedule, ScheduleEffort.Improved);

    /// <summary>Schedules a graph with its own costs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <param name="schedule">Where the result goes.</param>
    /// <param name="effort">How hard to try.</param>
    /// <exception cref="GraphException">There is no worker, or the plan is that of another graph.</exception>
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
    /// <exception cref="GraphException">There is no worker, or the plan is that of another graph or of other costs.</exception>
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
        scratch.Reserve(n, usable, !graph.EdgeCosts.IsEmpty);
        Span<long> bottomLevels = scratch.Keys.AsSpan(0, n);
        ReadOnlySpan<long> latest = plan.LatestStart;
        for (int task = 0; task < n; task++)
        {
            bottomLevels[task] = plan.Span - latest[task];
        }

        Span<int> byRank = scratch.ByRank.AsSpan(0, n);
        PriorityRanks.SortDescending(bottomLevels, plan.Span, byRank, scratch.Other);
        PriorityRanks.Invert(byRank, scratch.Ranks);
        long makespan = PlainPass.Run(graph, costs, plan.InDegrees, usable, schedule);
        schedule.Complete(n, workers, plan.Work, makespan, LowerBounds.Find(graph, costs, plan, workers));
    }
}
