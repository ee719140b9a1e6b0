using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Finds the strongly connected components of a graph: sets of nodes that all reach one another. A graph without cycles has one
/// component per node.
/// </summary>
/// <remarks>
/// <para>
/// Tarjan's algorithm (R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1, 1972), with an
/// explicit stack: depth is bounded by memory. O(nodes + edges), 16 bytes per node from the pool, no allocation in steady state.
/// </para>
/// <code>
/// var components = new Components();
/// StronglyConnected.Find(graph, components);
/// bool hasCycle = components.NontrivialCount > 0;             // self-loops aside
/// Digraph acyclic = StronglyConnected.Condense(graph, components);
/// </code>
/// </remarks>
public static class StronglyConnected
{
    /// <summary>Finds the components of a graph, with sizes and members.</summary>
    public static void Find(DigraphView graph, Components components)
    {
        ArgumentNullException.ThrowIfNull(components);
        Span<int> componentOf = components.Begin(graph.NodeCount);
        components.Complete(graph.NodeCount, Find(graph, componentOf));
    }

    /// <summary>Writes the component of each node and returns how many there are.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="components">One element per node. Components are numbered so that every edge between two of them leads to the larger number.</param>
    /// <exception cref="GraphException"><paramref name="components"/> has another length, or a view over foreign memory is malformed.</exception>
    public static int Find(DigraphView graph, Span<int> components)
    {
        graph.EnsureValid();
        int n = graph.NodeCount;
        if (components.Length != n)
        {
            Throw.BadLength(nameof(components), components.Length, "one per node", n);
        }

        using SpanOwner<int> lowLink = SpanOwner<int>.Allocate(n, AllocationMode.Clear);
        using SpanOwner<int> edgeCursor = SpanOwner<int>.Allocate(n), path = SpanOwner<int>.Allocate(n), open = SpanOwner<int>.Allocate(n);
        var search = new ComponentSearch(graph, components, lowLink.Span, edgeCursor.Span, path.Span, open.Span);
        int count = search.Run();
        foreach (ref int component in components)
        {
            // The search closes components from the last to the first.
            component = count - 1 - component;
        }

        return count;
    }

    /// <summary>
    /// The graph of the components: acyclic, one node per component with the costs of its members together, one edge where
    /// any edge leads from one to the other, with the largest of their costs. O(nodes + edges).
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="components">Its components.</param>
    /// <exception cref="GraphException">The components are not of this graph, or costs add up to more than <see cref="long.MaxValue"/>.</exception>
    public static Digraph Condense(Digraph graph, Components components)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(components);
        if (components.NodeCount != graph.NodeCount)
        {
            Throw.BadLength(nameof(components), components.NodeCount, "the components of this graph, one element per node", graph.NodeCount);
        }

        ReadOnlySpan<int> componentOf = components.ComponentOf, offsets = graph.Offsets, targets = graph.Targets;
        ReadOnlySpan<long> edgeCosts = graph.EdgeCosts;
        using SpanOwner<int> from = SpanOwner<int>.Allocate(graph.EdgeCount), to = SpanOwner<int>.Allocate(graph.EdgeCount);
        using SpanOwner<long> delays = SpanOwner<long>.Allocate(edgeCosts.Length), costs = SpanOwner<long>.Allocate(components.Count, AllocationMode.Clear);
        int count = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            int source = componentOf[node];
            AddCost(ref costs.Span[source], graph.Cost(node));
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int target = componentOf[targets[edge]];
                if (target == source)
                {
                    continue;
                }

                from.Span[count] = source;
                to.Span[count] = target;
                if (!edgeCosts.IsEmpty)
                {
                    delays.Span[count] = edgeCosts[edge];
                }

                count++;
            }
        }

        return CsrScatter.Build(components.Count, from.Span[..count], to.Span[..count], edgeCosts.IsEmpty ? default : delays.Span[..count], costs.Span, default);
    }

    private static void AddCost(ref long sum, long cost)
    {
        if (sum > long.MaxValue - cost)
        {
            Throw.CostOverflow();
        }

        sum += cost;
    }

    /// <summary>One depth-first search over all nodes. A node's low link starts as its number and sinks to the smallest that it reaches among open nodes.</summary>
    private ref struct ComponentSearch
    {
        private const int MaybeRoot = -1;
        private const int NotRoot = -2;

        private readonly ReadOnlySpan<int> _offsets;
        private readonly ReadOnlySpan<int> _targets;
        private readonly Span<int> _components;
        private readonly Span<int> _lowLink;
        private readonly Span<int> _edgeCursor;
        private readonly Span<int> _path;
        private readonly Span<int> _open;
        private int _visitedCount;
        private int _openCount;
        private int _componentCount;

        public ComponentSearch(DigraphView graph, Span<int> components, Span<int> lowLink, Span<int> edgeCursor, Span<int> path, Span<int> open)
        {
            _offsets = graph.Offsets;
            _targets = graph.Targets;
            _components = components;
            _lowLink = lowLink;
            _edgeCursor = edgeCursor;
            _path = path;
            _open = open;
        }

        public int Run()
        {
            _components.Fill(MaybeRoot);
            for (int root = 0; root < _components.Length; root++)
            {
                if (_lowLink[root] == 0)
                {
                    VisitFrom(root);
                }
            }

            return _componentCount;
        }

        private void VisitFrom(int root)
        {
            int depth = 0;
            Enter(root, depth);
            while (depth >= 0)
            {
                int node = _path[depth];
                if (_edgeCursor[node] < _offsets[node + 1])
                {
                    int target = _targets[_edgeCursor[node]++];
                    if (_lowLink[target] == 0)
                    {
                        Enter(target, ++depth);
                    }
                    else if (_components[target] < 0)
                    {
                        Sink(node, _lowLink[target]);
                    }

                    continue;
                }

                depth--;
                if (_components[node] == MaybeRoot)
                {
                    Close(node);
                }
                else
                {
                    Sink(_path[depth], _lowLink[node]);
                }
            }
        }

        private void Enter(int node, int depth)
        {
            _path[depth] = node;
            _open[_openCount++] = node;
            _lowLink[node] = ++_visitedCount;
            _edgeCursor[node] = _offsets[node];
        }

        /// <summary>A node that reaches an earlier open one is not the root of its component.</summary>
        private readonly void Sink(int node, int lowLink)
        {
            if (lowLink < _lowLink[node])
            {
                _lowLink[node] = lowLink;
                _components[node] = NotRoot;
            }
        }

        private void Close(int root)
        {
            int member;
            do
            {
                member = _open[--_openCount];
                _components[member] = _componentCount;
            }
            while (member != root);
            _componentCount++;
        }
    }
}
