using System.Text.Json;
using Engine.Host.Bench;
using Engine.Host.Bench.History;
using Engine.Host.Cli;

namespace Engine.Tests.Host.Bench.History;

public sealed class BenchCompareTests : IDisposable
{
    private static readonly double[] Near = [0.999, 1, 1.001];

    private readonly string _folder = Directory.CreateTempSubdirectory("bench-compare").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void History_gives_back_what_was_added()
    {
        BenchReport report = Report("aaaa1111", ns: 120, ratio: 1.5, bytes: 3, instructions: 400);
        string path = Kept(report, report with { When = report.When.AddHours(1) });

        IReadOnlyList<BenchRecord> records = BenchHistory.Read(path);

        Assert.Equal(2, records.Count);
        Assert.Equal(report.When.AddHours(1), records[1].When);
        Assert.Equal(("aaaa1111", "a machine", ".NET NativeAOT", "full"), (records[0].Commit, records[0].Machine, records[0].Runtime, records[0].Effort));
        BenchRow row = Assert.Single(records[0].Rows);
        Assert.Equal(("toy", "small", 120d, 3d, 400d, 1.5), (row.Suite, row.Name, row.MedianNs, row.BytesPerOperation, row.InstructionsPerOperation, row.Ratio));
        Assert.Equal(31, row.RoundNs.Length);
        Assert.Equal(31, row.RoundRatios.Length);
    }

    [Fact]
    public void Report_that_the_command_prints_reads_as_a_history_of_one()
    {
        string path = Path.Combine(_folder, "report.json");
        using (var output = new StreamWriter(path))
        {
            BenchJson.Write(output, Report("aaaa1111"));
        }

        Assert.Equal("aaaa1111", Assert.Single(BenchHistory.Read(path)).Commit);
    }

    [Fact]
    public void Command_adds_its_report_to_the_history()
    {
        string path = Path.Combine(_folder, "history.jsonl");
        BenchTargets targets = BenchReports.Targets("""{"suite":"toy","name":"small","max_median_ns":1e12},{"suite":"toy","name":"large","max_median_ns":1e12}""");
        for (int run = 0; run < 2; run++)
        {
            BenchCommand.Run([BenchReports.Toy()], targets, new BenchSettings(BenchReports.Tiny), json: false, path, TextWriter.Null, TextWriter.Null);
        }

        IReadOnlyList<BenchRecord> records = BenchHistory.Read(path);
        Assert.Equal(2, records.Count);
        Assert.All(records, static record => Assert.Equal(["small", "large"], record.Rows.Select(static row => row.Name)));
        Assert.All(records, static record => Assert.All(record.Rows, static row => Assert.InRange(row.RoundRatios.Length, 2, 3)));
    }

    [Fact]
    public void Line_that_is_no_report_is_named()
    {
        string path = Kept(Report("aaaa1111"));
        File.AppendAllText(path, "{\"when\":\n");

        UserError error = Assert.Throws<UserError>(() => BenchHistory.Read(path));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_not_there_or_empty_is_named()
    {
        string empty = Path.Combine(_folder, "empty");
        File.WriteAllText(empty, " \n");

        Assert.Contains("there is no such file", Assert.Throws<UserError>(() => BenchHistory.Read(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("no report", Assert.Throws<UserError>(() => BenchHistory.Read(empty)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 0, 400, "Same", "")]
    [InlineData(1.03, 0, 400, "Same", "")]
    [InlineData(1.2, 0, 400, "Worse", "slower")]
    [InlineData(0.8, 0, 400, "Better", "faster")]
    [InlineData(1.0, 8, 400, "Worse", "more bytes")]
    [InlineData(1.0, 0, 420, "Worse", "more instructions")]
    [InlineData(1.0, 0, 402, "Same", "")]
    [InlineData(1.0, 0, 300, "Better", "fewer instructions")]
    [InlineData(0.8, 8, 400, "Worse", "more bytes, faster")]
    public void Row_is_judged_by_time_bytes_and_instructions(double factor, double bytes, double instructions, string verdict, string reason)
    {
        ComparedRow row = Compare(Reports("a", 1.5, Near), Reports("b", 1.5 * factor, Near, bytes, instructions));

        Assert.Equal((verdict, reason), (row.Verdict.ToString(), row.Reason));
        Assert.Equal(factor - 1, row.Change, 2);
        Assert.InRange(factor - 1, row.Low!.Value, row.High!.Value);
    }

    [Fact]
    public void Times_of_few_reports_are_shown_and_not_judged()
    {
        BenchReport[] a = [Report("a", ratio: 1), Report("a", ratio: 1.001)], b = [Report("b", ratio: 2, bytes: 8), Report("b", ratio: 2.001, bytes: 8)];
        ComparedRow row = Compare(a, b);

        Assert.Equal(("more bytes", BenchVerdict.Worse), (row.Reason, row.Verdict));
        Assert.Equal(1, row.Change, 2);
        Assert.Null(row.Low);
    }

    [Fact]
    public void Difference_within_the_spread_of_reports_is_none()
    {
        ComparedRow row = Compare(Reports("a", 1, [0.8, 1, 1.2, 0.9, 1.1]), Reports("b", 1.1, [0.8, 1, 1.2, 0.9, 1.1]));

        Assert.Equal(BenchVerdict.Same, row.Verdict);
        Assert.Equal(0.1, row.Change, 2);
        Assert.InRange(0, row.Low!.Value, row.High!.Value);
    }

    [Fact]
    public void Chance_is_corrected_for_the_number_of_rows()
    {
        BenchReport[] a = Reports("a", 1, [0.97, 1, 1.03]), b = Reports("b", 1.3, [0.97, 1, 1.03]);
        BenchReport[] Many(BenchReport[] reports) => [.. reports.Select((report, index) => report with
        {
            Results = [.. Enumerable.Range(0, 30).Select(number => report.Results[0] with { Name = $"row {number}", Measured = number == 0 ? report.Results[0].Measured : a[index].Results[0].Measured })],
        })];

        ComparedRow alone = Compare(a, b);
        ComparedRow among = Compare(Many(a), Many(b));

        Assert.Equal(30 * alone.Probability, among.Probability, 6);
        Assert.Equal(BenchVerdict.Worse, alone.Verdict);
        Assert.Equal(BenchVerdict.Same, among.Verdict);
    }

    [Fact]
    public void Times_of_two_machines_are_not_compared_and_ratios_are()
    {
        BenchReport other = Report("b", ns: 500, ratio: null);
        other = other with { Machine = other.Machine with { Machine = "another machine" } };

        Assert.Equal(BenchVerdict.NotCompared, Compare([Report("a", ns: 100, ratio: null)], [other]).Verdict);
        Assert.Equal(4, Compare([Report("a", ns: 100, ratio: null)], [Report("b", ns: 500, ratio: null)]).Change, 6);
        Assert.Equal(BenchVerdict.Same, Compare([Report("a", ratio: 1)], [other with { Results = Report("b", ratio: 1).Results }]).Verdict);
    }

    [Fact]
    public void Command_exits_with_1_where_a_row_is_worse_and_names_it()
    {
        string history = Kept([.. Reports("aaaa1111", 1, Near), .. Reports("bbbb2222", 1.5, Near)]);
        var output = new StringWriter();

        Assert.Equal(ExitCode.Failed, BenchCompareCommand.Run("aaaa", "bbbb", history, 0.05, json: false, output));
        Assert.Contains("WORSE: slower", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 worse, 0 better, 0 the same", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, BenchCompareCommand.Run("bbbb", "aaaa", history, 0.05, json: false, TextWriter.Null));
    }

    [Fact]
    public void Json_says_the_same()
    {
        string history = Kept([.. Reports("aaaa1111", 1, Near), .. Reports("bbbb2222", 1.5, Near)]);
        var output = new StringWriter();

        BenchCompareCommand.Run("aaaa1", "bbbb2", history, 0.05, json: true, output);

        using JsonDocument document = JsonDocument.Parse(output.ToString());
        Assert.True(document.RootElement.GetProperty("worse").GetBoolean());
        JsonElement row = Assert.Single(document.RootElement.GetProperty("rows").EnumerateArray());
        Assert.Equal("worse", row.GetProperty("verdict").GetString());
        Assert.Equal(0.5, row.GetProperty("change").GetDouble(), 2);
    }

    [Theory]
    [InlineData("cccc")]
    [InlineData("aaa")]
    public void Commit_that_is_not_in_the_history_is_one_clear_error(string commit)
    {
        string history = Kept(Report("aaaa1111"), Report("aaaa2222"));

        UserError error = Assert.Throws<UserError>(() => BenchCompareCommand.Run(commit, "aaaa2", history, 0.05, json: false, TextWriter.Null));
        Assert.Contains($"'{commit}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_of_two_is_refused()
    {
        string history = Kept(Report("aaaa1111"), Report("aaaa2222"));

        Assert.Contains("2 commits", Assert.Throws<UserError>(() => BenchCompareCommand.Run("aaaa", "aaaa2", history, 0.05, json: false, TextWriter.Null)).Message, StringComparison.Ordinal);
    }

    private static BenchReport[] Reports(string commit, double ratio, double[] factors, double bytes = 0, double instructions = 400) =>
        [.. factors.Select(factor => Report(commit, ratio: ratio * factor, bytes: bytes, instructions: instructions))];

    private static BenchReport Report(string commit, double ns = 100, double? ratio = 1, double bytes = 0, double instructions = 400, int rounds = 31)
    {
        double[] spread = [.. Enumerable.Range(0, rounds).Select(round => 1 + ((round - (rounds / 2)) * 0.0005))];
        var measured = new BenchMeasurement
        {
            MedianNs = ns,
            P10Ns = ns,
            P90Ns = ns,
            Operations = 1000,
            BytesPerOperation = bytes,
            InstructionsPerOperation = instructions,
            Ratio = ratio,
            RoundNs = [.. spread.Select(factor => ns * factor)],
            RoundRatios = ratio is double known ? [.. spread.Select(factor => known * factor)] : [],
        };
        var result = new BenchResult("toy", "small", measured, ratio is null ? "" : "something", new BenchTarget("toy", "small"), 1);
        return new BenchReport(new MachineFacts("a machine", commit, ".NET NativeAOT"), [result])
        {
            PeakMemoryBytes = 1,
            ElapsedSeconds = 1,
            When = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Effort = "full",
        };
    }

    private ComparedRow Compare(BenchReport[] a, BenchReport[] b) =>
        BenchComparison.Of(BenchHistory.Read(Kept(a)), BenchHistory.Read(Kept(b)), threshold: 0.05).Rows[0];

    private string Kept(params BenchReport[] reports)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        foreach (BenchReport report in reports)
        {
            BenchHistory.Append(path, report);
        }

        return path;
    }
}
