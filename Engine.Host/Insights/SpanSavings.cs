using Engine.Graphs;

namespace Engine.Host.Insights;

/// <summary>
/// How much shorter the span would be if a task of the critical path took no time: what a person gains at most by making
/// that one task faster. Exact, for all tasks of the path together in O((nodes + edges) log path).
/// </summary>
/// <remarks>
/// Without the time of t the span is the longer of two: the span less t's cost, and the longest path that avoids t. In a
/// topological order a path that avoids t either has an edge that leaps over t's position, or lies wholly on one side of
/// it. The longest path over an edge is known from the plan, so each edge raises a range of the critical path's tasks to
/// its length: a segment tree of maxima, read once at the end.
/// </remarks>
internal static class SpanSavings
{
    /// <summary>The savings of each task of <see cref="Plan.CriticalPath"/>, in the unit of the costs.</summary>
    public static long[] Find(Digraph graph, Plan plan)
    {
        ReadOnlySpan<int> path = plan.CriticalPath;
        if (path.IsEmpty)
        {
            return [];
        }

        int[] before = CountPathBefore(plan);
        bool[] onPath = new bool[plan.NodeCount];
        foreach (int node in path)
        {
            onPath[node] = true;
        }

        long[] avoiding = LongestAvoiding(graph, plan, before, onPath);
        long[] savings = new long[path.Length];
        for (int i = 0; i < path.Length; i++)
        {
            savings[i] = Math.Min(graph.Cost(path[i]), plan.Span - avoiding[i]);
        }

        return savings;
    }

    /// <summary>For each node, how many tasks of the critical path come before it in the order.</summary>
    private static int[] CountPathBefore(Plan plan)
    {
        int[] before = new int[plan.NodeCount];
        ReadOnlySpan<int> path = plan.CriticalPath;
        int passed = 0;
        foreach (int node in plan.Order)
        {
            before[node] = passed;
            if (passed < path.Length && path[passed] == node)
            {
                passed++;
            }
        }

        return before;
    }

    private static long[] LongestAvoiding(Digraph graph, Plan plan, int[] before, bool[] onPath)
    {
        int count = plan.CriticalPath.Length;
        long[] tree = new long[2 * count], fromLeft = new long[count + 1], fromRight = new long[count + 1];
        ReadOnlySpan<int> offsets = graph.Offsets, targets = graph.Targets;
        ReadOnlySpan<long> edgeCosts = graph.EdgeCosts;
        for (int node = 0; node < offsets.Length - 1; node++)
        {
            int first = before[node] + (onPath[node] ? 1 : 0);
            long end = plan.EarliestStart[node] + graph.Cost(node);
            fromLeft[first] = Math.Max(fromLeft[first], end);
            fromRight[before[node]] = Math.Max(fromRight[before[node]], plan.BottomLevel(node));
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int target = targets[edge];
                if (first < before[target])
                {
                    long length = end + (edgeCosts.IsEmpty ? 0 : edgeCosts[edge]) + plan.BottomLevel(target);
                    Raise(tree, first + count, before[target] + count, length);
                }
            }
        }

        return Combine(tree, fromLeft, fromRight, count);
    }

    /// <summary>Raises the leaves of [left, right) to at least <paramref name="length"/>.</summary>
    private static void Raise(long[] tree, int left, int right, long length)
    {
        for (; left < right; left >>= 1, right >>= 1)
        {
            if ((left & 1) != 0)
            {
                tree[left] = Math.Max(tree[left], length);
                left++;
            }

            if ((right & 1) != 0)
            {
                right--;
                tree[right] = Math.Max(tree[right], length);
            }
        }
    }

    private static long[] Combine(long[] tree, long[] fromLeft, long[] fromRight, int count)
    {
        for (int node = 2; node < 2 * count; node++)
        {
            tree[node] = Math.Max(tree[node], tree[node >> 1]);
        }

        // Paths that end before a task count for it and all later ones, paths that start after it for all earlier ones.
        long[] longest = new long[count];
        long running = 0;
        for (int i = 0; i < count; i++)
        {
            running = Math.Max(running, fromLeft[i]);
            longest[i] = Math.Max(running, tree[count + i]);
        }

        running = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            running = Math.Max(running, fromRight[i + 1]);
            longest[i] = Math.Max(longest[i], running);
        }

        return longest;
    }
}
