using System.Collections;
using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>The baseline of transitive reduction: one <see cref="BitArray"/> of reachable nodes per node.</summary>
internal static class ObviousReduction
{
    /// <summary>Tells for each edge, by its number, whether no other path leads from its source to its target.</summary>
    public static bool[] Find(Digraph graph, Plan plan)
    {
        var position = new int[graph.NodeCount];
        for (int i = 0; i < position.Length; i++)
        {
            position[plan.Order[i]] = i;
        }

        var kept = new bool[graph.EdgeCount];
        var reachable = new BitArray[graph.NodeCount];
        for (int i = position.Length - 1; i >= 0; i--)
        {
            int node = plan.Order[i];
            var own = new BitArray(graph.NodeCount);

            // The nearest successor first: what it reaches makes edges to later ones redundant.
            int[] successors = graph.Successors(node).ToArray();
            int[] edges = [.. Enumerable.Range(graph.Offsets[node], successors.Length)];
            Array.Sort(Array.ConvertAll(successors, successor => position[successor]), edges);
            foreach (int edge in edges)
            {
                int successor = graph.Targets[edge];
                if (!own[successor])
                {
                    kept[edge] = true;
                    own[successor] = true;
                    own.Or(reachable[successor]);
                }
            }

            reachable[node] = own;
        }

        return kept;
    }
}
