using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>Times before which no schedule of a graph on identical workers can end.</summary>
/// <remarks>
/// <code>
/// long bound = LowerBounds.Find(graph, plan, workers: 4);   // at least plan.Span, and at least plan.Work / 4
/// </code>
/// </remarks>
public static class LowerBounds
{
    /// <summary>The same for a graph with its own costs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <exception cref="GraphException">There is no worker, there are more tasks than <see cref="ListScheduler.MaxTaskCount"/>, or the plan is that of another graph.</exception>
    public static long Find(Digraph graph, Plan plan, int workers)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Find(graph.View, graph.Costs, plan, workers);
    }

    /// <summary>
    /// The largest of: the critical path; the work divided by the workers; and, over sets of tasks that neither start
    /// before nor end after certain times, what each worker must wait before, do and wait after. O((n + e) log n).
    /// </summary>
    /// <remarks>
    /// The bound over sets is that of J. Carlier, "Scheduling jobs with release dates and tails on identical machines to
    /// minimize the makespan", EJOR 29, 1987, with release dates and tails that take into account how many workers the
    /// predecessors and successors of a task need.
    /// </remarks>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, as planned; empty: every node costs 1.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <exception cref="GraphException">There is no worker, there are more tasks than <see cref="ListScheduler.MaxTaskCount"/>, or the plan is that of another graph or of other costs.</exception>
    public static long Find(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int workers)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Check(graph, costs, plan, workers);
        long simple = Simple(plan, workers);
        return HasSetBound(plan, workers) ? Math.Max(simple, OverSets(graph, costs, plan, workers)) : simple;
    }

    /// <summary>Critical path, and work divided by the workers.</summary>
    internal static long Simple(Plan plan, int workers)
        => Math.Max(plan.Span, (plan.Work / workers) + (plan.Work % workers == 0 ? 0 : 1));

    /// <summary>
    /// Whether the bound over sets can be told: with a worker per task the span is met; sums over all workers must fit into
    /// 64 bits.
    /// </summary>
    internal static bool HasSetBound(Plan plan, int workers)
        => workers < plan.NodeCount && plan.Work <= long.MaxValue / 8 && plan.Span <= long.MaxValue / 8 / workers;

    /// <summary>The bound over sets, with memory from the pool.</summary>
    private static long OverSets(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int workers)
    {
        int n = graph.NodeCount, reversed = Rows.AreReversible(graph) ? 0 : graph.EdgeCount;
        using SpanOwner<long> delayOwner = SpanOwner<long>.Allocate(graph.EdgeCosts.Length);
        using SpanOwner<int> sourceOwner = SpanOwner<int>.Allocate(reversed);
        using SpanOwner<long> longOwner = SpanOwner<long>.Allocate(5 * n);
        using SpanOwner<int> intOwner = SpanOwner<int>.Allocate((3 * n) + 1);
        Span<long> longs = longOwner.Span;
        Span<int> ints = intOwner.Span;
        scoped ReadOnlySpan<long> perTask = costs;
        if (costs.IsEmpty)
        {
            Span<long> unitCosts = Take(ref longs, n);
            unitCosts.Fill(1);
            perTask = unitCosts;
        }

        Rows backward = Rows.Reverse(graph, plan.InDegrees, Take(ref ints, n + 1), sourceOwner.Span, delayOwner.Span, ints);
        return OverSets(Rows.Of(graph), backward, perTask, plan, workers, Take(ref longs, n), Take(ref longs, n), longs, ints);
    }

    /// <summary>The bound over sets, where <see cref="HasSetBound"/>.</summary>
    /// <param name="forward">The edges.</param>
    /// <param name="backward">The same edges backwards.</param>
    /// <param name="costs">One per task.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="heads">Where the earliest starts go.</param>
    /// <param name="tails">Where the times from each task's end to the end of everything go.</param>
    /// <param name="longs">Two per task; overwritten.</param>
    /// <param name="ints">Two per task; overwritten.</param>
    internal static long OverSets(
        Rows forward, Rows backward, ReadOnlySpan<long> costs, Plan plan, int workers, Span<long> heads, Span<long> tails, Span<long> longs, Span<int> ints)
    {
        int n = plan.NodeCount;
        Span<long> keys = Take(ref longs, n), window = Take(ref longs, n);
        Span<int> row = Take(ref ints, n), seen = Take(ref ints, n);
        CapacityTails.Find(forward, costs, plan.Order, isReversed: false, workers, tails, keys, row, seen);
        CapacityTails.Find(backward, costs, plan.Order, isReversed: true, workers, heads, keys, row, seen);
        return SetBound.Find(heads, costs, tails, workers, keys, window, row, seen);
    }

    private static Span<T> Take<T>(ref Span<T> memory, int count)
    {
        Span<T> taken = memory[..count];
        memory = memory[count..];
        return taken;
    }

    /// <summary>What is asked before anything is computed. O(n + e).</summary>
    internal static void Check(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int workers)
    {
        if (workers < 1)
        {
            Throw.TooFewWorkers(workers);
        }

        EnsureTaskCount(graph.NodeCount);
        PlanChecks.EnsurePlanned(graph, costs, plan);
    }

    internal static void EnsureTaskCount(int taskCount)
    {
        if (taskCount > ListScheduler.MaxTaskCount)
        {
            Throw.TooManyTasks(taskCount, ListScheduler.MaxTaskCount);
        }
    }
}
