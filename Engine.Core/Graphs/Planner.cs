using Engine.Internal;

namespace Engine.Graphs;

/// <summary>Working memory of the planner, kept inside a <see cref="Plan"/> so that planning into it again allocates nothing.</summary>
internal struct PlanScratch
{
    public int[] Pending;
    public int[] Queue;
}

/// <summary>
/// Plans a graph in one linear pass over its rows: order, levels, degrees, earliest and latest start, critical path, work
/// and span. O(nodes + edges); no allocation into a plan that is large enough; no recursion.
/// </summary>
/// <remarks>
/// Kahn's algorithm (A. B. Kahn, "Topological sorting of large networks", CACM 5, 1962) with a queue, which visits nodes
/// level by level; then one pass backwards for the latest starts (the critical path method, Kelley and Walker, 1959).
/// </remarks>
public static class Planner
{
    /// <summary>Plans a graph with its own costs.</summary>
    /// <exception cref="CyclicGraphException">The graph has a cycle.</exception>
    /// <exception cref="GraphException">The costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public static void Plan(Digraph graph, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Plan(graph.View, graph.Costs, plan);
    }

    /// <summary>Plans a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, in any unit; empty: every node costs 1.</param>
    /// <param name="plan">Where the result goes.</param>
    /// <exception cref="CyclicGraphException">The graph has a cycle.</exception>
    /// <exception cref="GraphException">A view over foreign memory is malformed, a cost is negative, or the costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public static void Plan(DigraphView graph, ReadOnlySpan<long> costs, Plan plan)
    {
        if (!TryPlan(graph, costs, plan))
        {
            Throw.Cycle(plan.Cycle);
        }
    }

    /// <summary>Plans a graph with its own costs; false when it has a cycle, which is then in <see cref="Graphs.Plan.Cycle"/>.</summary>
    /// <exception cref="GraphException">The costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public static bool TryPlan(Digraph graph, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return TryPlan(graph.View, graph.Costs, plan);
    }

    /// <summary>Plans a graph; false when it has a cycle, which is then in <see cref="Graphs.Plan.Cycle"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, in any unit; empty: every node costs 1.</param>
    /// <param name="plan">Where the result goes.</param>
    /// <exception cref="GraphException">A view over foreign memory is malformed, a cost is negative, or the costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public static bool TryPlan(DigraphView graph, ReadOnlySpan<long> costs, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        graph.EnsureValid();
        int n = graph.NodeCount;
        if (!costs.IsEmpty && costs.Length != n)
        {
            Throw.BadLength(nameof(costs), costs.Length, "one per node", n);
        }

        plan.Begin(n, graph.EdgeCount);
        plan.Work = SumCosts(graph, costs);
        if (plan.Scratch.Queue is null || plan.Scratch.Queue.Length < n)
        {
            plan.Scratch = new PlanScratch { Pending = new int[n], Queue = new int[n] };
        }

        Span<int> queue = plan.Scratch.Queue.AsSpan(0, n), pending = plan.Scratch.Pending.AsSpan(0, n);
        Span<long> earliest = plan.EarliestStartBuffer.AsSpan(0, n), latest = plan.LatestStartBuffer.AsSpan(0, n);
        Span<int> levels = plan.LevelBuffer.AsSpan(0, n);
        Span<int> inDegrees = plan.InDegreeBuffer.AsSpan(0, n);
        inDegrees.Clear();
        foreach (int target in graph.Targets)
        {
            inDegrees[target]++;
        }

        inDegrees.CopyTo(pending);
        earliest.Clear();
        int tail = 0;
        for (int node = 0; node < n; node++)
        {
            plan.OutDegreeBuffer[node] = graph.Offsets[node + 1] - graph.Offsets[node];
            if (pending[node] == 0)
            {
                levels[node] = 0;
                queue[tail++] = node;
            }
        }

        long span = 0;
        for (int head = 0; head < tail; head++)
        {
            int node = queue[head];
            long end = earliest[node] + Cost(costs, node);
            span = Math.Max(span, end);
            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                int target = graph.Targets[edge];
                earliest[target] = Math.Max(earliest[target], end + EdgeCost(graph, edge));
                if (--pending[target] == 0)
                {
                    levels[target] = levels[node] + 1;
                    queue[tail++] = target;
                }
            }
        }

        if (tail < n)
        {
            plan.Fail(CycleFinder.Find(graph));
            return false;
        }

        for (int head = n - 1; head >= 0; head--)
        {
            int node = queue[head];
            long end = span;
            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                end = Math.Min(end, latest[graph.Targets[edge]] - EdgeCost(graph, edge));
            }

            latest[node] = end - Cost(costs, node);
        }

        plan.Span = span;
        int levelCount = n == 0 ? 0 : levels[queue[n - 1]] + 1;
        SortByLevel(plan, n, levelCount);
        plan.Complete(n, levelCount, TraceCriticalPath(graph, costs, plan, n));
        return true;
    }

    /// <summary>A counting sort by level: ids ascend within a level because they are visited in order.</summary>
    private static void SortByLevel(Plan plan, int n, int levelCount)
    {
        Span<int> offsets = plan.LevelOffsetBuffer.AsSpan(0, Math.Max(1, Math.Min(plan.LevelOffsetBuffer.Length, levelCount + 1)));
        if (n == 0)
        {
            return;
        }

        offsets.Clear();
        Span<int> levels = plan.LevelBuffer.AsSpan(0, n), cursor = plan.Scratch.Pending.AsSpan(0, n);
        foreach (int level in levels)
        {
            offsets[level + 1]++;
        }

        for (int level = 0; level < levelCount; level++)
        {
            cursor[level] = offsets[level];
            offsets[level + 1] += offsets[level];
        }

        for (int node = 0; node < n; node++)
        {
            plan.OrderBuffer[cursor[levels[node]]++] = node;
        }
    }

    private static int TraceCriticalPath(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int n)
    {
        Span<long> earliest = plan.EarliestStartBuffer.AsSpan(0, n), latest = plan.LatestStartBuffer.AsSpan(0, n);
        int current = -1;
        for (int node = 0; node < n && current < 0; node++)
        {
            if (latest[node] == 0 && earliest[node] == 0 && plan.InDegreeBuffer[node] == 0)
            {
                current = node;
            }
        }

        int length = 0;
        while (current >= 0)
        {
            plan.CriticalPathBuffer[length++] = current;
            long end = earliest[current] + Cost(costs, current);
            int next = -1;
            for (int edge = graph.Offsets[current]; edge < graph.Offsets[current + 1]; edge++)
            {
                int target = graph.Targets[edge];
                if (earliest[target] == latest[target] && earliest[target] == end + EdgeCost(graph, edge) && (next < 0 || target < next))
                {
                    next = target;
                }
            }

            current = next;
        }

        return length;
    }

    /// <summary>Work; and the proof that no sum along a path can overflow, since none is more than all costs together.</summary>
    private static long SumCosts(DigraphView graph, ReadOnlySpan<long> costs)
    {
        Int128 work = costs.IsEmpty ? graph.NodeCount : 0, delays = 0;
        for (int node = 0; node < costs.Length; node++)
        {
            if (costs[node] < 0)
            {
                Throw.NegativeCost(node, costs[node]);
            }

            work += costs[node];
        }

        foreach (long delay in graph.EdgeCosts)
        {
            delays += delay;
        }

        if (work + delays > long.MaxValue)
        {
            Throw.CostOverflow();
        }

        return (long)work;
    }

    private static long Cost(ReadOnlySpan<long> costs, int node) => costs.IsEmpty ? 1 : costs[node];

    private static long EdgeCost(DigraphView graph, int edge) => graph.EdgeCosts.IsEmpty ? 0 : graph.EdgeCosts[edge];
}
