using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>What a person reads before and after a run.</summary>
internal static class RunReport
{
    private const int MaxTitleLength = 50;

    /// <summary>The plan in short, and how it is going to be run.</summary>
    public static void WritePlan(RunSetup setup, TextWriter output)
    {
        TextStyle style = TextStyle.For(output);
        GraphFile file = setup.File;
        RunRequest options = setup.Options;
        output.WriteLine($"{style.Heading(TextTable.Shorten(file.Title, MaxTitleLength))} ({file.Format})");
        output.WriteLine($"  {CostText.Count(setup.Graph.NodeCount, "task")}, {CostText.Count(setup.Graph.EdgeCount, "edge")}, parallelism {DurationText.Number(setup.Plan.Parallelism)}, critical path of {CostText.Count(setup.Plan.CriticalPath.Length, "task")}");
        output.WriteLine($"  {CostText.Count(options.Workers, "worker")}, {(options.Body == BodyKind.Spin ? "computing" : "sleeping")} bodies, speed {DurationText.Number(setup.Speed)}{SpeedReason(setup)}");
        if (!setup.HasNamedUnit)
        {
            output.WriteLine("  the format has no time unit: at speed 1, one unit takes 1 ms");
        }

        if (setup.Planned.Makespan > 0 && setup.PlannedSeconds(setup.Planned.Makespan) > 0)
        {
            output.WriteLine($"  planned: makespan {DurationText.Of(setup.PlannedSeconds(setup.Planned.Makespan))}, critical path {DurationText.Of(setup.PlannedSeconds(setup.Plan.Span))}, work {DurationText.Of(setup.PlannedSeconds(setup.Plan.Work))}");
        }

        output.WriteLine();
    }

    /// <summary>All there is to say about a graph without tasks.</summary>
    public static void WriteEmpty(RunSetup setup, TextWriter output)
        => output.WriteLine($"{TextTable.Shorten(setup.File.Title, MaxTitleLength)} ({setup.File.Format}) has no tasks: there is nothing to run.");

    /// <summary>The closing table.</summary>
    public static void WriteResult(RunSetup setup, RunRecord record, RunStatistics statistics, TextWriter output)
    {
        if (statistics.PlannedMakespan > 0)
        {
            // Behind the chart.
            output.WriteLine();
            output.WriteLine(TextStyle.For(output).Heading($"{"",-14}{"planned",12}{"real",12}{"ratio",9}"));
            WriteRow(output, "makespan", statistics.PlannedMakespan, statistics.Makespan, record.Outcome);
            WriteRow(output, "critical path", statistics.PlannedCriticalPath, statistics.CriticalPath, record.Outcome);
            WriteRow(output, "work", statistics.PlannedWork, statistics.Work, record.Outcome);
            output.WriteLine($"{"utilization",-14}{DurationText.Percent(setup.Planned.Utilization),12}{DurationText.Percent(statistics.Utilization),12}");
        }
        else
        {
            // Bodies of no time: there is no plan to compare with, all of it is the engine's own.
            output.WriteLine($"{"makespan",-14}{DurationText.Of(statistics.Makespan)}");
        }

        output.WriteLine();
        StartDelays delay = statistics.StartDelay;
        output.WriteLine($"{"start delay",-14}mean {DurationText.Of(delay.Mean)}, median {DurationText.Of(delay.Median)}, 99 % {DurationText.Of(delay.Percentile99)}, max {DurationText.Of(delay.Max)}");
        output.WriteLine($"{"",-14}from task ready and worker free to start");
        output.WriteLine($"{"engine",-14}{DurationText.Of(statistics.EnginePerTask)} per task outside of bodies, on average");
        output.WriteLine($"{"bodies",-14}took {DurationText.Of(statistics.BodyLateness)} longer than asked, on average");
        output.WriteLine();
    }

    /// <summary>How it ended, and that the run was checked; breaches are the caller's to report.</summary>
    public static void WriteEnd(RunSetup setup, RunRecord record, RunStatistics statistics, RunCheck check, TextWriter output)
    {
        string counts = $"{CostText.Count(statistics.Completed)} of {CostText.Count(record.TaskCount, "task")} completed";
        string rest = $"{(statistics.Failed > 0 ? $", {CostText.Count(statistics.Failed)} failed" : "")}{(statistics.Cancelled > 0 ? $", {CostText.Count(statistics.Cancelled)} stopped" : "")}{(statistics.NotStarted > 0 ? $", {CostText.Count(statistics.NotStarted)} not started" : "")}";
        string outcome = record.Outcome switch
        {
            RunOutcome.Cancelled => "Cancelled: ",
            RunOutcome.Failed => "Failed: ",
            _ => "",
        };
        output.WriteLine($"{outcome}{counts}{rest}.");
        if (check.BreachCount == 0)
        {
            string edges = CostText.Count(setup.Graph.EdgeCount, "edge");
            output.WriteLine(record.Outcome == RunOutcome.Completed
                ? $"Checked: all {CostText.Count(record.TaskCount, "task")} ran exactly once, and in the order of {edges}."
                : $"Checked: nothing ran twice, and what ran kept the order of {edges}.");
        }
    }

    private static string SpeedReason(RunSetup setup)
        => setup.Options.Speed is not null ? ""
            : setup.Planned.Makespan == 0 ? ""
            : $" (chosen for a plan of about {RunSetup.ChosenSeconds:0} s)";

    private static void WriteRow(TextWriter output, string what, double planned, double real, RunOutcome outcome)
    {
        string realText = double.IsNaN(real) ? "-" : DurationText.Of(real);
        string ratio = outcome == RunOutcome.Completed && planned > 0 ? DurationText.Ratio(real / planned) : "-";
        output.WriteLine($"{what,-14}{DurationText.Of(planned),12}{realText,12}{ratio,9}");
    }
}
