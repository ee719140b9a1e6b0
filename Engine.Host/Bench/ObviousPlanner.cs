using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>
/// The baseline: planning as one writes it in an afternoon, with a list per node and a queue. Linear and without needless
/// waste, but a fresh object graph per call and one cache line per list.
/// </summary>
internal static class ObviousPlanner
{
    /// <summary>The successors of each node as lists, in the order of the edges.</summary>
    public static List<int>[] Adjacency(int nodeCount, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        var successors = new List<int>[nodeCount];
        for (int node = 0; node < nodeCount; node++)
        {
            successors[node] = [];
        }

        for (int edge = 0; edge < from.Length; edge++)
        {
            successors[from[edge]].Add(to[edge]);
        }

        return successors;
    }

    /// <summary>The successors of each node as lists.</summary>
    public static List<int>[] Adjacency(Digraph graph)
    {
        var successors = new List<int>[graph.NodeCount];
        for (int node = 0; node < graph.NodeCount; node++)
        {
            successors[node] = [.. graph.Successors(node)];
        }

        return successors;
    }

    /// <summary>Plans an acyclic graph.</summary>
    /// <exception cref="InvalidOperationException">The graph has a cycle.</exception>
    public static ObviousPlan Plan(List<int>[] successors, long[] costs)
    {
        int nodeCount = successors.Length;
        int[] inDegrees = CountPredecessors(successors);
        int[] pending = [.. inDegrees];
        var levels = new int[nodeCount];
        var earliest = new long[nodeCount];
        var visited = new List<int>(nodeCount);
        var queue = new Queue<int>();
        for (int node = 0; node < nodeCount; node++)
        {
            if (pending[node] == 0)
            {
                queue.Enqueue(node);
            }
        }

        long span = 0;
        while (queue.Count > 0)
        {
            int node = queue.Dequeue();
            visited.Add(node);
            long end = earliest[node] + costs[node];
            span = Math.Max(span, end);
            foreach (int successor in successors[node])
            {
                levels[successor] = Math.Max(levels[successor], levels[node] + 1);
                earliest[successor] = Math.Max(earliest[successor], end);
                if (--pending[successor] == 0)
                {
                    queue.Enqueue(successor);
                }
            }
        }

        if (visited.Count < nodeCount)
        {
            throw new InvalidOperationException("The graph has a cycle.");
        }

        long[] latest = LatestStarts(successors, costs, visited, span);
        List<List<int>> byLevel = GroupByLevel(levels);
        return new ObviousPlan
        {
            Order = [.. byLevel.SelectMany(static nodes => nodes)],
            Levels = levels,
            InDegrees = inDegrees,
            OutDegrees = Array.ConvertAll(successors, static list => list.Count),
            EarliestStart = earliest,
            LatestStart = latest,
            CriticalPath = CriticalPath(successors, costs, inDegrees, earliest, latest),
            LevelCount = byLevel.Count,
            Work = costs.Sum(),
            Span = span,
        };
    }

    private static int[] CountPredecessors(List<int>[] successors)
    {
        var inDegrees = new int[successors.Length];
        foreach (List<int> list in successors)
        {
            foreach (int successor in list)
            {
                inDegrees[successor]++;
            }
        }

        return inDegrees;
    }

    private static long[] LatestStarts(List<int>[] successors, long[] costs, List<int> visited, long span)
    {
        var latest = new long[costs.Length];
        for (int i = visited.Count - 1; i >= 0; i--)
        {
            int node = visited[i];
            long end = span;
            foreach (int successor in successors[node])
            {
                end = Math.Min(end, latest[successor]);
            }

            latest[node] = end - costs[node];
        }

        return latest;
    }

    private static List<List<int>> GroupByLevel(int[] levels)
    {
        var byLevel = new List<List<int>>();
        for (int node = 0; node < levels.Length; node++)
        {
            while (byLevel.Count <= levels[node])
            {
                byLevel.Add([]);
            }

            byLevel[levels[node]].Add(node);
        }

        return byLevel;
    }

    private static List<int> CriticalPath(List<int>[] successors, long[] costs, int[] inDegrees, long[] earliest, long[] latest)
    {
        var path = new List<int>();
        int current = -1;
        for (int node = 0; node < costs.Length && current < 0; node++)
        {
            if (inDegrees[node] == 0 && latest[node] == 0)
            {
                current = node;
            }
        }

        while (current >= 0)
        {
            path.Add(current);
            long end = earliest[current] + costs[current];
            int next = -1;
            foreach (int successor in successors[current])
            {
                if (earliest[successor] == end && latest[successor] == end && (next < 0 || successor < next))
                {
                    next = successor;
                }
            }

            current = next;
        }

        return path;
    }
}
