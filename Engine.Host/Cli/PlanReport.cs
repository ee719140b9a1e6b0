using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Cli;

/// <summary>Runs the analyses that the options ask for on a planned file, and hands them to what writes them.</summary>
internal sealed class PlanReport(PlanOptions options, GraphFile file, Digraph graph, Plan plan)
{
    /// <summary>Where doubling the workers for the table ends.</summary>
    private const int MaxDoubledWorkers = 64;

    /// <summary>
    /// Up to this many nodes and edges the table searches for better schedules unasked. Beyond, the search takes seconds for
    /// each row (8 s at 1M nodes and 10M edges); there it is done only for the numbers of workers that a person names.
    /// </summary>
    private const int MaxSearchedSize = 2_000_000;

    /// <summary>Writes the output that was chosen.</summary>
    public void Write(StreamWriter output)
    {
        switch (options.Output)
        {
            case PlanOutput.Json:
                WriteJson(output);
                break;
            case PlanOutput.Mermaid:
                MermaidWriter.Write(output, file, graph, plan);
                break;
            case PlanOutput.Dot:
                DotWriter.Write(output, file, graph, plan);
                break;
            default:
                WriteTable(output);
                break;
        }
    }

    /// <summary>Draws the picture.</summary>
    public void WriteSvg(TextWriter picture)
    {
        // The chart has room for one schedule: the largest that was asked for, else as many workers as the graph can keep busy.
        int workers = options.Workers?.Max() ?? (int)Math.Clamp(Math.Ceiling(plan.Parallelism), 1, MaxDoubledWorkers);
        var schedule = new Schedule();
        ListScheduler.Schedule(graph, plan, workers, schedule);
        SvgReport.Write(picture, file, graph, plan, schedule);
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
            Order = options.Lexicographic ? FindLexicographicOrder() : null,
            KeptEdges = options.Reduction ? FindKeptEdges(out _) : null,
            MaxParallelism = FindMaxParallelism(),
            Schedules = options.Workers is null ? null : Schedules(options.Workers),
        });
    }

    private void WriteTable(StreamWriter output)
    {
        var table = new PlanTable(output, TextStyle.For(output), file, graph, plan);
        int keptCount = 0;
        if (options.Reduction)
        {
            FindKeptEdges(out keptCount);
        }

        table.WriteSummary(options.Reduction ? keptCount : null, FindMaxParallelism());
        if (graph.NodeCount != 0)
        {
            table.WriteCriticalPath();
            table.WriteBottlenecks();
            table.WriteMakespans(options.Workers is null ? DoubledSchedules() : Schedules(options.Workers));
            if (options.Workers is null && IsLarge)
            {
                output.WriteLine("  The graph is large: one plain schedule each; --workers M searches further.");
            }
        }
    }

    private bool IsLarge => (long)graph.NodeCount + graph.EdgeCount > MaxSearchedSize;

    private int? FindMaxParallelism() => options.Antichain ? Antichain.MaxSize(graph, plan) : null;

    private int[] FindLexicographicOrder()
    {
        int[] order = new int[graph.NodeCount];
        return Planner.TryLexicographicOrder(graph, order) ? order : throw new InvalidOperationException("A planned graph has an order.");
    }

    private bool[] FindKeptEdges(out int count)
    {
        bool[] kept = new bool[graph.EdgeCount];
        count = TransitiveReduction.Find(graph, plan, kept);
        return kept;
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
            ListScheduler.Schedule(graph, plan, count, schedule, IsLarge ? ScheduleEffort.Plain : ScheduleEffort.Improved);
            yield return schedule;
            if (schedule.Makespan == plan.Span)
            {
                yield break;
            }
        }
    }
}
