using Engine.Graphs;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>Draws a run that completed: the report of `engine plan --svg`, with what really happened as its schedule.</summary>
internal static class RunPicture
{
    public static void Write(TextWriter writer, RunSetup setup, RunRecord record)
    {
        var schedule = new Schedule();
        long[] start = new long[record.TaskCount], end = new long[record.TaskCount];
        for (int task = 0; task < start.Length; task++)
        {
            start[task] = setup.RecordedCost(record.Seconds(record.Start[task] - record.StartedTicks));
            end[task] = setup.RecordedCost(record.Seconds(record.End[task] - record.StartedTicks));
        }

        // Tasks that took less than their cost can end before the bound of the plan: then it is none for this run.
        long makespan = end.Length == 0 ? 0 : end.Max(), planned = setup.Planned.LowerBound;
        schedule.Set(record.WorkerCount, start, end, record.Worker, planned <= makespan ? planned : 0);
        SvgReport.Write(writer, setup.File, setup.Graph, setup.Plan, schedule);
    }
}
