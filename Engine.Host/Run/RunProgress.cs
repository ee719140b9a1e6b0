namespace Engine.Host.Run;

/// <summary>One look at a run while it goes on: counts, work, time. Racy by nature, off by the tasks that end meanwhile.</summary>
/// <param name="Done">Tasks that have ended.</param>
/// <param name="Running">Tasks in their bodies.</param>
/// <param name="Ready">Tasks that wait for a worker.</param>
/// <param name="Total">All tasks.</param>
/// <param name="Part">The work done, running tasks counted by their time so far; of the tasks where there is no work.</param>
/// <param name="Elapsed">Seconds since the workers were let go.</param>
/// <param name="Remaining">Seconds that the plan takes from here on.</param>
internal readonly record struct RunProgress(long Done, int Running, int Ready, int Total, double Part, double Elapsed, double Remaining)
{
    /// <summary>Looks at a run; the tasks that run are put into a list, by worker.</summary>
    public static RunProgress Of(RunSetup setup, IGraphExecutor executor, PlannedProgress planned, TimeProvider time, List<int> running)
    {
        RunRecord record = executor.Record;
        long now = time.GetTimestamp(), done = 0;
        double work = 0;
        running.Clear();
        for (int worker = 0; worker < record.WorkerCount; worker++)
        {
            ref WorkerTally tally = ref record.Tallies[worker];
            done += tally.DoneTasks;
            work += tally.DoneCost;
            int task = tally.CurrentTask;
            if (task >= 0)
            {
                running.Add(task);
                double elapsed = record.Seconds(Math.Max(0, now - tally.CurrentStart)), whole = setup.PlannedSeconds(setup.Graph.Cost(task));
                work += whole > 0 ? setup.Graph.Cost(task) * Math.Min(1, elapsed / whole) : 0;
            }
        }

        double total = setup.Plan.Work;
        double part = total > 0 ? Math.Min(1, work / total) : record.TaskCount == 0 ? 1 : (double)done / record.TaskCount;
        return new RunProgress(
            done,
            running.Count,
            executor.ReadyCount,
            record.TaskCount,
            part,
            record.Seconds(now - record.StartedTicks),
            setup.PlannedSeconds(1) * planned.Remaining(work));
    }
}
