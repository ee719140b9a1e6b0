using System;

namespace Engine.Graphs.Reference;

/// <summary>Which node reaches which, by one search per node. A node reaches itself only on a cycle.</summary>
internal static class ReferenceReachability
{
    /// <summary>n x n answers: element <c>u * n + v</c> says whether a path of one edge or more leads from u to v. O(n (n + e)).</summary>
    public static bool[] Closure(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets)
    {
        int n = offsets.Length - 1;
        bool[] reaches = new bool[n * n];
        int[] stack = new int[n];
        for (int start = 0; start < n; start++)
        {
            int depth = 0, node = start;
            while (true)
            {
                for (int edge = offsets[node]; edge < offsets[node + 1]; edge++)
                {
                    int target = targets[edge];
                    if (!reaches[(start * n) + target])
                    {
                        reaches[(start * n) + target] = true;
                        stack[depth++] = target;
                    }
                }

                if (depth == 0)
                {
                    break;
                }

                node = stack[--depth];
            }
        }

        return reaches;
    }
}
