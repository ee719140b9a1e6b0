using Engine.Graphs;

namespace Engine.Host.Run;

/// <summary>What a finished run's record amounts to. Times are in seconds.</summary>
internal sealed class RunStatistics
{
    private RunStatistics(RunSetup setup, RunRecord record)
    {
        Completed = record.Count(TaskState.Completed);
        Failed = record.Count(TaskState.Failed);
        Cancelled = record.Count(TaskState.Cancelled);
        NotStarted = record.Count(TaskState.NotStarted);
        long lastEnd = record.StartedTicks;
        long[] durations = new long[record.TaskCount];
        double asked = 0;
        for (int task = 0; task < durations.Length; task++)
        {
            if (record.HasEnded(task))
            {
                durations[task] = record.End[task] - record.Start[task];
                lastEnd = Math.Max(lastEnd, record.End[task]);
                asked += record.State[task] == TaskState.Completed ? setup.PlannedSeconds(setup.Graph.Cost(task)) : record.Seconds(durations[task]);
            }
        }

        MakespanTicks = lastEnd - record.StartedTicks;
        Makespan = record.Seconds(MakespanTicks);
        PlannedMakespan = setup.PlannedSeconds(setup.Planned.Makespan);
        PlannedCriticalPath = setup.PlannedSeconds(setup.Plan.Span);
        PlannedWork = setup.PlannedSeconds(setup.Plan.Work);
        CriticalPath = CriticalPathOf(setup, record, durations);
        int started = StartedOf(record);
        SumUp(record, started);
        BodyLateness = started == 0 ? 0 : (Work - asked) / started;
        StartDelay = StartDelays.Of(setup.Graph, record, started);
    }

    public int Completed { get; }

    public int Failed { get; }

    /// <summary>Tasks whose bodies were stopped.</summary>
    public int Cancelled { get; }

    public int NotStarted { get; }

    public long MakespanTicks { get; }

    /// <summary>From the moment the workers were let go to the end of the last task.</summary>
    public double Makespan { get; }

    public double PlannedMakespan { get; }

    /// <summary>Real / planned makespan; NaN when nothing was planned to take time, or the run did not complete.</summary>
    public double Ratio => Completed == Total && PlannedMakespan > 0 ? Makespan / PlannedMakespan : double.NaN;

    public double PlannedCriticalPath { get; }

    /// <summary>The longest path through the graph with the durations the tasks really had; NaN when the run did not complete.</summary>
    public double CriticalPath { get; }

    public double PlannedWork { get; }

    /// <summary>The time spent in bodies, all workers together.</summary>
    public double Work { get; private set; }

    /// <summary>The time each worker spent in bodies, as a part of the makespan.</summary>
    public double[] WorkerUtilization { get; private set; } = [];

    /// <summary>The same for all workers together.</summary>
    public double Utilization { get; private set; }

    /// <summary>How late tasks started.</summary>
    public StartDelays StartDelay { get; }

    /// <summary>What a task costs outside of its body, workers that are parked aside: releasing successors, waiting for the lock, choosing, waking others.</summary>
    public double EnginePerTask { get; private set; }

    /// <summary>How much longer than asked for a body took on average; belongs to the stand-in bodies, not to the engine.</summary>
    public double BodyLateness { get; }

    private int Total => Completed + Failed + Cancelled + NotStarted;

    /// <summary>Reads the record of a finished run. O(n log n + e).</summary>
    public static RunStatistics Of(RunSetup setup, RunRecord record) => new(setup, record);

    private void SumUp(RunRecord record, int started)
    {
        WorkerUtilization = new double[record.WorkerCount];
        long busy = 0, engine = 0;
        for (int worker = 0; worker < record.WorkerCount; worker++)
        {
            WorkerTally tally = record.Tallies[worker];
            busy += tally.BusyTicks;
            engine += tally.EndedTicks - tally.BeganTicks - tally.BusyTicks - tally.IdleTicks;
            WorkerUtilization[worker] = MakespanTicks == 0 ? 0 : (double)tally.BusyTicks / MakespanTicks;
        }

        Work = record.Seconds(busy);
        Utilization = MakespanTicks == 0 ? 0 : (double)busy / MakespanTicks / record.WorkerCount;
        EnginePerTask = started == 0 ? 0 : record.Seconds(engine) / started;
    }

    private static int StartedOf(RunRecord record)
    {
        int started = 0;
        foreach (int count in record.StartCount)
        {
            started += count == 0 ? 0 : 1;
        }

        return started;
    }

    private static double CriticalPathOf(RunSetup setup, RunRecord record, long[] durations)
    {
        if (record.Outcome != RunOutcome.Completed)
        {
            return double.NaN;
        }

        var plan = new Plan();
        Planner.Plan(setup.Graph.View, durations, plan);
        return record.Seconds(plan.Span);
    }
}
