using Engine.Host.Cli;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>One run from its first line to its exit code: shows the plan, watches the workers, checks what they did, reports.</summary>
internal sealed class RunSession(RunSetup setup, IGraphExecutor executor, RunConsole console, TimeProvider time)
{
    /// <summary>Runs to the end, or until somebody cancels the executor.</summary>
    /// <param name="report">The file that the console's output goes to, or null; finished as soon as the report is in it.</param>
    /// <param name="trace">Where a Chrome trace goes, or null.</param>
    /// <param name="picture">Where an SVG of the run goes, or null.</param>
    /// <param name="json">Where the JSON answer goes; null: text for a person goes to the console.</param>
    /// <returns>The program's exit code.</returns>
    public int Run(OutputFile? report, OutputFile? trace, OutputFile? picture, Stream? json)
    {
        if (json is null && setup.Graph.NodeCount != 0)
        {
            RunReport.WritePlan(setup, console.Output);
            console.Output.Flush();
        }

        executor.Start();
        RunRecord record = json is null ? WatchToTheEnd() : executor.Finish();
        RunCheck check = RunCheck.Of(setup.Graph, record, setup.File.TaskNames);
        WriteReport(record, check, json);
        report?.Finish();
        ReportErrors(record, check, picture is not null);

        // Last: what can go wrong here must not take the report with it, nor one file the other.
        try
        {
            if (trace is not null)
            {
                TraceWriter.Write(trace.Writer.BaseStream, setup, record);
                trace.Finish();
            }
        }
        finally
        {
            if (picture is not null && record.Outcome == RunOutcome.Completed)
            {
                RunPicture.Write(picture.Writer, setup, record);
                picture.Finish();
            }
        }

        return check.BreachCount > 0 ? ExitCode.Failed : record.Outcome switch
        {
            RunOutcome.Completed => ExitCode.Ok,
            RunOutcome.Cancelled => ExitCode.Cancelled,
            _ => ExitCode.Failed,
        };
    }

    private void WriteReport(RunRecord record, RunCheck check, Stream? json)
    {
        RunStatistics statistics = RunStatistics.Of(setup, record);
        if (json is not null)
        {
            RunJson.Write(json, setup, record, statistics, check);
            return;
        }

        if (setup.Graph.NodeCount == 0)
        {
            RunReport.WriteEmpty(setup, console.Output);
            console.Output.Flush();
            return;
        }

        TerminalGantt.Write(setup, record, statistics, console);
        RunReport.WriteResult(setup, record, statistics, console.Output);
        RunReport.WriteEnd(setup, record, statistics, check, console.Output);
        console.Output.Flush();
    }

    private RunRecord WatchToTheEnd()
    {
        try
        {
            Watch();
        }
        catch
        {
            // Nobody reads the output any more: the workers must be home before the executor goes.
            executor.Cancel();
            executor.Finish();
            throw;
        }

        return executor.Finish();
    }

    private void Watch()
    {
        var display = new ProgressDisplay(console, setup.File.TaskNames);
        var planned = new PlannedProgress(setup.Planned);
        var running = new List<int>();
        while (!executor.Wait(ProgressDisplay.PeriodMilliseconds))
        {
            display.Show(RunProgress.Of(setup, executor, planned, time, running), running);
        }

        display.Clear();
    }

    private void ReportErrors(RunRecord record, RunCheck check, bool hasPicture)
    {
        if (hasPicture && record.Outcome != RunOutcome.Completed)
        {
            ErrorLine.Write(console.Error, $"engine: --svg {setup.Options.SvgPath}: not drawn, since the run did not complete.");
        }

        if (record.Failure is not null)
        {
            string name = TextTable.Shorten(setup.File.TaskNames[record.FailedTask], 200);
            ErrorLine.Write(console.Error, $"engine: task '{name}' (index {record.FailedTask}) failed: {record.Failure.GetType().Name}: {record.Failure.Message}");
        }

        foreach (string breach in check.Breaches)
        {
            ErrorLine.Write(console.Error, $"engine: the run broke a rule: {breach}.");
        }

        if (check.BreachCount > check.Breaches.Count)
        {
            ErrorLine.Write(console.Error, $"engine: ... and {CostText.Count(check.BreachCount - check.Breaches.Count)} more.");
        }
    }
}
