using Engine.Graphs;

namespace Engine.Host.Render.Layout;

/// <summary>The connected parts of a graph, edges taken without direction.</summary>
internal static class LayoutParts
{
    /// <summary>
    /// The parts with at least one edge: the one with the critical path first, then by size, then by smallest node; and
    /// the nodes without any edge. Nodes ascend in each. O((nodes + edges) log nodes).
    /// </summary>
    public static (List<int[]> Parts, int[] Isolated) Find(Digraph graph, Plan plan)
    {
        int n = graph.NodeCount;
        int[] parent = new int[n];
        for (int node = 0; node < n; node++)
        {
            parent[node] = node;
        }

        for (int node = 0; node < n; node++)
        {
            foreach (int target in graph.Successors(node))
            {
                int a = Root(parent, node), b = Root(parent, target);
                parent[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        var parts = new SortedDictionary<int, List<int>>();
        var isolated = new List<int>();
        for (int node = 0; node < n; node++)
        {
            if (plan.InDegrees[node] == 0 && plan.OutDegrees[node] == 0)
            {
                isolated.Add(node);
                continue;
            }

            int root = Root(parent, node);
            if (!parts.TryGetValue(root, out List<int>? part))
            {
                parts.Add(root, part = []);
            }

            part.Add(node);
        }

        int criticalRoot = plan.CriticalPath.IsEmpty ? -1 : Root(parent, plan.CriticalPath[0]);
        var sorted = parts.OrderBy(part => part.Key == criticalRoot ? 0 : 1).ThenBy(static part => -part.Value.Count).ThenBy(static part => part.Key);
        return (sorted.Select(static part => part.Value.ToArray()).ToList(), isolated.ToArray());
    }

    private static int Root(int[] parent, int node)
    {
        while (parent[node] != node)
        {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }

        return node;
    }
}
