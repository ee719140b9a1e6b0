using CommunityToolkit.HighPerformance.Buffers;
using Engine.Graphs;

namespace Engine.Internal;

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
    // How many edges ahead a line is asked for.
    private const int Ahead = 32;

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

        if (costs.ContainsAnyInRange(long.MinValue, -1))
        {
            DigraphChecks.FindNegativeCost(costs);
        }

        int[] offsets = new int[nodeCount + 1], inDegrees = new int[nodeCount];
        bool isSorted = CheckAndCount(from, to, options, offsets, inDegrees, out bool isForward);
        int[] targets = GC.AllocateUninitializedArray<int>(from.Length);
        long[] rowCosts = edgeCosts.IsEmpty ? [] : GC.AllocateUninitializedArray<long>(from.Length);
        int duplicates = 0;
        for (int node = 0; node < nodeCount; node++)
        {
            offsets[node + 1] += offsets[node];
        }

        if (isSorted)
        {
            to.CopyTo(targets);
            edgeCosts.CopyTo(rowCosts);
        }
        else
        {
            duplicates = ScatterTwice(from, to, edgeCosts, offsets, inDegrees, targets, rowCosts);
        }

        if (duplicates > 0)
        {
            Array.Resize(ref targets, targets.Length - duplicates);
            Array.Resize(ref rowCosts, edgeCosts.IsEmpty ? 0 : targets.Length);
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

    /// <summary>
    /// Counts out-degrees, each one element late, and in-degrees. Returns whether the edges are strictly ascending by (from, to)
    /// already.
    /// </summary>
    private static bool CheckAndCount(ReadOnlySpan<int> from, ReadOnlySpan<int> to, CsrOptions options, int[] offsets, int[] inDegrees, out bool isForward)
    {
        int nodeCount = inDegrees.Length, lastFrom = -1, lastTo = -1;
        bool sorted = true, forward = true;
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
            offsets[u + 1]++;
            inDegrees[v]++;
        }

        isForward = forward;
        return sorted;
    }

    /// <summary>
    /// By target, then by source: the second keeps what the first arranged. Merges equal edges, takes them out of the in-degrees
    /// and returns how many; <paramref name="targets"/> is then shorter by as many.
    /// </summary>
    private static int ScatterTwice(
        ReadOnlySpan<int> from, ReadOnlySpan<int> to, ReadOnlySpan<long> edgeCosts, int[] offsets, int[] inDegrees, int[] targets, long[] rowCosts)
    {
        int nodeCount = inDegrees.Length;
        using SpanOwner<int> byTargetOwner = SpanOwner<int>.Allocate(from.Length);
        using SpanOwner<int> numberOwner = SpanOwner<int>.Allocate(edgeCosts.IsEmpty ? 0 : from.Length);
        using SpanOwner<int> cursorOwner = SpanOwner<int>.Allocate(nodeCount);
        Span<int> byTarget = byTargetOwner.Span, number = numberOwner.Span, cursor = cursorOwner.Span;
        for (int node = 0, start = 0; node < nodeCount; node++)
        {
            cursor[node] = start;
            start += inDegrees[node];
        }

        ScatterByTarget(from, to, cursor, byTarget, number);
        offsets.AsSpan(0, nodeCount).CopyTo(cursor);
        int duplicates = edgeCosts.IsEmpty
            ? ScatterBySource(byTarget, offsets, inDegrees, cursor, targets)
            : ScatterBySource(byTarget, number, edgeCosts, offsets, inDegrees, cursor, targets, rowCosts);
        if (duplicates > 0)
        {
            CloseGaps(offsets, cursor, targets, rowCosts);
        }

        return duplicates;
    }

    /// <summary>Lists the sources of each target, and where asked for the number of each edge in the list it came from.</summary>
    /// <remarks>SAFETY: ends are nodes, checked by CheckAndCount, whose counts the cursor was made from.</remarks>
    private static unsafe void ScatterByTarget(ReadOnlySpan<int> from, ReadOnlySpan<int> to, Span<int> cursor, Span<int> byTarget, Span<int> number)
    {
        fixed (int* source = from, target = to, next = cursor, list = byTarget, numbers = number)
        {
            int count = from.Length;
            for (int i = 0; i < count; i++)
            {
                if (i + Ahead < count)
                {
                    // A random line of the cursor now, and through one fetched before, the line that it points to.
                    Prefetch.Read(next + target[i + Ahead]);
                    Prefetch.Read(list + next[target[i + (Ahead / 2)]]);
                }

                int slot = next[target[i]]++;
                list[slot] = source[i];
                if (numbers != null)
                {
                    numbers[slot] = i;
                }
            }
        }
    }

    /// <summary>Edges without delays; rows ascend because targets are visited in order, so equal edges meet.</summary>
    /// <remarks>SAFETY: as above; rows are as long as the counts.</remarks>
    private static unsafe int ScatterBySource(Span<int> byTarget, int[] offsets, int[] inDegrees, Span<int> cursor, int[] targets)
    {
        int duplicates = 0, position = 0, count = byTarget.Length;
        fixed (int* list = byTarget, rowStart = offsets, inDegree = inDegrees, next = cursor, row = targets)
        {
            for (int target = 0; target < inDegrees.Length; target++)
            {
                for (int end = position + inDegree[target]; position < end; position++)
                {
                    if (position + Ahead < count)
                    {
                        Prefetch.Read(next + list[position + Ahead]);
                        Prefetch.Read(row + next[list[position + (Ahead / 2)]]);
                    }

                    int source = list[position], slot = next[source];
                    if (slot > rowStart[source] && row[slot - 1] == target)
                    {
                        duplicates++;
                        inDegree[target]--;
                        continue;
                    }

                    row[slot] = target;
                    next[source] = slot + 1;
                }
            }
        }

        return duplicates;
    }

    /// <summary>Edges with delays: of equal edges the larger delay holds, since both have to be waited for.</summary>
    private static int ScatterBySource(
        Span<int> byTarget, Span<int> number, ReadOnlySpan<long> edgeCosts, int[] offsets, int[] inDegrees, Span<int> cursor, int[] targets, long[] rowCosts)
    {
        int duplicates = 0, position = 0;
        for (int target = 0; target < inDegrees.Length; target++)
        {
            for (int end = position + inDegrees[target]; position < end; position++)
            {
                int source = byTarget[position], slot = cursor[source];
                long delay = edgeCosts[number[position]];
                if (slot > offsets[source] && targets[slot - 1] == target)
                {
                    duplicates++;
                    inDegrees[target]--;
                    rowCosts[slot - 1] = Math.Max(rowCosts[slot - 1], delay);
                    continue;
                }

                targets[slot] = target;
                rowCosts[slot] = delay;
                cursor[source] = slot + 1;
            }
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
