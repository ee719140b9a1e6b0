using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>Runs the analyses that the options ask for on a planned file, and hands them to what writes them.</summary>
internal sealed class PlanReport(PlanOptions options, GraphFile file, Digraph graph, Plan plan)
{
    /// <summary>Where doubling the workers for the table ends.</summary>
    private const int MaxDoubledWorkers = 64;

    /// <summary>Writes the output that was chosen.</summary>
    public void Write(StreamWriter output)
    {
        switch (options.Output)
        {
            case PlanOutput.Json:
                WriteJson(output);
                break;
            default:
                WriteTable(output);
                break;
        }
    }

    private void WriteJson(StreamWriter output)
    {
        // Bytes go past the writer's buffer.
        output.Flush();
        PlanJson.Write(output.BaseStream, new PlanAnswer
        {
            Graph = graph,
            Plan = plan,
            Unit = file.Unit,
            Schedules = options.Workers is null ? null : Schedules(options.Workers),
        });
    }

    private void WriteTable(StreamWriter output)
    {
        var table = new PlanTable(output, TextStyle.For(output), file, graph, plan);
        table.WriteSummary(null, null);
        if (graph.NodeCount != 0)
        {
            table.WriteCriticalPath();
            table.WriteBottlenecks();
            table.WriteMakespans(options.Workers is null ? DoubledSchedules() : Schedules(options.Workers));
        }
    }

    /// <summary>One schedule after the other in the same memory: each is gone when the next one is asked for.</summary>
    private IEnumerable<Schedule> Schedules(int[] workers)
    {
        var schedule = new Schedule();
        foreach (int count in workers)
        {
            ListScheduler.Schedule(graph, plan, count, schedule);
            yield return schedule;
        }
    }

    /// <summary>Twice the workers until more cannot help.</summary>
    private IEnumerable<Schedule> DoubledSchedules()
    {
        var schedule = new Schedule();
        for (int count = 1; count <= MaxDoubledWorkers; count *= 2)
        {
            ListScheduler.Schedule(graph, plan, count, schedule);
            yield return schedule;
            if (schedule.Makespan == plan.Span)
            {
                yield break;
            }
        }
    }
}
