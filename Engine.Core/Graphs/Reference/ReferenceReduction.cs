using System;

namespace Engine.Graphs.Reference;

/// <summary>Which edges of an acyclic graph are not redundant, straight from the definition.</summary>
internal static class ReferenceReduction
{
    /// <summary>
    /// One answer per edge: false where another successor of its source reaches its target, or where a parallel edge is kept
    /// instead: the costliest, the first among equals. O(n (n + e) + e x degree).
    /// </summary>
    public static bool[] Find(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> edgeCosts)
    {
        int n = offsets.Length - 1;
        bool[] reaches = ReferenceReachability.Closure(offsets, targets);
        bool[] kept = new bool[targets.Length];
        for (int node = 0; node < n; node++)
        {
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                kept[edge] = true;
                for (int other = offsets[node]; other < offsets[node + 1]; other++)
                {
                    bool isDetour = reaches[(targets[other] * n) + targets[edge]];
                    bool isBetterTwin = targets[other] == targets[edge] && IsBetter(edgeCosts, other, edge);
                    kept[edge] &= !isDetour && !isBetterTwin;
                }
            }
        }

        return kept;
    }

    private static bool IsBetter(ReadOnlySpan<long> edgeCosts, int edge, int than)
    {
        long difference = edgeCosts.IsEmpty ? 0 : edgeCosts[edge].CompareTo(edgeCosts[than]);
        return difference > 0 || (difference == 0 && edge < than);
    }
}
