using System;
using System.Collections.Generic;

namespace Engine.Graphs.Reference;

/// <summary>
/// Plans a graph the plain way: Kahn's algorithm, then one pass forwards and one backwards along the order. Costs are
/// empty (all 1) or one per node; edge costs are empty (none) or one per edge. The caller checks shapes and sums.
/// </summary>
internal static class ReferencePlanner
{
    /// <summary>The plan, or null for a graph with a cycle.</summary>
    public static ReferencePlan? Plan(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts, ReadOnlySpan<long> costs)
    {
        int n = offsets.Length - 1;
        var plan = new ReferencePlan(n);
        CountDegrees(offsets, targets, plan);
        if (!FindLevels(offsets, targets, plan))
        {
            return null;
        }

        SortByLevel(plan);
        foreach (int node in plan.Order)
        {
            long end = plan.EarliestStart[node] + Cost(costs, node);
            plan.Work += Cost(costs, node);
            plan.Span = Math.Max(plan.Span, end);
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int target = targets[edge];
                plan.EarliestStart[target] = Math.Max(plan.EarliestStart[target], end + EdgeCost(edgeCosts, edge));
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            int node = plan.Order[i];
            long end = plan.Span;
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                end = Math.Min(end, plan.LatestStart[targets[edge]] - EdgeCost(edgeCosts, edge));
            }

            plan.LatestStart[node] = end - Cost(costs, node);
        }

        plan.CriticalPath = TraceCriticalPath(offsets, targets, edgeCosts, costs, plan);
        return plan;
    }

    /// <summary>The order that takes the smallest ready node each time, or null for a graph with a cycle.</summary>
    public static int[]? LexicographicOrder(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
    {
        int n = offsets.Length - 1;
        var plan = new ReferencePlan(n);
        CountDegrees(offsets, targets, plan);
        var ready = new SortedSet<int>();
        for (int node = 0; node < n; node++)
        {
            if (plan.InDegrees[node] == 0)
            {
                ready.Add(node);
            }
        }

        int count = 0;
        for (; ready.Count > 0; count++)
        {
            int node = ready.Min;
            ready.Remove(node);
            plan.Order[count] = node;
            foreach (int target in Row(offsets, targets, node))
            {
                if (--plan.InDegrees[target] == 0)
                {
                    ready.Add(target);
                }
            }
        }

        return count == n ? plan.Order : null;
    }

    private static void CountDegrees(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReferencePlan plan)
    {
        for (int node = 0; node < plan.OutDegrees.Length; node++)
        {
            plan.OutDegrees[node] = offsets[node + 1] - offsets[node];
        }

        foreach (int target in targets)
        {
            plan.InDegrees[target]++;
        }
    }

    /// <summary>Level by level: the next one is what loses its last predecessor in this one.</summary>
    private static bool FindLevels(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReferencePlan plan)
    {
        int n = plan.Order.Length, done = 0;
        int[] pending = (int[])plan.InDegrees.Clone();
        var current = new List<int>();
        for (int node = 0; node < n; node++)
        {
            if (pending[node] == 0)
            {
                current.Add(node);
            }
        }

        for (; current.Count > 0; plan.LevelCount++)
        {
            done += current.Count;
            var next = new List<int>();
            foreach (int node in current)
            {
                plan.Levels[node] = plan.LevelCount;
                foreach (int target in Row(offsets, targets, node))
                {
                    if (--pending[target] == 0)
                    {
                        next.Add(target);
                    }
                }
            }

            current = next;
        }

        return done == n;
    }

    private static void SortByLevel(ReferencePlan plan)
    {
        int n = plan.Order.Length;
        int[] levels = (int[])plan.Levels.Clone();
        for (int node = 0; node < n; node++)
        {
            plan.Order[node] = node;
        }

        Array.Sort(plan.Order, (a, b) => levels[a] != levels[b] ? levels[a].CompareTo(levels[b]) : a.CompareTo(b));
        plan.LevelOffsets = new int[plan.LevelCount + 1];
        foreach (int level in levels)
        {
            plan.LevelOffsets[level + 1]++;
        }

        for (int level = 0; level < plan.LevelCount; level++)
        {
            plan.LevelOffsets[level + 1] += plan.LevelOffsets[level];
        }
    }

    /// <summary>From the smallest node that starts at once and has no slack, always on to the smallest node that starts without waiting.</summary>
    private static int[] TraceCriticalPath(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts, ReadOnlySpan<long> costs, ReferencePlan plan)
    {
        var path = new List<int>();
        int current = -1;
        for (int node = plan.Order.Length - 1; node >= 0; node--)
        {
            current = plan.InDegrees[node] == 0 && plan.LatestStart[node] == 0 ? node : current;
        }

        while (current >= 0)
        {
            path.Add(current);
            long end = plan.EarliestStart[current] + Cost(costs, current);
            int next = -1;
            for (int edge = offsets[current]; edge < offsets[current + 1]; edge++)
            {
                int target = targets[edge];
                bool isCritical = plan.EarliestStart[target] == plan.LatestStart[target];
                if (isCritical && plan.EarliestStart[target] == end + EdgeCost(edgeCosts, edge) && (next < 0 || target < next))
                {
                    next = target;
                }
            }

            current = next;
        }

        return path.ToArray();
    }

    private static ReadOnlySpan<int> Row(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, int node)
        => targets.Slice(offsets[node], offsets[node + 1] - offsets[node]);

    private static long Cost(ReadOnlySpan<long> costs, int node) => costs.IsEmpty ? 1 : costs[node];

    private static long EdgeCost(ReadOnlySpan<long> edgeCosts, int edge) => edgeCosts.IsEmpty ? 0 : edgeCosts[edge];
}
