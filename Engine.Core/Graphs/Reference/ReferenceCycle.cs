using System;
using System.Collections.Generic;

namespace Engine.Graphs.Reference;

/// <summary>One shortest cycle through the smallest node that lies on any cycle, by one breadth-first search per node.</summary>
internal static class ReferenceCycle
{
    /// <summary>The cycle in edge order from that node on, empty when there is none. O(n (n + e)).</summary>
    public static int[] Find(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
    {
        for (int start = 0; start < offsets.Length - 1; start++)
        {
            int[] cycle = Through(offsets, targets, start);
            if (cycle.Length > 0)
            {
                return cycle;
            }
        }

        return Array.Empty<int>();
    }

    /// <summary>Breadth first, edges of a row in order, until the first edge back: that fixes which of several shortest cycles it is.</summary>
    private static int[] Through(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, int start)
    {
        const int Unseen = -2;
        int[] cameFrom = new int[offsets.Length - 1];
        for (int node = 0; node < cameFrom.Length; node++)
        {
            cameFrom[node] = node == start ? -1 : Unseen;
        }

        var queue = new Queue<int>();
        queue.Enqueue(start);
        while (queue.Count > 0)
        {
            int node = queue.Dequeue();
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
            {
                int target = targets[edge];
                if (target == start)
                {
                    var cycle = new List<int>();
                    for (int at = node; at >= 0; at = cameFrom[at])
                    {
                        cycle.Add(at);
                    }

                    cycle.Reverse();
                    return cycle.ToArray();
                }

                if (cameFrom[target] == Unseen)
                {
                    cameFrom[target] = node;
                    queue.Enqueue(target);
                }
            }
        }

        return Array.Empty<int>();
    }
}
