using System;

namespace Engine.Graphs.Reference;

/// <summary>
/// The size of the largest set of nodes of which none reaches another, by Dilworth's theorem: nodes minus the largest
/// matching between nodes and the nodes they reach (Fulkerson 1956). O(n^3).
/// </summary>
internal static class ReferenceAntichain
{
    public static int MaxSize(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
    {
        int n = offsets.Length - 1;
        bool[] reaches = ReferenceReachability.Closure(offsets, targets);
        int[] before = new int[n], after = new int[n];
        for (int node = 0; node < n; node++)
        {
            before[node] = after[node] = -1;
        }

        int chains = n;
        for (int node = 0; node < n; node++)
        {
            chains -= Extend(reaches, before, after, node) ? 1 : 0;
        }

        return chains;
    }

    /// <summary>Gives <paramref name="start"/> a node after it in its chain, moving others along one shortest alternating path.</summary>
    private static bool Extend(bool[] reaches, int[] before, int[] after, int start)
    {
        int n = before.Length, head = 0, tail = 0;
        int[] cameFrom = new int[n], queue = new int[n];
        for (int node = 0; node < n; node++)
        {
            cameFrom[node] = -1;
        }

        queue[tail++] = start;
        while (head < tail)
        {
            int node = queue[head++];
            for (int target = 0; target < n; target++)
            {
                if (!reaches[(node * n) + target] || cameFrom[target] >= 0)
                {
                    continue;
                }

                cameFrom[target] = node;
                if (before[target] >= 0)
                {
                    queue[tail++] = before[target];
                    continue;
                }

                for (int free = target; free >= 0;)
                {
                    int source = cameFrom[free], displaced = after[source];
                    before[free] = source;
                    after[source] = free;
                    free = displaced;
                }

                return true;
            }
        }

        return false;
    }
}
