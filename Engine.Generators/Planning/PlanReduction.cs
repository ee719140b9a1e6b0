using System.Collections.Generic;

namespace Engine.Generators.Planning;

/// <summary>
/// The transitive reduction of a graph whose edges lead from smaller to larger numbers. It equals the reference, which visits
/// the graph once per node and would take seconds for the largest workflows: rows of bits, O(edges x nodes / 64).
/// </summary>
internal static class PlanReduction
{
    /// <summary>The edges that no other path replaces, as rows of ascending successors.</summary>
    public static (int[] Offsets, int[] Targets) Reduce(int[] offsets, int[] targets)
    {
        int nodeCount = offsets.Length - 1, width = (nodeCount + 63) / 64;
        ulong[] reached = new ulong[nodeCount * width];
        bool[] kept = new bool[targets.Length];
        for (int node = nodeCount - 1; node >= 0; node--)
        {
            // Ascending targets: whatever replaces an edge starts with an edge to a smaller target of the same node.
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int target = targets[edge];
                kept[edge] = (reached[(node * width) + (target >> 6)] >> (target & 63) & 1) == 0;
                if (kept[edge])
                {
                    reached[(node * width) + (target >> 6)] |= 1UL << (target & 63);
                    for (int word = target >> 6; word < width; word++)
                    {
                        reached[(node * width) + word] |= reached[(target * width) + word];
                    }
                }
            }
        }

        return Keep(offsets, targets, kept);
    }

    private static (int[] Offsets, int[] Targets) Keep(int[] offsets, int[] targets, bool[] kept)
    {
        int[] keptOffsets = new int[offsets.Length];
        var keptTargets = new List<int>();
        for (int node = 0; node + 1 < offsets.Length; node++)
        {
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                if (kept[edge])
                {
                    keptTargets.Add(targets[edge]);
                }
            }

            keptOffsets[node + 1] = keptTargets.Count;
        }

        return (keptOffsets, keptTargets.ToArray());
    }
}
