namespace Engine.Graphs;

/// <summary>
/// The strongly connected components of a graph: sets of nodes that all reach one another. A graph without cycles has one
/// component per node.
/// </summary>
/// <remarks>
/// Tarjan's algorithm (R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1, 1972), with an
/// explicit stack: depth is bounded by memory. O(nodes + edges).
/// </remarks>
public static class StronglyConnected
{
    /// <summary>Writes the component of each node and returns how many there are.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="components">One element per node. Components are numbered so that every edge between two of them leads to the smaller number.</param>
    public static int Find(DigraphView graph, Span<int> components)
    {
        graph.EnsureValid();
        int n = graph.NodeCount;
        ReadOnlySpan<int> offsets = graph.Offsets, targets = graph.Targets;
        int[] lowLink = new int[n], edgeCursor = new int[n], path = new int[n], open = new int[n];
        components[..n].Fill(-1);
        int visited = 0, componentCount = 0, openCount = 0;
        for (int root = 0; root < n; root++)
        {
            if (lowLink[root] != 0)
            {
                continue;
            }

            int depth = 0;
            path[0] = root;
            open[openCount++] = root;
            lowLink[root] = ++visited;
            edgeCursor[root] = offsets[root];
            // `order` of a node is kept in the path: a node's own number is the value that its low link had first.
            while (depth >= 0)
            {
                int node = path[depth];
                if (edgeCursor[node] < offsets[node + 1])
                {
                    int target = targets[edgeCursor[node]++];
                    if (lowLink[target] == 0)
                    {
                        path[++depth] = target;
                        open[openCount++] = target;
                        lowLink[target] = ++visited;
                        edgeCursor[target] = offsets[target];
                    }
                    else if (components[target] < 0 && lowLink[target] < lowLink[node])
                    {
                        lowLink[node] = lowLink[target];
                        components[node] = -2; // reaches a node below it on the path: not the root of its component
                    }

                    continue;
                }

                depth--;
                if (components[node] == -1)
                {
                    int member;
                    do
                    {
                        member = open[--openCount];
                        components[member] = componentCount;
                    }
                    while (member != node);
                    componentCount++;
                }
                else if (lowLink[node] < lowLink[path[depth]])
                {
                    lowLink[path[depth]] = lowLink[node];
                    components[path[depth]] = -2;
                }
            }
        }

        return componentCount;
    }
}
