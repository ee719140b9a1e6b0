namespace Engine.Graphs;

/// <summary>Finds one shortest cycle, to be shown to a person. O(nodes + edges), no recursion, no enumeration.</summary>
public static class CycleFinder
{
    /// <summary>
    /// A shortest cycle through the smallest node that lies on any cycle, starting with that node, in edge order; empty
    /// when there is no cycle; a single node for a self-loop.
    /// </summary>
    public static int[] Find(DigraphView graph)
    {
        int n = graph.NodeCount;
        int[] components = new int[n];
        int componentCount = StronglyConnected.Find(graph, components);
        int start = FirstOnCycle(graph, components, componentCount);
        return start < 0 ? [] : ShortestThrough(graph, start, components);
    }

    private static int FirstOnCycle(DigraphView graph, ReadOnlySpan<int> components, int componentCount)
    {
        int[] sizes = new int[componentCount];
        foreach (int component in components)
        {
            sizes[component]++;
        }

        for (int node = 0; node < components.Length; node++)
        {
            if (sizes[components[node]] > 1 || graph.Successors(node).Contains(node))
            {
                return node;
            }
        }

        return -1;
    }

    /// <summary>Breadth first inside the component of <paramref name="start"/>, until an edge leads back to it.</summary>
    private static int[] ShortestThrough(DigraphView graph, int start, ReadOnlySpan<int> components)
    {
        int n = graph.NodeCount;
        int[] parent = new int[n], queue = new int[n];
        Array.Fill(parent, -1);
        int head = 0, tail = 0;
        queue[tail++] = start;
        while (head < tail)
        {
            int node = queue[head++];
            foreach (int target in graph.Successors(node))
            {
                if (target == start)
                {
                    return TracePath(parent, start, node);
                }

                if (parent[target] < 0 && components[target] == components[start])
                {
                    parent[target] = node;
                    queue[tail++] = target;
                }
            }
        }

        return [];
    }

    private static int[] TracePath(ReadOnlySpan<int> parent, int start, int last)
    {
        var path = new List<int>();
        for (int node = last; node != start; node = parent[node])
        {
            path.Add(node);
        }

        path.Add(start);
        path.Reverse();
        return [.. path];
    }
}
