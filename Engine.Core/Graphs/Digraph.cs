using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// An immutable directed graph that owns its rows, with a cost per node and, where given, per edge. Built by
/// <see cref="DigraphBuilder"/> or <see cref="FromEdges"/>; safe to share between threads.
/// </summary>
/// <remarks>
/// Rows ascend and hold no duplicates, so that two graphs with the same nodes, edges and costs are the same arrays,
/// whatever order the edges came in. Ids and edge numbers are 32 bits wide: a span holds no more than 2^31 - 1 elements
/// (docs/decisions/0002-edge-numbers-are-32-bits.md).
/// </remarks>
public sealed class Digraph
{
    /// <summary>The largest number of nodes: one less than the longest array, since rows need one more offset.</summary>
    public static int MaxNodeCount => Array.MaxLength - 1;

    /// <summary>The largest number of edges: the longest array.</summary>
    public static int MaxEdgeCount => Array.MaxLength;

    private readonly int[] _offsets;
    private readonly int[] _targets;
    private readonly int[] _inDegrees;
    private readonly int[] _sourceOffsets;
    private readonly int[] _sources;
    private readonly long[] _costs;
    private readonly long[] _edgeCosts;
    private int _contentHash;

    /// <summary>Takes ownership of arrays whose content was checked.</summary>
    internal Digraph(int[] offsets, int[] targets, int[] inDegrees, int[] sourceOffsets, int[] sources, long[] costs, long[] edgeCosts, int duplicateEdgeCount, bool isForward)
    {
        _offsets = offsets;
        _targets = targets;
        _inDegrees = inDegrees;
        _sourceOffsets = sourceOffsets;
        _sources = sources;

        // What says nothing is left out, so that equal content is equal arrays.
        _costs = costs.AsSpan().ContainsAnyExcept(1L) ? costs : [];
        _edgeCosts = edgeCosts.AsSpan().ContainsAnyExcept(0L) ? edgeCosts : [];
        DuplicateEdgeCount = duplicateEdgeCount;
        IsForward = isForward;
    }

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _offsets.Length - 1;

    /// <summary>How many distinct edges there are.</summary>
    public int EdgeCount => _targets.Length;

    /// <summary>How many edges were merged into an equal one when the graph was built.</summary>
    public int DuplicateEdgeCount { get; }

    /// <summary>Whether every edge leads to a larger node, so that 0, 1, 2, ... is an order.</summary>
    public bool IsForward { get; }

    /// <summary>NodeCount + 1 positions in <see cref="Targets"/>; row <c>u</c> is <c>Offsets[u]..Offsets[u + 1]</c>.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The successors of all nodes, row by row, ascending in each row. A position here is an edge's number.</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>How many predecessors each node has.</summary>
    public ReadOnlySpan<int> InDegrees => _inDegrees;

    /// <summary>NodeCount + 1 positions in <see cref="Sources"/>, or empty.</summary>
    public ReadOnlySpan<int> SourceOffsets => _sourceOffsets;

    /// <summary>The predecessors of all nodes, row by row, ascending in each row, or empty.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>The cost of each node, or empty when every node costs 1.</summary>
    public ReadOnlySpan<long> Costs => _costs;

    /// <summary>The delay of each edge, by edge number, or empty when no edge has one.</summary>
    public ReadOnlySpan<long> EdgeCosts => _edgeCosts;

    /// <summary>Whether predecessors can be read.</summary>
    public bool HasPredecessors => _sourceOffsets.Length != 0;

    /// <summary>This graph as a view over spans.</summary>
    public DigraphView View => new(this);

    /// <summary>This graph as a view over spans.</summary>
    public static implicit operator DigraphView(Digraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.View;
    }

    /// <summary>Builds a graph from parallel lists of edge ends, in any order. O(nodes + edges).</summary>
    /// <param name="nodeCount">Nodes are 0 to <paramref name="nodeCount"/> - 1.</param>
    /// <param name="from">The prerequisite of each edge.</param>
    /// <param name="to">The dependent of each edge, as many as <paramref name="from"/>.</param>
    /// <param name="costs">The cost of each node, 0 or more; empty: every node costs 1.</param>
    /// <param name="withPredecessors">Whether the graph can be read backwards too.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nodeCount"/> is negative.</exception>
    /// <exception cref="GraphException">An end is no node, an edge is a self-loop, a cost is negative, or there are too many.</exception>
    public static Digraph FromEdges(int nodeCount, ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<long> costs = default, bool withPredecessors = false)
        => CsrScatter.Build(nodeCount, from, to, default, costs, new CsrOptions { WithPredecessors = withPredecessors });

    /// <summary>The nodes that depend on <paramref name="node"/>, ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a slice: callers loop over it
    public ReadOnlySpan<int> Successors(int node)
    {
        int start = _offsets[node];
        return _targets.AsSpan(start, _offsets[node + 1] - start);
    }

    /// <summary>The nodes that <paramref name="node"/> depends on, ascending.</summary>
    /// <exception cref="InvalidOperationException">The graph was built without predecessors.</exception>
    public ReadOnlySpan<int> Predecessors(int node)
    {
        if (!HasPredecessors)
        {
            Throw.NoPredecessors();
        }

        int start = _sourceOffsets[node];
        return _sources.AsSpan(start, _sourceOffsets[node + 1] - start);
    }

    /// <summary>The cost of one node.</summary>
    /// <exception cref="GraphException">There is no such node.</exception>
    public long Cost(int node)
    {
        if ((uint)node >= (uint)NodeCount)
        {
            Throw.NodeOutOfRange(node, NodeCount);
        }

        return _costs.Length == 0 ? 1 : _costs[node];
    }

    /// <summary>Whether both graphs have the same nodes, edges and costs. O(nodes + edges), at memory speed.</summary>
    public bool ContentEquals(Digraph other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other)
            || (_targets.AsSpan().SequenceEqual(other._targets)
                && _offsets.AsSpan().SequenceEqual(other._offsets)
                && _costs.AsSpan().SequenceEqual(other._costs)
                && _edgeCosts.AsSpan().SequenceEqual(other._edgeCosts));
    }

    /// <summary>A hash of what <see cref="ContentEquals"/> compares, never 0; computed once. Not to be stored.</summary>
    /// <remarks>Two threads may both compute it; both write the same.</remarks>
    internal int ContentHash => _contentHash != 0 ? _contentHash : _contentHash = Engine.Internal.ContentHash.Of(this);
}
