using Engine.Internal;

namespace Engine.Graphs;

// The passes over the rows, and what is made of them.
public static unsafe partial class Planner
{
    /// <summary>Planning writes where its input may not lie.</summary>
    private static void EnsureApart(DigraphView graph, ReadOnlySpan<long> costs, Plan plan)
    {
        if (plan.Owns(costs))
        {
            Throw.MemoryOfPlan(nameof(costs));
        }

        if (plan.Owns(graph.Offsets) || plan.Owns(graph.Targets) || plan.Owns(graph.EdgeCosts))
        {
            Throw.MemoryOfPlan(nameof(graph));
        }
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
        // SAFETY: the plan's buffers hold at least n elements (Begin), none of them is the graph's or the costs' memory
        // (EnsureApart), and the rows were checked (EnsureValid) or built by us.
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

            plan.Complete(n, graph.EdgeCount, plan.LevelCount, TraceCriticalPath(rows, costs, plan));
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

        int degreeBits = RowKernels.BitsFor(RowKernels.Max(inDegrees));
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
        int levelCount = (int)RowKernels.Max(levels) + 1;
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
}
