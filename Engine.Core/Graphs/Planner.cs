using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Plans a graph in one linear pass over its rows: order, levels, degrees, earliest and latest start, critical path, work
/// and span. O(nodes + edges); no allocation into a plan that is large enough; no recursion.
/// </summary>
/// <remarks>
/// Kahn's algorithm (A. B. Kahn, "Topological sorting of large networks", CACM 5, 1962) with a queue, which visits nodes
/// level by level; then one pass backwards for the latest starts (the critical path method, Kelley and Walker, 1959).
/// </remarks>
public static unsafe partial class Planner
{
    // From here on, records no longer fit beside everything else in a second-level cache of 1 MiB.
    private const int FetchAheadFrom = 1 << 16;

    /// <summary>Plans a graph with its own costs.</summary>
    /// <exception cref="CyclicGraphException">The graph has a cycle.</exception>
    /// <exception cref="GraphException">The costs add up to more than <see cref="long.MaxValue"/>.</exception>
    /// <exception cref="InvalidOperationException">The plan is frozen.</exception>
    public static void Plan(Digraph graph, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Plan(graph.View, default, plan);
    }

    /// <summary>Plans a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, in any unit; empty: the graph's own, or 1 each where it has none.</param>
    /// <param name="plan">Where the result goes.</param>
    /// <exception cref="CyclicGraphException">The graph has a cycle.</exception>
    /// <exception cref="GraphException">
    /// A view over foreign memory is malformed, a cost is negative, the costs add up to more than <see cref="long.MaxValue"/>, or
    /// what is to be planned lies in the plan's own memory.
    /// </exception>
    /// <exception cref="InvalidOperationException">The plan is frozen.</exception>
    public static void Plan(DigraphView graph, ReadOnlySpan<long> costs, Plan plan)
    {
        if (!TryPlan(graph, costs, plan))
        {
            Throw.Cycle(plan.Cycle);
        }
    }

    /// <summary>Plans a graph with its own costs; false when it has a cycle, which is then in <see cref="Graphs.Plan.Cycle"/>.</summary>
    /// <exception cref="GraphException">The costs add up to more than <see cref="long.MaxValue"/>.</exception>
    /// <exception cref="InvalidOperationException">The plan is frozen.</exception>
    public static bool TryPlan(Digraph graph, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return TryPlan(graph.View, default, plan);
    }

    /// <summary>Plans a graph; false when it has a cycle, which is then in <see cref="Graphs.Plan.Cycle"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, in any unit; empty: the graph's own, or 1 each where it has none.</param>
    /// <param name="plan">Where the result goes.</param>
    /// <exception cref="GraphException">
    /// A view over foreign memory is malformed, a cost is negative, the costs add up to more than <see cref="long.MaxValue"/>, or
    /// what is to be planned lies in the plan's own memory.
    /// </exception>
    /// <exception cref="InvalidOperationException">The plan is frozen.</exception>
    public static bool TryPlan(DigraphView graph, ReadOnlySpan<long> costs, Plan plan)
        => TryPlan(graph, costs, plan, FetchAheadFrom);

    /// <summary>As above; graphs of at least <paramref name="fetchAheadFrom"/> nodes take the path for large ones, so that tests can send small graphs there.</summary>
    internal static bool TryPlan(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int fetchAheadFrom)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int n = graph.NodeCount;
        costs = graph.CostsOr(costs);
        if (!costs.IsEmpty && costs.Length != n)
        {
            Throw.BadOptionalLength(nameof(costs), costs.Length, "one per node", n);
        }

        graph.EnsureValid();
        EnsureApart(graph, costs, plan);
        long work = DigraphChecks.SumCosts(graph, costs, out long total);
        plan.Begin(n);
        plan.Work = work;
        if (n == 0)
        {
            plan.Complete(0, 0, 0, 0);
            return true;
        }

        bool isForward = FindDegrees(graph, plan, fetchAheadFrom);
        bool isDone;
        fixed (long* nodeCosts = costs, edgeCosts = graph.EdgeCosts)
        {
            isDone = (costs.IsEmpty, graph.EdgeCosts.IsEmpty) switch
            {
                (true, true) => Run(graph, new UnitCosts(), total, isForward, plan, fetchAheadFrom),
                (false, true) => Run(graph, new NodeCosts(nodeCosts), total, isForward, plan, fetchAheadFrom),
                _ => Run(graph, new NodeAndEdgeCosts(nodeCosts, edgeCosts), total, isForward, plan, fetchAheadFrom),
            };
        }

        if (!isDone)
        {
            plan.Fail(CycleFinder.Find(graph));
        }

        return isDone;
    }

    /// <summary>
    /// Writes the topological order that is smallest in lexicographic order: of all nodes that are ready, always the
    /// smallest id. False when the graph has a cycle: the order is then written in part. O(nodes + edges); scratch from the pool.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="order">One element per node.</param>
    public static bool TryLexicographicOrder(DigraphView graph, Span<int> order)
    {
        int n = graph.NodeCount;
        if (order.Length != n)
        {
            Throw.BadLength(nameof(order), order.Length, "one per node", n);
        }

        graph.EnsureValid();
        using SpanOwner<int> pendingOwner = SpanOwner<int>.Allocate(n, AllocationMode.Clear);
        using SpanOwner<ulong> readyOwner = SpanOwner<ulong>.Allocate(IdSet.WordsFor(n));
        Span<int> pending = pendingOwner.Span;
        CountTargets(graph.Targets, pending);
        var ready = new IdSet(readyOwner.Span, n);
        for (int node = 0; node < n; node++)
        {
            if (pending[node] == 0)
            {
                ready.Add(node);
            }
        }

        int count = 0;
        while (ready.TryTakeSmallest(out int node))
        {
            order[count++] = node;
            foreach (int target in graph.Successors(node))
            {
                if (--pending[target] == 0)
                {
                    ready.Add(target);
                }
            }
        }

        return count == n;
    }
}
