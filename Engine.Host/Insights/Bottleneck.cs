using Engine.Graphs;

namespace Engine.Host.Insights;

/// <summary>A task of the critical path and what would be gained by making it faster.</summary>
/// <param name="Task">Its position in the file.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Savings">How much shorter the span would be if it took no time.</param>
internal readonly record struct Bottleneck(int Task, long Cost, long Savings)
{
    /// <summary>The tasks whose time matters most: largest savings first, then largest cost, then position.</summary>
    public static List<Bottleneck> FindLargest(Digraph graph, Plan plan, int count)
    {
        long[] savings = SpanSavings.Find(graph, plan);
        var worst = new PriorityQueue<Bottleneck, (long Savings, long Cost, int Task)>(count + 1);
        for (int i = 0; i < savings.Length; i++)
        {
            int task = plan.CriticalPath[i];
            long cost = graph.Cost(task);
            if (cost != 0)
            {
                // The queue holds the best so far, the least of them in front.
                worst.Enqueue(new Bottleneck(task, cost, savings[i]), (savings[i], cost, -task));
                if (worst.Count > count)
                {
                    worst.Dequeue();
                }
            }
        }

        var largest = new List<Bottleneck>(worst.Count);
        while (worst.TryDequeue(out Bottleneck bottleneck, out _))
        {
            largest.Add(bottleneck);
        }

        largest.Reverse();
        return largest;
    }
}
