using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>Checks a schedule from first principles.</summary>
internal static class ScheduleAssert
{
    /// <summary>Every task once and whole, after its predecessors and their delays, never two on one worker, and numbers that fit.</summary>
    public static void IsValid(DigraphView graph, ReadOnlySpan<long> costs, int workers, Schedule schedule)
    {
        int n = graph.NodeCount;
        Assert.Equal(n, schedule.TaskCount);
        Assert.Equal(workers, schedule.WorkerCount);
        long makespan = 0, work = 0;
        for (int task = 0; task < n; task++)
        {
            long cost = costs.IsEmpty ? 1 : costs[task];
            long end = schedule.End[task];
            work += cost;
            makespan = Math.Max(makespan, end);
            Assert.True(schedule.Start[task] >= 0, $"Task {task} starts at {schedule.Start[task]}.");
            Assert.True(end == schedule.Start[task] + cost, $"Task {task} starts at {schedule.Start[task]}, costs {cost} and ends at {end}.");
            Assert.True((uint)schedule.Worker[task] < (uint)workers, $"Task {task} is on worker {schedule.Worker[task]} of {workers}.");
            for (int edge = graph.Offsets[task]; edge < graph.Offsets[task + 1]; edge++)
            {
                int target = graph.Targets[edge];
                long ready = end + (graph.EdgeCosts.IsEmpty ? 0 : graph.EdgeCosts[edge]);
                Assert.True(schedule.Start[target] >= ready, $"Task {target} starts at {schedule.Start[target]}, but {task} lets it start at {ready}.");
            }
        }

        Assert.Equal(makespan, schedule.Makespan);
        Assert.InRange(schedule.LowerBound, 0, schedule.Makespan);
        Assert.Equal(makespan == 0 ? 1 : (double)work / makespan / workers, schedule.Utilization, 12);
        NoTwoAtATime(schedule);
    }

    /// <summary>
    /// R. L. Graham's bound for schedules in which no worker waits needlessly: work / m + (1 - 1 / m) * span. While a delay
    /// passes, all workers may wait: with delays it is work / m + span.
    /// </summary>
    public static void IsWithinGrahamsBound(Plan plan, bool hasDelays, int workers, Schedule schedule)
        => Assert.True(
            (Int128)schedule.Makespan * workers <= plan.Work + ((Int128)plan.Span * (hasDelays ? workers : workers - 1)),
            $"{schedule.Makespan} on {workers} workers, with work {plan.Work} and span {plan.Span}.");

    private static void NoTwoAtATime(Schedule schedule)
    {
        long[] starts = schedule.Start.ToArray(), ends = schedule.End.ToArray();
        int[] workers = schedule.Worker.ToArray();
        int[] tasks = [.. Enumerable.Range(0, starts.Length).OrderBy(task => workers[task]).ThenBy(task => starts[task]).ThenBy(task => ends[task])];
        for (int i = 1; i < tasks.Length; i++)
        {
            int before = tasks[i - 1], after = tasks[i];
            Assert.True(
                workers[before] != workers[after] || ends[before] <= starts[after],
                $"Worker {workers[after]} has task {before} until {ends[before]} and task {after} from {starts[after]}.");
        }
    }
}
