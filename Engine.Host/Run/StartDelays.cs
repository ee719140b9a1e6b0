using Engine.Graphs;

namespace Engine.Host.Run;

/// <summary>
/// How late tasks started: from the moment when a task was ready (its last predecessor had ended) and the worker that took
/// it was free, to its start. Waiting for a busy worker is not in it: that is the schedule, not the engine. In seconds.
/// </summary>
internal readonly record struct StartDelays(double Mean, double Median, double Percentile99, double Max)
{
    /// <summary>Measures every task that started. O(n log n + e).</summary>
    public static StartDelays Of(Digraph graph, RunRecord record, int started)
    {
        if (started == 0)
        {
            return default;
        }

        long[] ready = new long[record.TaskCount];
        ready.AsSpan().Fill(record.StartedTicks);
        for (int task = 0; task < ready.Length; task++)
        {
            foreach (int successor in graph.Successors(task))
            {
                ready[successor] = Math.Max(ready[successor], record.End[task]);
            }
        }

        long[] delays = new long[started];
        int count = 0;
        double sum = 0;
        for (int task = 0; task < ready.Length; task++)
        {
            if (record.StartCount[task] != 0)
            {
                long delay = record.Start[task] - Math.Max(ready[task], record.WorkerFree[task]);
                delays[count++] = delay;
                sum += record.Seconds(delay);
            }
        }

        delays.AsSpan().Sort();
        return new StartDelays(sum / started, At(0.5), At(0.99), record.Seconds(delays[^1]));

        double At(double part) => record.Seconds(delays[Math.Min(started - 1, (int)Math.Ceiling(part * started) - 1)]);
    }
}
