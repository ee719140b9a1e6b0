using Engine.Graphs;


namespace Engine.Internal;

/// <summary>The checks that let kernels index without bounds checks.</summary>
internal static class DigraphChecks
{
    /// <summary>Offsets ascend, every target is a node, no edge cost is negative. O(nodes + edges), at memory speed.</summary>
    public static void CheckRows(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts)
    {
        // Negative ids are huge when unsigned: one maximum finds both kinds of bad targets.
        int nodeCount = offsets.Length - 1;
        if (!RowKernels.NeverDescends(offsets) || !RowKernels.AllBelow(targets, nodeCount))
        {
            FindBadRow(offsets, targets);
        }

        if (!RowKernels.TrySum(edgeCosts, out _, out _))
        {
            FindNegativeEdgeCost(edgeCosts);
        }
    }

    /// <summary>
    /// Work; and in <paramref name="total"/> all costs together, which no sum along a path can exceed: that it fits proves
    /// that nothing overflows.
    /// </summary>
    public static long SumCosts(DigraphView graph, ReadOnlySpan<long> costs, out long total)
    {
        if (!RowKernels.TrySum(costs, out long high, out ulong low))
        {
            FindNegativeCost(costs);
        }

        Int128 work = costs.IsEmpty ? graph.NodeCount : ((Int128)high << 32) + low;
        RowKernels.TrySum(graph.EdgeCosts, out high, out low);
        Int128 sum = work + ((Int128)high << 32) + low;
        if (sum > long.MaxValue)
        {
            Throw.CostOverflow();
        }

        total = (long)sum;
        return (long)work;
    }

    /// <summary>Names the first negative cost.</summary>
    public static void FindNegativeCost(ReadOnlySpan<long> costs)
    {
        int node = costs.IndexOfAnyInRange(long.MinValue, -1);
        Throw.NegativeCost(node, costs[node]);
    }

    private static void FindNegativeEdgeCost(ReadOnlySpan<long> edgeCosts)
    {
        int edge = edgeCosts.IndexOfAnyInRange(long.MinValue, -1);
        Throw.NegativeEdgeCost(edge, edgeCosts[edge]);
    }

    private static void FindBadRow(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
    {
        for (int node = 0; node < offsets.Length - 1; node++)
        {
            if (offsets[node] > offsets[node + 1])
            {
                Throw.DescendingOffset(node, offsets[node], offsets[node + 1]);
            }
        }

        for (int edge = 0; edge < targets.Length; edge++)
        {
            if ((uint)targets[edge] >= (uint)(offsets.Length - 1))
            {
                Throw.TargetOutOfRange(edge, targets[edge], offsets.Length - 1);
            }
        }
    }
}
