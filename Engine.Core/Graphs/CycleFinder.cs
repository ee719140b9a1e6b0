using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>Finds one shortest cycle, to be shown to a person. O(nodes + edges), no recursion, no enumeration.</summary>
/// <remarks>
/// <see cref="StronglyConnected"/> finds the nodes that lie on cycles, and one breadth-first search within the component of the
/// smallest of them finds the way back to it. Working memory comes from the pool; the answer is the only allocation.
/// <code>
/// int[] cycle = CycleFinder.Find(graph);    // [2, 5, 9]: 2 -> 5 -> 9 -> 2
/// </code>
/// </remarks>
public static class CycleFinder
{
    /// <summary>
    /// A shortest cycle through the smallest node that lies on any cycle, starting with that node, in edge order; empty
    /// when there is no cycle; a single node for a self-loop. Among equally short ones, that which breadth-first search meets
    /// first when it takes the edges of each row in order.
    /// </summary>
    /// <exception cref="GraphException">A view over foreign memory is malformed.</exception>
    public static int[] Find(DigraphView graph)
    {
        int n = graph.NodeCount;
        using SpanOwner<int> components = SpanOwner<int>.Allocate(n);
        int componentCount = StronglyConnected.Find(graph, components.Span);
        int start = FirstOnCycle(graph, components.Span, componentCount);
        return start < 0 ? [] : ShortestThrough(graph, start, components.Span);
    }

    private static int FirstOnCycle(DigraphView graph, ReadOnlySpan<int> components, int componentCount)
    {
        using SpanOwner<int> sizeOwner = SpanOwner<int>.Allocate(componentCount, AllocationMode.Clear);
        Span<int> sizes = sizeOwner.Span;
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
        int n = graph.NodeCount, head = 0, tail = 0;
        using SpanOwner<int> parentOwner = SpanOwner<int>.Allocate(n), queueOwner = SpanOwner<int>.Allocate(n);
        Span<int> parent = parentOwner.Span, queue = queueOwner.Span;
        parent.Fill(-1);
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

        return Throw.NoWayBack(start);
    }

    private static int[] TracePath(ReadOnlySpan<int> parent, int start, int last)
    {
        int length = 1;
        for (int node = last; node != start; node = parent[node])
        {
            length++;
        }

        int[] path = new int[length];
        path[0] = start;
        for (int node = last; node != start; node = parent[node])
        {
            path[--length] = node;
        }

        return path;
    }
}
