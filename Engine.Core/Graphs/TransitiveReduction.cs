using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Finds the edges that say nothing new: an edge is redundant when another path leads from its source to its target. What is
/// left, the transitive reduction of an acyclic graph, is the smallest graph with the same reachability, and the only one.
/// </summary>
/// <remarks>
/// <para>The answer is given by edge number, so that whatever an edge carries stays with it.</para>
/// <para>
/// Reduction is about reachability, not about time: an edge is dropped whatever it costs. Without edge costs the reduced graph
/// has the same earliest and latest starts, critical path length and schedules. With edge costs it has not, where a dropped edge
/// delays its target longer than the path that stands in for it: draw the reduced graph, and plan the whole one.
/// </para>
/// <para>
/// Nodes are taken in blocks of 512 columns by position in the order. For each block, from its end backwards, a row of bits per
/// node says which columns the node reaches: the union of its successors' rows. A target that stands in two of them is reached
/// twice, once by its own edge: that edge is redundant and is left out of all later blocks. (A. V. Aho, M. R. Garey, J. D. Ullman,
/// "The transitive reduction of a directed graph", SIAM J. Comput. 1, 1972, for the problem.) Columns are only those targets that
/// some edge reaches across two levels or more, and rows only the positions from the earliest such source on: others cannot be
/// redundant. O(nodes + edges + (1 + columns / 512) x (rows + kept edges)) steps of one cache line each: every block walks its rows,
/// also those without an edge into it. About 92 bytes per node and 16 per edge from the pool, no allocation in steady state.
/// </para>
/// <code>
/// var plan = new Plan();
/// Planner.Plan(graph, plan);
/// Digraph clear = TransitiveReduction.Reduce(graph, plan);   // 0 -> 1 -> 2 without 0 -> 2
/// </code>
/// </remarks>
public static class TransitiveReduction
{
    /// <summary>Tells which edges are not redundant and returns how many.</summary>
    /// <param name="graph">An acyclic graph. Of parallel edges the costliest is kept, the first among equals.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <param name="kept">One element per edge, by edge number: a position in <see cref="DigraphView.Targets"/>.</param>
    /// <exception cref="GraphException">The plan is not of this graph, or <paramref name="kept"/> has another length, or the graph has too many nodes.</exception>
    public static int Find(DigraphView graph, Plan plan, Span<bool> kept)
    {
        PlanChecks.EnsureFits(graph, plan);
        if (kept.Length != graph.EdgeCount)
        {
            Throw.BadLength(nameof(kept), kept.Length, "one per edge", graph.EdgeCount);
        }

        kept.Fill(true);
        if (!kept.IsEmpty)
        {
            using PositionRows rows = PositionRows.Create(graph, plan, kept);
            using SpanOwner<int> earliestSource = SpanOwner<int>.Allocate(rows.NodeCount);
            if (FindColumns(rows, plan, earliestSource.Span))
            {
                DropRedundant(rows, earliestSource.Span, kept);
            }
        }

        return kept.Count(true);
    }

    /// <summary>A graph of the same nodes without the redundant edges; costs of nodes and of the kept edges stay.</summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <exception cref="GraphException">The plan is not of this graph, or the graph has too many nodes.</exception>
    public static Digraph Reduce(Digraph graph, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        using SpanOwner<bool> keptOwner = SpanOwner<bool>.Allocate(graph.EdgeCount);
        Span<bool> kept = keptOwner.Span;
        int keptCount = Find(graph, plan, kept);
        ReadOnlySpan<int> offsets = graph.Offsets, targets = graph.Targets;
        ReadOnlySpan<long> edgeCosts = graph.EdgeCosts;
        int[] newOffsets = new int[offsets.Length], newTargets = new int[keptCount], inDegrees = new int[graph.NodeCount];
        long[] newEdgeCosts = edgeCosts.IsEmpty ? [] : new long[keptCount];
        int write = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                if (!kept[edge])
                {
                    continue;
                }

                newTargets[write] = targets[edge];
                inDegrees[targets[edge]]++;
                if (!edgeCosts.IsEmpty)
                {
                    newEdgeCosts[write] = edgeCosts[edge];
                }

                write++;
            }

            newOffsets[node + 1] = write;
        }

        int[] sourceOffsets = [], sources = [];
        if (graph.HasPredecessors)
        {
            sourceOffsets = new int[offsets.Length];
            sources = new int[keptCount];
            CsrScatter.Transpose(newOffsets, newTargets, inDegrees, sourceOffsets, sources);
        }

        return new Digraph(newOffsets, newTargets, inDegrees, sourceOffsets, sources, graph.Costs.ToArray(), newEdgeCosts, duplicateEdgeCount: 0, graph.IsForward);
    }

    /// <summary>
    /// For each position the first source whose edge to it could be redundant, or -1: it needs a second edge to start another
    /// path with, and two levels for that path to have a node in between. False: there is none at all.
    /// </summary>
    private static bool FindColumns(PositionRows rows, Plan plan, Span<int> earliestSource)
    {
        ReadOnlySpan<int> levels = plan.Levels, order = plan.Order, targets = rows.Targets, starts = rows.Starts, ends = rows.Ends;
        using SpanOwner<int> levelOwner = SpanOwner<int>.Allocate(rows.IsIdentity ? 0 : levels.Length);
        if (!rows.IsIdentity)
        {
            Span<int> levelAt = levelOwner.Span;
            for (int position = 0; position < levelAt.Length; position++)
            {
                levelAt[position] = levels[order[position]];
            }

            levels = levelAt;
        }

        earliestSource.Fill(-1);
        bool any = false;
        for (int source = 0; source < levels.Length; source++)
        {
            ReadOnlySpan<int> row = targets[starts[source]..ends[source]];
            bool canBranch = row.Length > 1;
            int level = levels[source];
            foreach (int target in row)
            {
                if (levels[target] <= level)
                {
                    Throw.ForeignPlan();
                }

                if (canBranch && levels[target] > level + 1 && earliestSource[target] < 0)
                {
                    earliestSource[target] = source;
                    any = true;
                }
            }
        }

        return any;
    }

    private static void DropRedundant(PositionRows rows, ReadOnlySpan<int> earliestSource, Span<bool> kept)
    {
        int n = rows.NodeCount;
        using var bits = new BitRows(n);
        using SpanOwner<int> next = SpanOwner<int>.Allocate(n), keptEnds = SpanOwner<int>.Allocate(n), columnOwner = SpanOwner<int>.Allocate(n);
        rows.Starts[..n].CopyTo(next.Span);
        rows.Starts[..n].CopyTo(keptEnds.Span);
        var block = new ReductionBlock(rows, bits, next.Span, keptEnds.Span, columnOwner.Span, kept);
        for (int start = 0; start < n;)
        {
            int columnCount = 0, end = start, firstRow = n;
            for (; end < n && columnCount < BitRows.Width; end++)
            {
                bool isColumn = earliestSource[end] >= 0;
                columnOwner.Span[end] = isColumn ? columnCount++ : ReductionBlock.NoColumn;
                firstRow = isColumn ? Math.Min(firstRow, earliestSource[end]) : firstRow;
            }

            block.Run(start, end, firstRow);
            start = end;
        }
    }
}
