using CommunityToolkit.HighPerformance.Buffers;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// A cover of all nodes by as few chains as possible, as a flow: <c>flow[edge]</c> chains use an edge. Each node is covered by one
/// chain and may be passed through by others.
/// </summary>
/// <remarks>
/// Every node appears twice, as the end that a chain leaves (vertex v) and as the end that one enters (vertex n + v):
/// <code>
///   source --1--> leave v      v's chain goes on after v          (hasNext)
///   leave u ----> enter v      per edge, no limit                 (flow)
///   enter v --1--> sink        v's chain came from before v       (hasPrevious)
///   enter v ----> leave v      passing through, no limit          (through)
/// </code>
/// A chain ends at each node without a next one, so the largest flow leaves the fewest chains.
/// </remarks>
internal ref partial struct ChainCover
{
    private const int Unseen = -1;

    private readonly DigraphView _graph;
    private readonly int _nodeCount;
    private readonly SpanOwner<int> _sourceOffsets;
    private readonly SpanOwner<int> _sources;
    private readonly SpanOwner<int> _sourceEdges;
    private readonly SpanOwner<int> _flow;
    private readonly SpanOwner<int> _through;
    private readonly SpanOwner<bool> _hasNext;
    private readonly SpanOwner<bool> _hasPrevious;
    private readonly SpanOwner<int> _distance;
    private readonly SpanOwner<int> _arc;
    private readonly SpanOwner<int> _queue;

    public ChainCover(DigraphView graph)
    {
        int n = graph.NodeCount, m = graph.EdgeCount;
        if (n > Digraph.MaxNodeCount / 2)
        {
            Throw.TooManyNodesToAnalyse(n, Digraph.MaxNodeCount / 2);
        }

        _graph = graph;
        _nodeCount = n;
        _sourceOffsets = SpanOwner<int>.Allocate(n + 1, AllocationMode.Clear);
        _sources = SpanOwner<int>.Allocate(m);
        _sourceEdges = SpanOwner<int>.Allocate(m);
        _flow = SpanOwner<int>.Allocate(m, AllocationMode.Clear);
        _through = SpanOwner<int>.Allocate(n);
        _hasNext = SpanOwner<bool>.Allocate(n);
        _hasPrevious = SpanOwner<bool>.Allocate(n);
        _distance = SpanOwner<int>.Allocate(2 * n);
        _arc = SpanOwner<int>.Allocate(2 * n);
        _queue = SpanOwner<int>.Allocate(2 * n);
        ListSources();
    }

    /// <summary>How many chains there are: once minimized, the size of the largest antichain.</summary>
    public int ChainCount { get; private set; }

    /// <summary>How often distances were measured; for whoever measures this.</summary>
    public int PhaseCount { get; private set; }

    /// <summary>
    /// A first cover in one pass along the order: chains that end at a node wait there; its successors take one each as they
    /// need one, and the last of them takes all that are left. Then chains are cut back to the last node that they cover.
    /// </summary>
    public void CoverGreedily(Plan plan)
    {
        ReadOnlySpan<int> order = plan.Order, levels = plan.Levels, offsets = _graph.Offsets;
        Span<int> flow = _flow.Span, waiting = _distance.Span[.._nodeCount], successorsLeft = _arc.Span[.._nodeCount];
        for (int node = 0; node < _nodeCount; node++)
        {
            successorsLeft[node] = offsets[node + 1] - offsets[node];
        }

        foreach (int node in order)
        {
            ReadOnlySpan<int> sources = SourcesOf(node), edges = SourceEdgesOf(node);
            int taken = 0;
            for (int i = 0; i < sources.Length; i++)
            {
                int source = sources[i];
                if (levels[source] >= levels[node])
                {
                    Throw.ForeignPlan();
                }

                if (--successorsLeft[source] == 0)
                {
                    flow[edges[i]] = waiting[source];
                    taken += waiting[source];
                    waiting[source] = 0;
                }
            }

            for (int i = 0; i < sources.Length && taken == 0; i++)
            {
                if (waiting[sources[i]] > 0)
                {
                    waiting[sources[i]]--;
                    flow[edges[i]]++;
                    taken = 1;
                }
            }

            _hasPrevious.Span[node] = taken > 0;
            waiting[node] = Math.Max(taken, 1);
        }

        CutBack(order);
    }

    public void Dispose()
    {
        _sourceOffsets.Dispose();
        _sources.Dispose();
        _sourceEdges.Dispose();
        _flow.Dispose();
        _through.Dispose();
        _hasNext.Dispose();
        _hasPrevious.Dispose();
        _distance.Dispose();
        _arc.Dispose();
        _queue.Dispose();
    }

    /// <summary>Against the order: a node lets through what goes on behind it, its own chain aside, and refuses the rest.</summary>
    private void CutBack(ReadOnlySpan<int> order)
    {
        Span<int> flow = _flow.Span;
        int ends = 0;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            int node = order[i], outflow = 0, inflow = 0;
            for (int edge = _graph.Offsets[node]; edge < _graph.Offsets[node + 1]; edge++)
            {
                outflow += flow[edge];
            }

            int next = Math.Min(outflow, 1), through = outflow - next, wanted = through + (_hasPrevious.Span[node] ? 1 : 0);
            _hasNext.Span[node] = next == 1;
            _through.Span[node] = through;
            ends += 1 - next;
            ReadOnlySpan<int> edges = SourceEdgesOf(node);
            foreach (int edge in edges)
            {
                flow[edge] = Math.Min(flow[edge], wanted - inflow);
                inflow += flow[edge];
            }
        }

        ChainCount = ends;
    }

    private readonly ReadOnlySpan<int> SourcesOf(int node)
    {
        int start = _sourceOffsets.Span[node];
        return _sources.Span.Slice(start, _sourceOffsets.Span[node + 1] - start);
    }

    /// <summary>The numbers of the edges into a node, beside <see cref="SourcesOf"/>.</summary>
    private readonly ReadOnlySpan<int> SourceEdgesOf(int node)
    {
        int start = _sourceOffsets.Span[node];
        return _sourceEdges.Span.Slice(start, _sourceOffsets.Span[node + 1] - start);
    }

    /// <summary>
    /// The same edges backwards, with their numbers. Unlike <see cref="CsrScatter.Transpose"/>, which needs in-degrees: a foreign
    /// view has none, and a plan's cannot be trusted before it was checked.
    /// </summary>
    private readonly void ListSources()
    {
        ReadOnlySpan<int> offsets = _graph.Offsets, targets = _graph.Targets;
        Span<int> starts = _sourceOffsets.Span, cursor = _arc.Span[.._nodeCount], sources = _sources.Span, edges = _sourceEdges.Span;
        foreach (int target in targets)
        {
            starts[target + 1]++;
        }

        for (int node = 0; node < _nodeCount; node++)
        {
            cursor[node] = starts[node];
            starts[node + 1] += starts[node];
        }

        for (int node = 0; node < _nodeCount; node++)
        {
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int slot = cursor[targets[edge]]++;
                sources[slot] = node;
                edges[slot] = edge;
            }
        }
    }
}
