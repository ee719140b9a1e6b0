using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// A directed graph in compressed sparse rows over memory that somebody else owns: the stack, a pool, a mapped file or
/// read-only data of an assembly. Row <c>u</c> of <see cref="Targets"/> holds the nodes that depend on <c>u</c>.
/// </summary>
/// <remarks>
/// Nodes are <c>0..NodeCount-1</c>. Creating a view is O(1). A view over foreign memory is checked in O(nodes + edges) by
/// each analysis before it starts. It must not change while an analysis runs, not even by another process that writes to a
/// mapped file: after the check, rows are read without bounds checks, and a change can corrupt memory, not just the result.
/// The view of a <see cref="Digraph"/> was checked when it was built. Row targets need no order and may repeat (parallel edges).
/// <code>
/// ReadOnlySpan&lt;int&gt; offsets = [0, 2, 3, 3], targets = [1, 2, 2];   // 0 -> 1, 0 -> 2, 1 -> 2
/// Planner.Plan(new DigraphView(offsets, targets), costs: [3, 1, 2], plan);
/// </code>
/// </remarks>
public readonly ref struct DigraphView
{
    private readonly bool _trusted;

    /// <summary>A view over one direction, without delays on the edges.</summary>
    /// <param name="offsets">NodeCount + 1 ascending positions in <paramref name="targets"/>, from 0 to its length.</param>
    /// <param name="targets">The successors of all nodes, row by row.</param>
    /// <exception cref="GraphException">The shapes do not fit together.</exception>
    public DigraphView(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
        : this(offsets, targets, default, default, default)
    {
    }

    /// <summary>A view over one direction.</summary>
    /// <param name="offsets">NodeCount + 1 ascending positions in <paramref name="targets"/>, from 0 to its length.</param>
    /// <param name="targets">The successors of all nodes, row by row.</param>
    /// <param name="edgeCosts">The delay that each edge adds, 0 or more, in the order of <paramref name="targets"/>; empty: none.</param>
    /// <exception cref="GraphException">The shapes do not fit together.</exception>
    public DigraphView(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts)
        : this(offsets, targets, edgeCosts, default, default)
    {
    }

    /// <summary>A view over both directions.</summary>
    /// <param name="offsets">NodeCount + 1 ascending positions in <paramref name="targets"/>, from 0 to its length.</param>
    /// <param name="targets">The successors of all nodes, row by row.</param>
    /// <param name="edgeCosts">The delay that each edge adds, 0 or more, in the order of <paramref name="targets"/>; empty: none.</param>
    /// <param name="sourceOffsets">NodeCount + 1 ascending positions in <paramref name="sources"/>.</param>
    /// <param name="sources">The predecessors of all nodes, row by row: the same edges, backwards.</param>
    /// <exception cref="GraphException">The shapes do not fit together.</exception>
    public DigraphView(
        ReadOnlySpan<int> offsets,
        ReadOnlySpan<int> targets,
        ReadOnlySpan<long> edgeCosts,
        ReadOnlySpan<int> sourceOffsets,
        ReadOnlySpan<int> sources)
    {
        if (offsets.IsEmpty || offsets[0] != 0 || offsets[^1] != targets.Length)
        {
            Throw.BadOffsets(offsets.Length, targets.Length);
        }

        if (targets.Length > Digraph.MaxEdgeCount)
        {
            Throw.TooManyEdges(targets.Length, Digraph.MaxEdgeCount);
        }

        if (offsets.Length - 1 > Digraph.MaxNodeCount)
        {
            Throw.TooManyNodes(offsets.Length - 1);
        }

        if (!edgeCosts.IsEmpty && edgeCosts.Length != targets.Length)
        {
            Throw.BadOptionalLength(nameof(edgeCosts), edgeCosts.Length, "one per edge", targets.Length);
        }

        if (!sourceOffsets.IsEmpty && (sourceOffsets.Length != offsets.Length || sources.Length != targets.Length
            || sourceOffsets[0] != 0 || sourceOffsets[^1] != sources.Length))
        {
            Throw.BadOffsets(sourceOffsets.Length, sources.Length);
        }

        Offsets = offsets;
        Targets = targets;
        EdgeCosts = edgeCosts;
        SourceOffsets = sourceOffsets;
        Sources = sources;
    }

    /// <summary>The view of a graph whose content was checked when it was built.</summary>
    internal DigraphView(Digraph graph)
    {
        Offsets = graph.Offsets;
        Targets = graph.Targets;
        EdgeCosts = graph.EdgeCosts;
        Costs = graph.Costs;
        SourceOffsets = graph.SourceOffsets;
        Sources = graph.Sources;
        InDegrees = graph.InDegrees;
        IsForward = graph.IsForward;
        _trusted = true;
    }

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => Offsets.Length == 0 ? 0 : Offsets.Length - 1;

    /// <summary>How many edges there are, parallel ones counted each.</summary>
    public int EdgeCount => Targets.Length;

    /// <summary>NodeCount + 1 positions in <see cref="Targets"/>; row <c>u</c> is <c>Offsets[u]..Offsets[u + 1]</c>.</summary>
    public ReadOnlySpan<int> Offsets { get; }

    /// <summary>The successors of all nodes, row by row. A position in this span is an edge's number.</summary>
    public ReadOnlySpan<int> Targets { get; }

    /// <summary>The delay of each edge, by edge number, or empty when no edge has one.</summary>
    public ReadOnlySpan<long> EdgeCosts { get; }

    /// <summary>The cost of each node, where the view is of a <see cref="Digraph"/> that has costs, else empty.</summary>
    public ReadOnlySpan<long> Costs { get; }

    /// <summary>NodeCount + 1 positions in <see cref="Sources"/>, or empty when the view has one direction only.</summary>
    public ReadOnlySpan<int> SourceOffsets { get; }

    /// <summary>The predecessors of all nodes, row by row, or empty when the view has one direction only.</summary>
    public ReadOnlySpan<int> Sources { get; }

    /// <summary>Whether predecessors can be read.</summary>
    public bool HasPredecessors => !SourceOffsets.IsEmpty;

    /// <summary>The costs to reckon with: those given, else the graph's own; empty: 1 each.</summary>
    internal ReadOnlySpan<long> CostsOr(ReadOnlySpan<long> given) => given.IsEmpty ? Costs : given;

    /// <summary>In-degrees where the owner knows them, else empty.</summary>
    internal ReadOnlySpan<int> InDegrees { get; }

    /// <summary>Whether every edge is known to lead to a larger node.</summary>
    internal bool IsForward { get; }

    /// <summary>Whether this is the view of a <see cref="Digraph"/>: predecessors then are the successors backwards.</summary>
    internal bool IsTrusted => _trusted;

    /// <summary>The nodes that depend on <paramref name="node"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a slice: callers loop over it
    public ReadOnlySpan<int> Successors(int node) => Targets[Offsets[node]..Offsets[node + 1]];

    /// <summary>The nodes that <paramref name="node"/> depends on; needs <see cref="HasPredecessors"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a slice: callers loop over it
    public ReadOnlySpan<int> Predecessors(int node) => Sources[SourceOffsets[node]..SourceOffsets[node + 1]];

    /// <summary>Checks the content of foreign memory, so that kernels may index without bounds checks. O(nodes + edges).</summary>
    /// <exception cref="GraphException">Offsets descend, or a target is no node, or an edge cost is negative; the message names it.</exception>
    internal void EnsureValid()
    {
        if (!_trusted)
        {
            DigraphChecks.CheckRows(Offsets, Targets, EdgeCosts);
            if (HasPredecessors)
            {
                DigraphChecks.CheckRows(SourceOffsets, Sources, default);
            }
        }
    }
}
