using System.CommandLine;
using Engine.Host.Bench;

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
        var file = new Option<string?>("-o", "--output") { Description = "Write the report to this file instead of standard output.", HelpName = "FILE" };
        var quick = new Option<bool>("--quick") { Description = "Seconds instead of a minute: gates on correctness, bytes and time floors, and only shows ratios and scaling." };

        var command = new Command("bench", "Measure planning on this machine against baselines in the same process; exit 1 when a target is missed.")
        {
            suites, json, file, quick,
        };
        command.SetAction(result => Run(
            result.GetValue(suites) ?? [],
            result.GetValue(json),
            result.GetValue(file),
            result.GetValue(quick) ? BenchEffort.Quick : BenchEffort.Full));
        return command;
    }

    private static int Run(string[] suiteNames, bool json, string? file, BenchEffort effort)
    {
        IReadOnlyList<BenchSuite> suites = BenchSuite.Select(suiteNames);
        if (file is null)
        {
            using Stream standard = Console.OpenStandardOutput();
            return Run(suites, BenchTargets.Embedded(), effort, json, standard, Console.Error);
        }

        // Opened first: a minute of measuring is not thrown away because the folder is missing.
        using Stream output = Create(file);
        return Run(suites, BenchTargets.Embedded(), effort, json, output, Console.Error);
    }

    /// <summary>The command without its surroundings.</summary>
    /// <returns>0, or 1 when a target was missed or a result was wrong; <paramref name="errors"/> says which.</returns>
    internal static int Run(IReadOnlyList<BenchSuite> suites, BenchTargets targets, BenchEffort effort, bool json, Stream output, TextWriter errors)
    {
        BenchReport report;
        try
        {
            report = BenchRunner.Run(suites, targets, effort, errors);
        }
        catch (BenchCheckException wrong)
        {
            errors.WriteLine(wrong.Message);
            return ExitCode.Failed;
        }

        if (json)
        {
            BenchJson.Write(output, report);
        }
        else
        {
            using var text = new StreamWriter(output, leaveOpen: true);
            BenchTable.Write(text, report);
        }

        foreach (BenchResult result in report.Results)
        {
            foreach (string miss in result.Misses)
            {
                errors.WriteLine($"MISSED {result.Suite}/{result.Name}: {miss}");
            }
        }

        return report.Pass ? ExitCode.Ok : ExitCode.Failed;
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{path}: cannot be written ({error.Message.TrimEnd('.')}); choose another file with -o.");
        }
    }
}
