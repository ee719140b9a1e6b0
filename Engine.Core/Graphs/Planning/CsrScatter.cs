using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>What <see cref="CsrScatter"/> is asked to do beside sorting.</summary>
internal readonly record struct CsrOptions
{
    public bool WithPredecessors { get; init; }

    public bool AllowSelfLoops { get; init; }

    /// <summary>Names for errors only.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    public string NameOf(int node) => Names is not null && (uint)node < (uint)Names.Count ? $"{node} '{Names[node]}'" : $"{node}";
}

/// <summary>
/// Sorts an edge list into rows: counted, prefix-summed and scattered twice, first by target and then by source, so that
/// rows come out ascending and equal edges side by side. O(nodes + edges), scratch from the pool.
/// </summary>
internal static class CsrScatter
{
    public static Digraph Build(int nodeCount, ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<long> edgeCosts, ReadOnlySpan<long> costs, CsrOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodeCount);
        if (from.Length > Digraph.MaxEdgeCount)
        {
            Throw.TooManyEdges(from.Length, Digraph.MaxEdgeCount);
        }

        if (nodeCount > Digraph.MaxNodeCount)
        {
            Throw.TooManyNodes(nodeCount);
        }

        if (from.Length != to.Length)
        {
            Throw.BadLength(nameof(to), to.Length, "one per edge", from.Length);
        }

        if (!costs.IsEmpty && costs.Length != nodeCount)
        {
            Throw.BadOptionalLength(nameof(costs), costs.Length, "one per node", nodeCount);
        }

        CheckCosts(costs);
        bool isSorted = CheckEdges(nodeCount, from, to, options, out bool isForward);

        int[] offsets = new int[nodeCount + 1];
        int[] inDegrees = new int[nodeCount];
        int[] targets = GC.AllocateUninitializedArray<int>(from.Length);
        long[] rowCosts = edgeCosts.IsEmpty ? [] : GC.AllocateUninitializedArray<long>(from.Length);
        int duplicates = 0;
        if (isSorted)
        {
            CountRows(from, offsets);
            to.CopyTo(targets);
            edgeCosts.CopyTo(rowCosts);
        }
        else
        {
            duplicates = ScatterTwice(from, to, edgeCosts, offsets, targets, rowCosts);
        }

        if (duplicates > 0)
        {
            Array.Resize(ref targets, targets.Length - duplicates);
            Array.Resize(ref rowCosts, edgeCosts.IsEmpty ? 0 : targets.Length);
        }

        foreach (int target in targets)
        {
            inDegrees[target]++;
        }

        int[] sourceOffsets = [], sources = [];
        if (options.WithPredecessors)
        {
            sourceOffsets = new int[nodeCount + 1];
            sources = GC.AllocateUninitializedArray<int>(targets.Length);
            Transpose(offsets, targets, inDegrees, sourceOffsets, sources);
        }

        return new Digraph(offsets, targets, inDegrees, sourceOffsets, sources, costs.ToArray(), rowCosts, duplicates, isForward);
    }

    private static void CheckCosts(ReadOnlySpan<long> costs)
    {
        for (int node = 0; node < costs.Length; node++)
        {
            if (costs[node] < 0)
            {
                Throw.NegativeCost(node, costs[node]);
            }
        }
    }

    /// <summary>Returns whether the edges are strictly ascending by (from, to) already.</summary>
    private static bool CheckEdges(int nodeCount, ReadOnlySpan<int> from, ReadOnlySpan<int> to, CsrOptions options, out bool isForward)
    {
        bool sorted = true, forward = true;
        int lastFrom = -1, lastTo = -1;
        for (int i = 0; i < from.Length; i++)
        {
            int u = from[i], v = to[i];
            if ((uint)u >= (uint)nodeCount || (uint)v >= (uint)nodeCount)
            {
                Throw.EdgeOutOfRange(options.NameOf(u), options.NameOf(v), (uint)u >= (uint)nodeCount ? u : v, nodeCount);
            }

            if (u == v && !options.AllowSelfLoops)
            {
                Throw.SelfLoop(options.NameOf(u));
            }

            sorted &= u > lastFrom || (u == lastFrom && v > lastTo);
            forward &= u < v;
            lastFrom = u;
            lastTo = v;
        }

        isForward = forward;
        return sorted;
    }

    private static void CountRows(ReadOnlySpan<int> nodes, Span<int> offsets)
    {
        foreach (int node in nodes)
        {
            offsets[node + 1]++;
        }

        for (int i = 1; i < offsets.Length; i++)
        {
            offsets[i] += offsets[i - 1];
        }
    }

    /// <summary>Returns how many edges were merged; <paramref name="targets"/> is then shorter by as many.</summary>
    private static int ScatterTwice(ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<long> edgeCosts, int[] offsets, int[] targets, long[] rowCosts)
    {
        int nodeCount = offsets.Length - 1;
        using SpanOwner<int> byTargetOwner = SpanOwner<int>.Allocate(from.Length);
        using SpanOwner<int> numberOwner = SpanOwner<int>.Allocate(edgeCosts.IsEmpty ? 0 : from.Length);
        using SpanOwner<int> targetOffsetOwner = SpanOwner<int>.Allocate(nodeCount + 1, AllocationMode.Clear);
        using SpanOwner<int> cursorOwner = SpanOwner<int>.Allocate(nodeCount + 1);
        Span<int> byTarget = byTargetOwner.Span, number = numberOwner.Span, targetOffsets = targetOffsetOwner.Span, cursor = cursorOwner.Span;

        CountRows(to, targetOffsets);
        targetOffsets.CopyTo(cursor);
        for (int i = 0; i < from.Length; i++)
        {
            int slot = cursor[to[i]]++;
            byTarget[slot] = from[i];
            if (!edgeCosts.IsEmpty)
            {
                number[slot] = i;
            }
        }

        CountRows(from, offsets);
        offsets.AsSpan().CopyTo(cursor);
        int duplicates = 0;
        for (int target = 0; target < nodeCount; target++)
        {
            for (int i = targetOffsets[target]; i < targetOffsets[target + 1]; i++)
            {
                int source = byTarget[i];
                int slot = cursor[source];
                if (slot > offsets[source] && targets[slot - 1] == target)
                {
                    duplicates++;
                    if (!edgeCosts.IsEmpty)
                    {
                        // The stricter delay holds: both edges have to be waited for.
                        rowCosts[slot - 1] = Math.Max(rowCosts[slot - 1], edgeCosts[number[i]]);
                    }

                    continue;
                }

                targets[slot] = target;
                if (!edgeCosts.IsEmpty)
                {
                    rowCosts[slot] = edgeCosts[number[i]];
                }

                cursor[source] = slot + 1;
            }
        }

        if (duplicates > 0)
        {
            CloseGaps(offsets, cursor, targets, rowCosts);
        }

        return duplicates;
    }

    /// <summary>Moves each row to the left over what merging left free behind the rows before it.</summary>
    private static void CloseGaps(int[] offsets, ReadOnlySpan<int> rowEnds, int[] targets, long[] rowCosts)
    {
        int write = 0;
        for (int node = 0; node < offsets.Length - 1; node++)
        {
            int start = offsets[node], length = rowEnds[node] - start;
            targets.AsSpan(start, length).CopyTo(targets.AsSpan(write));
            if (rowCosts.Length != 0)
            {
                rowCosts.AsSpan(start, length).CopyTo(rowCosts.AsSpan(write));
            }

            offsets[node] = write;
            write += length;
        }

        offsets[^1] = write;
    }

    /// <summary>Writes the same edges backwards; rows ascend because sources are visited in order.</summary>
    internal static void Transpose(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<int> inDegrees, Span<int> sourceOffsets, Span<int> sources)
    {
        int nodeCount = offsets.Length - 1;
        using SpanOwner<int> cursorOwner = SpanOwner<int>.Allocate(nodeCount);
        Span<int> cursor = cursorOwner.Span;
        sourceOffsets[0] = 0;
        for (int node = 0; node < nodeCount; node++)
        {
            cursor[node] = sourceOffsets[node];
            sourceOffsets[node + 1] = sourceOffsets[node] + inDegrees[node];
        }

        for (int node = 0; node < nodeCount; node++)
        {
            foreach (int target in targets[offsets[node]..offsets[node + 1]])
            {
                sources[cursor[target]++] = node;
            }
        }
    }
}
