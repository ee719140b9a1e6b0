using Engine.Graphs;

namespace Engine.Host.Render;

/// <summary>One bar of the chart: a task, or several short ones that follow each other closely on one worker.</summary>
/// <param name="Worker">Whose lane it is in.</param>
/// <param name="FirstTask">The task, or the first of them.</param>
/// <param name="TaskCount">How many tasks it stands for.</param>
/// <param name="CriticalCount">How many of them are on the critical path.</param>
/// <param name="Start">When the first starts.</param>
/// <param name="End">When the last ends.</param>
internal readonly record struct GanttBar(int Worker, int FirstTask, int TaskCount, int CriticalCount, long Start, long End);

/// <summary>Turns a schedule into a bounded number of bars.</summary>
internal static class GanttBars
{
    /// <summary>More bars than this are merged further, however wide they are.</summary>
    public const int MaxBars = 6000;

    /// <summary>
    /// The bars by worker and time. Tasks that would be narrower than <paramref name="mergeBelow"/> are merged with such
    /// neighbours; that width doubles until there are at most <see cref="MaxBars"/>. O(tasks log tasks).
    /// </summary>
    /// <param name="data">Who is critical.</param>
    /// <param name="schedule">When and where tasks run.</param>
    /// <param name="mergeBelow">A time that takes less than a pixel.</param>
    /// <param name="onlyShortCritical">Leaves out the tasks that are not critical or long enough for a bar of their own.</param>
    public static List<GanttBar> Build(ReportData data, Schedule schedule, double mergeBelow, bool onlyShortCritical = false)
    {
        double wanted = mergeBelow;
        int[] order = SortByWorkerAndStart(schedule, task => !onlyShortCritical || (data.IsCritical(task) && schedule.End[task] - schedule.Start[task] < wanted));
        var bars = new List<GanttBar>();
        while (true)
        {
            bars.Clear();
            foreach (int task in order)
            {
                Add(bars, data, schedule, task, mergeBelow);
            }

            if (bars.Count <= MaxBars)
            {
                return bars;
            }

            mergeBelow = Math.Max(1, mergeBelow * 2);
        }
    }

    private static void Add(List<GanttBar> bars, ReportData data, Schedule schedule, int task, double mergeBelow)
    {
        long start = schedule.Start[task], end = schedule.End[task];
        int critical = data.IsCritical(task) ? 1 : 0, worker = schedule.Worker[task];
        if (bars.Count > 0 && end - start < mergeBelow)
        {
            GanttBar last = bars[^1];
            bool lastIsShort = last.TaskCount > 1 || last.End - last.Start < mergeBelow;
            if (last.Worker == worker && lastIsShort && start - last.End < mergeBelow)
            {
                bars[^1] = last with { TaskCount = last.TaskCount + 1, CriticalCount = last.CriticalCount + critical, End = Math.Max(last.End, end) };
                return;
            }
        }

        bars.Add(new GanttBar(worker, task, 1, critical, start, end));
    }

    private static int[] SortByWorkerAndStart(Schedule schedule, Func<int, bool> isWanted)
    {
        var keys = new List<(int Worker, long Start, long End, int Task)>();
        for (int task = 0; task < schedule.TaskCount; task++)
        {
            if (isWanted(task))
            {
                keys.Add((schedule.Worker[task], schedule.Start[task], schedule.End[task], task));
            }
        }

        keys.Sort();
        return keys.ConvertAll(static key => key.Task).ToArray();
    }
}
