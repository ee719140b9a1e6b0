using System.Runtime.InteropServices;
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
public static unsafe class Planner
{
    // From here on, records no longer fit beside everything else in a second-level cache of 1 MiB.
    private const int FetchAheadFrom = 1 << 16;

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
        => TryPlan(graph, costs, plan, FetchAheadFrom);

    /// <summary>As above; graphs of at least <paramref name="fetchAheadFrom"/> nodes take the path for large ones, so that tests can send small graphs there.</summary>
    internal static bool TryPlan(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int fetchAheadFrom)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int n = graph.NodeCount;
        if (!costs.IsEmpty && costs.Length != n)
        {
            Throw.BadLength(nameof(costs), costs.Length, "one per node", n);
        }

        graph.EnsureValid();
        plan.Begin(n, graph.EdgeCount);
        plan.Work = SumCosts(graph, costs, out long total);
        if (n == 0)
        {
            plan.Complete(0, 0, 0);
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
    /// smallest id. False when the graph has a cycle. O(nodes + edges); scratch from the pool.
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
        using SpanOwner<ulong> readyOwner = SpanOwner<ulong>.Allocate(IdSet.WordsFor(n), AllocationMode.Clear);
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

    private static bool Run<TCosts>(DigraphView graph, TCosts costs, long total, bool isForward, Plan plan, int fetchAheadFrom)
        where TCosts : struct, IPlannerCosts
        => graph.NodeCount >= fetchAheadFrom
            ? Run<TCosts, FetchAhead>(graph, costs, total, isForward, plan)
            : Run<TCosts, InCache>(graph, costs, total, isForward, plan);

    private static bool Run<TCosts, TPrefetch>(DigraphView graph, TCosts costs, long total, bool isForward, Plan plan)
        where TCosts : struct, IPlannerCosts
        where TPrefetch : struct
    {
        int n = graph.NodeCount;
        fixed (int* offsets = graph.Offsets, targets = graph.Targets, queue = plan.CriticalPathBuffer, pending = plan.OrderBuffer, levels = plan.LevelBuffer)
        fixed (long* earliest = plan.EarliestStartBuffer, latest = plan.LatestStartBuffer)
        {
            // The queue lies where the critical path will, and the waiting counts where the order will: both are written last.
            var rows = new PlannerRows
            {
                NodeCount = n,
                Offsets = offsets,
                Targets = targets,
                Earliest = earliest,
                Latest = latest,
                Pending = pending,
                Queue = queue,
                Levels = levels,
            };
            int timeBits = RowKernels.BitsFor((ulong)total), levelBits = RowKernels.BitsFor((ulong)n);
            bool isSorted = false;
            if (isForward && typeof(TPrefetch) == typeof(FetchAhead) && timeBits + levelBits < 64)
            {
                plan.EarliestStartBuffer.AsSpan(0, n).Clear();
                plan.Span = PlannerKernel.SweepForward<TCosts, TPrefetch>(rows, costs, levelBits);
                RowKernels.Split(plan.EarliestStartBuffer.AsSpan(0, n), levelBits, plan.LevelBuffer.AsSpan(0, n));
                PlannerKernel.VisitBackward<TCosts, TPrefetch, IdOrder>(rows, costs, plan.Span);
                CountLevels(plan, n);
            }
            else
            {
                PlannerVisit visit = VisitByLevel<TCosts, TPrefetch>(rows, costs, timeBits, plan);
                if (visit.Reached < n)
                {
                    return false;
                }

                PlannerKernel.VisitBackward<TCosts, TPrefetch, QueueOrder>(rows, costs, plan.Span);
                isSorted = visit.IsSorted;
            }

            if (isSorted)
            {
                plan.CriticalPathBuffer.AsSpan(0, n).CopyTo(plan.OrderBuffer);
            }
            else
            {
                SortByLevel(plan, n);
            }

            plan.Complete(n, plan.LevelCount, TraceCriticalPath(rows, costs, plan));
            return true;
        }
    }

    private static PlannerVisit VisitByLevel<TCosts, TPrefetch>(in PlannerRows rows, TCosts costs, int timeBits, Plan plan)
        where TCosts : struct, IPlannerCosts
        where TPrefetch : struct
    {
        int n = rows.NodeCount, ready = 0;
        PlannerVisit visit;
        Span<int> inDegrees = plan.InDegreeBuffer.AsSpan(0, n);
        Span<long> earliest = plan.EarliestStartBuffer.AsSpan(0, n);
        for (int node = 0; node < n; node++)
        {
            // Without a branch: which nodes are sources is anybody's guess. At most `node` were ready before.
            rows.Queue[ready] = node;
            ready += inDegrees[node] == 0 ? 1 : 0;
        }

        int degreeBits = RowKernels.BitsFor(RowKernels.Max(MemoryMarshal.Cast<int, uint>(inDegrees)));
        if (timeBits + degreeBits < 64)
        {
            RowKernels.Widen(inDegrees, earliest);
            PlannerKernel.VisitByLevel<TCosts, PackedRecords, TPrefetch>(
                rows, costs, new PackedRecords(rows.Earliest, degreeBits), ready, plan.LevelOffsetBuffer, out visit);
            RowKernels.ShiftRight(earliest, degreeBits);
        }
        else
        {
            earliest.Clear();
            inDegrees.CopyTo(plan.OrderBuffer);
            PlannerKernel.VisitByLevel<TCosts, WideRecords, TPrefetch>(
                rows, costs, new WideRecords(rows.Earliest, rows.Pending), ready, plan.LevelOffsetBuffer, out visit);
        }

        plan.LevelOffsetBuffer[visit.LevelCount] = visit.Reached;
        plan.LevelCount = visit.LevelCount;
        plan.Span = visit.Span;
        return visit;
    }

    /// <summary>Where each level starts, from the levels of the nodes.</summary>
    private static void CountLevels(Plan plan, int n)
    {
        Span<int> levels = plan.LevelBuffer.AsSpan(0, n);
        int levelCount = (int)RowKernels.Max(MemoryMarshal.Cast<int, uint>(levels)) + 1;
        Span<int> offsets = plan.LevelOffsetBuffer.AsSpan(0, levelCount + 1);
        offsets.Clear();
        foreach (int level in levels)
        {
            offsets[level + 1]++;
        }

        for (int level = 1; level <= levelCount; level++)
        {
            offsets[level] += offsets[level - 1];
        }

        plan.LevelCount = levelCount;
    }

    /// <summary>A counting sort by level: ids ascend within a level because they are visited in order.</summary>
    private static void SortByLevel(Plan plan, int n)
    {
        Span<int> cursor = plan.CriticalPathBuffer.AsSpan(0, plan.LevelCount), order = plan.OrderBuffer.AsSpan(0, n);
        plan.LevelOffsetBuffer.AsSpan(0, plan.LevelCount).CopyTo(cursor);
        ReadOnlySpan<int> levels = plan.LevelBuffer.AsSpan(0, n);
        for (int node = 0; node < levels.Length; node++)
        {
            order[cursor[levels[node]]++] = node;
        }
    }

    /// <summary>Follows nodes without slack from the smallest such source on, always to the smallest id.</summary>
    private static int TraceCriticalPath<TCosts>(in PlannerRows rows, TCosts costs, Plan plan)
        where TCosts : struct, IPlannerCosts
    {
        int length = 0, current = 0;
        while (rows.Latest[current] != 0 || plan.InDegreeBuffer[current] != 0)
        {
            current++; // a source with latest start 0 begins a longest path; there is one, since the span is attained
        }

        while (current >= 0)
        {
            plan.CriticalPathBuffer[length++] = current;
            long end = rows.Earliest[current] + costs.Node(current);
            int next = -1;
            for (int edge = rows.Offsets[current]; edge < rows.Offsets[current + 1]; edge++)
            {
                // A successor that must start when this node's end and delay allow it has no slack, and this edge is why.
                int target = rows.Targets[edge];
                if (rows.Latest[target] == end + costs.Edge(edge) && (uint)target < (uint)next)
                {
                    next = target;
                }
            }

            current = next;
        }

        return length;
    }

    /// <summary>In- and out-degrees; true when every edge leads to a larger node, which only large graphs are asked.</summary>
    private static bool FindDegrees(DigraphView graph, Plan plan, int fetchAheadFrom)
    {
        int n = graph.NodeCount;
        Span<int> inDegrees = plan.InDegreeBuffer.AsSpan(0, n);
        RowKernels.Differences(graph.Offsets, plan.OutDegreeBuffer.AsSpan(0, n));
        if (!graph.InDegrees.IsEmpty)
        {
            graph.InDegrees.CopyTo(inDegrees);
            return graph.IsForward;
        }

        inDegrees.Clear();
        CountTargets(graph.Targets, inDegrees);
        return n >= fetchAheadFrom && LeadsForward(graph);
    }

    /// <summary>Adds 1 to the element of every target.</summary>
    /// <remarks>SAFETY: targets are within the counts, checked by EnsureValid.</remarks>
    private static void CountTargets(ReadOnlySpan<int> targets, Span<int> counts)
    {
        const int Ahead = 48;
        fixed (int* target = targets, count = counts)
        {
            int edge = 0;
            if (counts.Length >= FetchAheadFrom)
            {
                for (; edge < targets.Length - Ahead; edge++)
                {
                    Prefetch.Read(count + target[edge + Ahead]);
                    count[target[edge]]++;
                }
            }

            for (; edge < targets.Length; edge++)
            {
                count[target[edge]]++;
            }
        }
    }

    private static bool LeadsForward(DigraphView graph)
    {
        ReadOnlySpan<int> offsets = graph.Offsets;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int target in graph.Targets[offsets[node]..offsets[node + 1]])
            {
                if (target <= node)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>
    /// Work; and in <paramref name="total"/> all costs together, which no sum along a path can exceed: that it fits proves
    /// that nothing overflows.
    /// </summary>
    private static long SumCosts(DigraphView graph, ReadOnlySpan<long> costs, out long total)
    {
        if (!RowKernels.TrySum(costs, out long high, out ulong low))
        {
            DigraphChecks.FindNegativeCost(costs);
        }

        Int128 work = costs.IsEmpty ? graph.NodeCount : ((Int128)high << 32) + low;
        RowKernels.TrySum(graph.EdgeCosts, out high, out low);
        Int128 sum = work + ((Int128)high << 32) + low;
        if (sum > long.MaxValue)
        {
            Throw.CostOverflow();
        }

        total = (long)sum;
        return (long)work;
    }
}
