using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Engine.Host.Bench.History;

namespace Engine.Host.Cli;

/// <summary><c>engine bench compare</c>: whether one build is slower than another, by reports that were kept.</summary>
internal static class BenchCompareCommand
{
    private const int ShortestCommit = 4;

    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = "The reports before: a file that 'engine bench --json -o' or '--history' wrote, or a commit in --history." };
        var b = new Argument<string>("B") { Description = "The reports after, likewise." };
        var history = new Option<string?>("--history") { Description = "Where commits are looked up.", HelpName = "FILE" };
        var threshold = new Option<double>("--at-least")
        {
            Description = "Changes of time up to so many percent do not count.",
            HelpName = "PERCENT",
            DefaultValueFactory = static _ => 5,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        threshold.Validators.Add(static result => CheckPercent(result));

        var command = new Command("compare", "Compare the reports of two builds, row by row; exit with 1 when one is worse.") { a, b, history, threshold, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(a)!, parsed.GetValue(b)!, parsed.GetValue(history), parsed.GetValue(threshold) / 100, parsed.GetValue(json), parsed.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>The command without its command line.</summary>
    /// <returns>0, or 1 when a row is worse.</returns>
    internal static int Run(string a, string b, string? history, double threshold, bool json, TextWriter output)
    {
        IReadOnlyList<BenchRecord> before = Side(a, history), after = Side(b, history);
        BenchComparison comparison = BenchComparison.Of(before, after, threshold);
        if (json)
        {
            ComparisonJson.Write(output, before, after, comparison);
        }
        else
        {
            ComparisonTable.Write(output, before, after, comparison);
        }

        return comparison.IsWorse ? ExitCode.Failed : ExitCode.Ok;
    }

    private static IReadOnlyList<BenchRecord> Side(string name, string? history)
    {
        if (File.Exists(name) || history is null)
        {
            return BenchHistory.Read(name);
        }

        BenchRecord[] found = name.Length < ShortestCommit ? [] : [.. BenchHistory.Read(history).Where(record => record.Commit.StartsWith(name, StringComparison.Ordinal))];
        string[] commits = [.. found.Select(static record => record.Commit).Distinct()];
        return commits.Length switch
        {
            1 => found,
            0 => throw new UserError($"bench compare: '{name}' is neither a file nor the beginning (at least {ShortestCommit} digits) of a commit in {history}."),
            _ => throw new UserError($"bench compare: '{name}' is the beginning of {commits.Length} commits in {history}. Write more of it."),
        };
    }

    private static void CheckPercent(OptionResult result)
    {
        if (!(result.GetValueOrDefault<double>() is >= 0 and <= 1000))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--at-least takes percent, 0 to 1000."));
        }
    }
}
