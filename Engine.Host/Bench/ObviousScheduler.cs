using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>The baseline of list scheduling: two priority queues, the largest bottom level first, ties to the smaller id.</summary>
internal static class ObviousScheduler
{
    /// <summary>Returns when each task starts.</summary>
    public static long[] Starts(Digraph graph, Plan plan, int workers)
    {
        var starts = new long[graph.NodeCount];
        int[] pending = graph.InDegrees.ToArray();
        var ready = new PriorityQueue<int, (long, int)>();
        var running = new PriorityQueue<int, long>();
        for (int task = 0; task < pending.Length; task++)
        {
            if (pending[task] == 0)
            {
                ready.Enqueue(task, (-plan.BottomLevel(task), task));
            }
        }

        long now = 0;
        while (ready.Count > 0 || running.Count > 0)
        {
            while (ready.Count > 0 && running.Count < workers)
            {
                int task = ready.Dequeue();
                starts[task] = now;
                running.Enqueue(task, now + graph.Cost(task));
            }

            running.TryPeek(out _, out now);
            while (running.TryPeek(out int ended, out long end) && end == now)
            {
                running.Dequeue();
                foreach (int successor in graph.Successors(ended))
                {
                    if (--pending[successor] == 0)
                    {
                        ready.Enqueue(successor, (-plan.BottomLevel(successor), successor));
                    }
                }
            }
        }

        return starts;
    }
}
