using Engine.Graphs;

namespace Engine.Host.Insights;

/// <summary>Counts the parts of a graph that have nothing to do with each other. O(nodes + edges), nearly.</summary>
internal static class SeparateParts
{
    /// <summary>The number of weakly connected components.</summary>
    public static int Count(Digraph graph)
    {
        int[] parent = new int[graph.NodeCount];
        for (int node = 0; node < parent.Length; node++)
        {
            parent[node] = node;
        }

        int count = parent.Length;
        for (int node = 0; node < parent.Length; node++)
        {
            foreach (int target in graph.Successors(node))
            {
                int left = Root(parent, node), right = Root(parent, target);
                if (left != right)
                {
                    // The smaller id stays: ids tend to follow the order, which keeps the trees flat together with halving.
                    parent[Math.Max(left, right)] = Math.Min(left, right);
                    count--;
                }
            }
        }

        return count;
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
