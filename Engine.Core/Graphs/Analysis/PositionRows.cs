using CommunityToolkit.HighPerformance.Buffers;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// A graph relabelled by position in a topological order, its rows ascending and without parallel edges: what the blocked
/// bitset analyses walk. Memory from the pool, O(nodes + edges).
/// </summary>
/// <remarks>
/// Where every edge of a <see cref="Digraph"/> leads to a larger node, ids are positions and its rows serve as they are.
/// </remarks>
internal ref struct PositionRows
{
    private readonly SpanOwner<int> _positions;
    private readonly SpanOwner<int> _ownOffsets;
    private readonly SpanOwner<int> _ownTargets;
    private readonly SpanOwner<int> _ends;
    private readonly SpanOwner<int> _edges;
    private readonly ReadOnlySpan<int> _offsets;

    private PositionRows(int nodeCount, int edgeCount, bool isIdentity, bool withEdges, ReadOnlySpan<int> offsets)
    {
        NodeCount = nodeCount;
        IsIdentity = isIdentity;
        _ends = SpanOwner<int>.Allocate(nodeCount);
        _ownTargets = SpanOwner<int>.Allocate(edgeCount);
        _positions = SpanOwner<int>.Allocate(isIdentity ? 0 : nodeCount);
        _ownOffsets = SpanOwner<int>.Allocate(isIdentity ? 0 : nodeCount + 1);
        _edges = SpanOwner<int>.Allocate(isIdentity || !withEdges ? 0 : edgeCount);
        _offsets = isIdentity ? offsets : _ownOffsets.Span;
    }

    public int NodeCount { get; }

    /// <summary>Whether positions are ids.</summary>
    public bool IsIdentity { get; }

    /// <summary>Where the row of each position starts in <see cref="Targets"/>; NodeCount + 1 elements.</summary>
    public readonly ReadOnlySpan<int> Starts => _offsets;

    /// <summary>Where the row of each position ends.</summary>
    public readonly Span<int> Ends => _ends.Span;

    /// <summary>Target positions, ascending in each row; the analysis may move them within a row.</summary>
    public readonly Span<int> Targets => _ownTargets.Span;

    /// <summary>The edge number of each slot of <see cref="Targets"/>, or empty where slots are edge numbers.</summary>
    public readonly ReadOnlySpan<int> Edges => _edges.Span;

    /// <summary>The position of a node.</summary>
    public readonly int PositionOf(int node) => IsIdentity ? node : _positions.Span[node];

    /// <summary>Relabels a planned graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">Its plan, checked edge by edge.</param>
    /// <param name="kept">One element per edge, or empty: then no edge numbers are kept. Parallel edges but the costliest become false.</param>
    /// <exception cref="GraphException">The plan was made of another graph.</exception>
    public static PositionRows Create(DigraphView graph, Plan plan, Span<bool> kept)
    {
        int n = graph.NodeCount, m = graph.EdgeCount;
        bool isIdentity = graph.IsForward;
        var rows = new PositionRows(n, m, isIdentity, !kept.IsEmpty, graph.Offsets);
        if (isIdentity)
        {
            graph.Targets.CopyTo(rows.Targets);
            graph.Offsets[1..].CopyTo(rows.Ends);
            return rows;
        }

        try
        {
            rows.Relabel(graph, plan, kept);
        }
        catch
        {
            // Nobody else has them yet: a plan that is refused must not cost the pool its arrays.
            rows.Dispose();
            throw;
        }

        return rows;
    }

    public void Dispose()
    {
        _positions.Dispose();
        _ownOffsets.Dispose();
        _ownTargets.Dispose();
        _ends.Dispose();
        _edges.Dispose();
    }

    private readonly void Relabel(DigraphView graph, Plan plan, Span<bool> kept)
    {
        Span<int> positions = _positions.Span;
        ReadOnlySpan<int> order = plan.Order;
        for (int position = 0; position < order.Length; position++)
        {
            positions[order[position]] = position;
        }

        using SpanOwner<ulong> byTarget = SpanOwner<ulong>.Allocate(graph.EdgeCount);
        using SpanOwner<int> cursor = SpanOwner<int>.Allocate(graph.NodeCount);
        GroupByTarget(graph, plan, cursor.Span, byTarget.Span);
        GroupBySource(graph, plan, cursor.Span, byTarget.Span, kept);
    }

    /// <summary>First half of the sort: (source position, edge) by target position; sources ascend. Leaves the group ends in <paramref name="cursor"/>.</summary>
    private readonly void GroupByTarget(DigraphView graph, Plan plan, Span<int> cursor, Span<ulong> byTarget)
    {
        ReadOnlySpan<int> positions = _positions.Span, order = plan.Order, inDegrees = plan.InDegrees, offsets = graph.Offsets, targets = graph.Targets;
        long total = 0;
        for (int position = 0; position < order.Length; position++)
        {
            cursor[position] = (int)total;
            total += inDegrees[order[position]];
        }

        if (total != targets.Length)
        {
            Throw.ForeignPlan();
        }

        for (int position = 0; position < order.Length; position++)
        {
            int node = order[position];
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int target = positions[targets[edge]];
                if (target <= position)
                {
                    Throw.ForeignPlan();
                }

                int slot = cursor[target]++;
                if ((uint)slot >= (uint)byTarget.Length)
                {
                    Throw.ForeignPlan();
                }

                byTarget[slot] = ((ulong)(uint)position << 32) | (uint)edge;
            }
        }
    }

    /// <summary>Second half: by source position; targets ascend because groups are visited in order.</summary>
    private readonly void GroupBySource(DigraphView graph, Plan plan, ReadOnlySpan<int> groupEnds, ReadOnlySpan<ulong> byTarget, Span<bool> kept)
    {
        ReadOnlySpan<int> order = plan.Order, offsets = graph.Offsets, inDegrees = plan.InDegrees;
        Span<int> starts = _ownOffsets.Span, ends = _ends.Span, targets = _ownTargets.Span, edges = _edges.Span;
        int start = 0;
        for (int position = 0; position < order.Length; position++)
        {
            starts[position] = ends[position] = start;
            start += offsets[order[position] + 1] - offsets[order[position]];
        }

        starts[order.Length] = start;
        int i = 0;
        for (int target = 0; target < order.Length; target++)
        {
            // Where every group got as many edges as it had room for, none ran into the next.
            if (i + inDegrees[order[target]] != groupEnds[target])
            {
                Throw.ForeignPlan();
            }

            for (; i < groupEnds[target]; i++)
            {
                int source = (int)(byTarget[i] >> 32), edge = (int)(uint)byTarget[i], slot = ends[source];
                if (slot > starts[source] && targets[slot - 1] == target)
                {
                    if (!kept.IsEmpty)
                    {
                        KeepCostlier(graph, kept, ref edges[slot - 1], edge);
                    }

                    continue;
                }

                targets[slot] = target;
                if (!kept.IsEmpty)
                {
                    edges[slot] = edge;
                }

                ends[source] = slot + 1;
            }
        }
    }

    /// <summary>Of parallel edges the one with the largest cost stands, the first among equals, as when a graph is built.</summary>
    private static void KeepCostlier(DigraphView graph, Span<bool> kept, ref int standing, int edge)
    {
        bool isCostlier = !graph.EdgeCosts.IsEmpty && graph.EdgeCosts[edge] > graph.EdgeCosts[standing];
        kept[isCostlier ? standing : edge] = false;
        standing = isCostlier ? edge : standing;
    }
}
