using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>
/// The length of a shortest schedule of a small graph, by trying every order: each task of the order starts as soon as its
/// predecessors and some worker allow. The order by start of a shortest schedule is among them, and is not made longer.
/// </summary>
internal static class ShortestSchedule
{
    public static long Find(Digraph graph, int workers)
        => Extend(graph, new long[workers], new long[graph.NodeCount], graph.InDegrees.ToArray(), placed: 0, makespan: 0, best: long.MaxValue);

    private static long Extend(Digraph graph, long[] free, long[] ready, int[] pending, int placed, long makespan, long best)
    {
        if (makespan >= best || placed == graph.NodeCount)
        {
            return Math.Min(makespan, best);
        }

        for (int task = 0; task < graph.NodeCount; task++)
        {
            if (pending[task] != 0)
            {
                continue;
            }

            long[] freeAfter = [.. free], readyAfter = [.. ready];
            int[] pendingAfter = [.. pending];
            int worker = Array.IndexOf(freeAfter, freeAfter.Min());
            long end = Math.Max(ready[task], freeAfter[worker]) + graph.Cost(task);
            freeAfter[worker] = end;
            pendingAfter[task] = -1;
            for (int edge = graph.Offsets[task]; edge < graph.Offsets[task + 1]; edge++)
            {
                int target = graph.Targets[edge];
                pendingAfter[target]--;
                readyAfter[target] = Math.Max(readyAfter[target], end + (graph.EdgeCosts.IsEmpty ? 0 : graph.EdgeCosts[edge]));
            }

            best = Extend(graph, freeAfter, readyAfter, pendingAfter, placed + 1, Math.Max(makespan, end), best);
        }

        return best;
    }
}
