using System;

namespace Engine.Graphs.Reference;

/// <summary>The strongly connected components, straight from the definition: nodes that reach each other.</summary>
internal static class ReferenceComponents
{
    /// <summary>For each node the smallest node of its component. O(n (n + e)).</summary>
    public static int[] SmallestMembers(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
    {
        int n = offsets.Length - 1;
        bool[] reaches = ReferenceReachability.Closure(offsets, targets);
        int[] smallest = new int[n];
        for (int node = 0; node < n; node++)
        {
            int other = 0;
            while (other < node && !(reaches[(node * n) + other] && reaches[(other * n) + node]))
            {
                other++;
            }

            smallest[node] = other;
        }

        return smallest;
    }
}
