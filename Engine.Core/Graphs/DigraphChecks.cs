using Engine.Internal;

namespace Engine.Graphs;

/// <summary>The checks that let kernels index without bounds checks.</summary>
internal static class DigraphChecks
{
    /// <summary>Offsets ascend, every target is a node, no edge cost is negative. O(nodes + edges).</summary>
    public static void CheckRows(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts)
    {
        for (int node = 0; node < offsets.Length - 1; node++)
        {
            if (offsets[node] > offsets[node + 1])
            {
                Throw.DescendingOffset(node, offsets[node], offsets[node + 1]);
            }
        }

        // Negative ids are huge when unsigned: one comparison per edge finds both kinds.
        uint nodeCount = (uint)(offsets.Length - 1);
        for (int edge = 0; edge < targets.Length; edge++)
        {
            if ((uint)targets[edge] >= nodeCount)
            {
                Throw.TargetOutOfRange(edge, targets[edge], (int)nodeCount);
            }
        }

        for (int edge = 0; edge < edgeCosts.Length; edge++)
        {
            if (edgeCosts[edge] < 0)
            {
                Throw.NegativeEdgeCost(edge, edgeCosts[edge]);
            }
        }
    }
}
