using System.CommandLine;
using Engine.Host.Bench;
using Engine.Host.Bench.History;

namespace Engine.Host.Cli;

/// <summary><c>engine bench</c>: measures this build on this machine and judges it by the targets it was built with.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var suites = new Argument<string[]>("suite")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = $"What to measure: {string.Join(", ", BenchSuite.All.Select(static suite => suite.Name))}. All when none is given.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        var file = new Option<string?>("-o", "--output") { Description = "Write the report to this file instead of standard output.", HelpName = "OUT" };
        var history = new Option<string?>("--history") { Description = "Add the report to this file, a line of JSON each, for 'bench compare' and the trend.", HelpName = "FILE" };
        var quick = new Option<bool>("--quick") { Description = "Take seconds a suite, not a minute: correctness, bytes and time floors decide; ratios and scaling are only shown." };

        var folder = new Option<string?>("--folder") { Description = "A folder on the disk that 'durable' writes to, a temporary one if none is given; nothing is left there.", HelpName = "DIR" };

        var command = new Command("bench", "Measure this build against baselines in the same process; exit with 1 when a target is missed.")
        {
            suites, json, file, history, quick, folder,
        };
        command.Add(BenchCompareCommand.Create());
        command.Add(BenchCountCommand.Create());
        command.SetAction(parsed =>
        {
            IReadOnlyList<BenchSuite> selected = BenchSuite.Select(parsed.GetValue(suites) ?? []);
            BenchSettings settings = Settings(parsed.GetValue(quick), parsed.GetValue(folder));
            string? kept = parsed.GetValue(history);
            TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
            using var signals = new EndSignals(isOrderly: false);
            if (parsed.GetValue(file) is not string path)
            {
                return Run(selected, BenchTargets.Embedded(), settings, parsed.GetValue(json), kept, output, error);
            }

            // Opened first: minutes of measuring are not thrown away because the folder is missing.
            using OutputFile target = OutputFile.Create(path, "-o");
            int exitCode = Run(selected, BenchTargets.Embedded(), settings, parsed.GetValue(json), kept, target.Writer, error);
            target.Finish();
            return exitCode;
        });
        return command;
    }

    /// <exception cref="UserError">There is no such folder.</exception>
    internal static BenchSettings Settings(bool isQuick, string? folder)
    {
        var settings = new BenchSettings(isQuick ? BenchEffort.Quick : BenchEffort.Full);
        return folder is null ? settings
            : Directory.Exists(folder) ? settings with { Folder = folder }
            : throw new UserError($"bench: --folder {folder}: there is no such folder. Make it, or name one on the disk that is to be measured.");
    }

    /// <summary>The command without its command line.</summary>
    /// <returns>0, or 1 when a target was missed or a result was wrong; <paramref name="error"/> says which.</returns>
    internal static int Run(IReadOnlyList<BenchSuite> suites, BenchTargets targets, BenchSettings settings, bool json, string? history, TextWriter output, TextWriter error)
    {
        BenchReport report;
        try
        {
            report = BenchRunner.Run(suites, targets, settings, error);
        }
        catch (BenchCheckException wrong)
        {
            ErrorLine.Write(error, wrong.Message);
            return ExitCode.Failed;
        }

        if (json)
        {
            BenchJson.Write(output, report);
        }
        else
        {
            BenchTable.Write(output, report);
        }

        if (history is not null)
        {
            BenchHistory.Append(history, report);
        }

        foreach (BenchResult result in report.Results)
        {
            foreach (string miss in result.Misses)
            {
                ErrorLine.Write(error, $"MISSED {result.Suite}/{result.Name}: {miss}");
            }
        }

        return report.Pass ? ExitCode.Ok : ExitCode.Failed;
    }
}
