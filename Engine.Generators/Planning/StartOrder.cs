using System;
using System.Collections.Generic;

namespace Engine.Generators.Planning;

/// <summary>The order in which a run starts its steps while none of them suspends.</summary>
internal static class StartOrder
{
    /// <summary>
    /// Of the ready steps the first asynchronous one, else the first: the rules of the asynchronous executor, played through once
    /// when the workflow is compiled. O(steps log steps + edges).
    /// </summary>
    public static int[] Of(int[] offsets, int[] successors, int[] predecessorCounts, Func<int, bool> isAsynchronous)
    {
        int[] waitingFor = (int[])predecessorCounts.Clone();
        int[] order = new int[waitingFor.Length];
        SortedSet<int> asynchronous = new(), synchronous = new();
        for (int stepIndex = 0; stepIndex < waitingFor.Length; stepIndex++)
        {
            if (waitingFor[stepIndex] == 0)
            {
                (isAsynchronous(stepIndex) ? asynchronous : synchronous).Add(stepIndex);
            }
        }

        for (int started = 0; started < order.Length; started++)
        {
            SortedSet<int> first = asynchronous.Count > 0 ? asynchronous : synchronous;
            int stepIndex = first.Min;
            first.Remove(stepIndex);
            order[started] = stepIndex;
            for (int edge = offsets[stepIndex]; edge < offsets[stepIndex + 1]; edge++)
            {
                int successor = successors[edge];
                if (--waitingFor[successor] == 0)
                {
                    (isAsynchronous(successor) ? asynchronous : synchronous).Add(successor);
                }
            }
        }

        return order;
    }
}
