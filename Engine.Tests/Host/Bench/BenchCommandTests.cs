using System.Text.Json;
using Engine.Host.Bench;
using Engine.Host.Cli;

namespace Engine.Tests.Host.Bench;

public class BenchCommandTests
{
    private const string Loose = """
        {"suite":"toy","name":"small","max_median_ns":1e12,"max_ratio":1e9},
        {"suite":"toy","name":"large","max_median_ns":1e12}
        """;

    private static readonly string[] TopKeys = ["when", "effort", "machine", "commit", "runtime", "peak_memory_bytes", "results"];
    private static readonly string[] ResultKeys = ["suite", "name", "median_ns", "p10_ns", "p90_ns", "ops", "bytes_per_op", "instructions_per_op", "unit", "units_per_op", "baseline", "ratio", "rounds_ns", "rounds_ratio", "target", "pass"];

    [Fact]
    public void Json_has_exactly_the_promised_keys()
    {
        (int exitCode, string output, _) = Run(BenchReports.Toy(), Loose, json: true);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal(TopKeys, root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(2, root.GetProperty("results").GetArrayLength());
        Assert.All(root.GetProperty("results").EnumerateArray(), result =>
        {
            Assert.Equal(ResultKeys, result.EnumerateObject().Select(property => property.Name));
            Assert.Equal("toy", result.GetProperty("suite").GetString());
            Assert.True(result.GetProperty("median_ns").GetDouble() >= 0);
            Assert.True(result.GetProperty("ops").GetInt64() > 0);
            Assert.Equal("adding backwards", result.GetProperty("baseline").GetString());
            Assert.True(result.GetProperty("ratio").GetDouble() >= 0);
            Assert.True(result.GetProperty("pass").GetBoolean());
        });
        Assert.Equal(1e12, root.GetProperty("results")[0].GetProperty("target").GetProperty("max_median_ns").GetDouble());
    }

    [Fact]
    public void Missed_target_is_named_and_exits_with_1()
    {
        const string Impossible = """
            {"suite":"toy","name":"small","max_median_ns":-1},
            {"suite":"toy","name":"large","max_median_ns":1e12}
            """;

        (int exitCode, string output, string error) = Run(BenchReports.Toy(), Impossible, json: false);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("MISSED toy/small: median", error, StringComparison.Ordinal);
        Assert.DoesNotContain("MISSED toy/large", error, StringComparison.Ordinal);
        Assert.Single(Lines(output), line => line.EndsWith("MISS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.001, 0)]
    [InlineData(999.4, 1)]
    [InlineData(123_456, 1_023)]
    [InlineData(9_999_999, 123_456_789)]
    [InlineData(987_654_321_000, 98_765_432_100)]
    public void Table_fits_into_100_columns(double time, double bytes)
    {
        var target = new BenchTarget("planning", "schedule-1000-best") { MaxMedianNs = time, MaxBytesPerOp = bytes, MaxRatio = 15.25 };
        var results = Enumerable.Range(1, 20).Select(number => new BenchResult(
            "planning", $"schedule-1000-no{number}", BenchReports.Measured(time, bytes, 1.234 * number), "a baseline", target, UnitCount: 7));
        var report = new BenchReport(new MachineFacts("a machine", "unknown", ".NET"), [.. results]) { PeakMemoryBytes = 123_456_789, ElapsedSeconds = 299, When = DateTimeOffset.UnixEpoch, Effort = "full" };
        var output = new StringWriter();

        BenchTable.Write(output, report);

        Assert.All(Lines(output.ToString()), line => Assert.InRange(line.Length, 0, 100));
        Assert.Equal(8, Lines(output.ToString()).Count(line => line.EndsWith("MISS", StringComparison.Ordinal)));
    }

    [Fact]
    public void Hosted_figures_are_told_beside_the_others_and_those_that_are_not_known_are_left_out()
    {
        var target = new BenchTarget("durable", "recorded-64") { MaxBytesPerOp = 0, MaxJournalBytesPerOp = 987_654, MaxSyncedWritesPerOp = 0.125 };
        var hosted = new HostedFigures { P50Ns = 1_234_567, P99Ns = 98_765_432, P999Ns = 123_456_789, JournalBytesPerOperation = 286.5, SyncedWritesPerOperation = 0.016 };
        BenchResult[] results =
        [
            new("durable", "recorded-64", BenchReports.Measured(500, hosted: hosted), "the disk", target, UnitCount: 10) { Unit = "step" },
            new("durable", "idle", BenchReports.Measured(500, hosted: new HostedFigures { CpuShare = 0.0005 }), "", new BenchTarget("durable", "idle") { MaxCpuShare = 0.015 }, UnitCount: 0) { Unit = "step" },
        ];
        var report = new BenchReport(new MachineFacts("a machine", "unknown", ".NET"), results) { PeakMemoryBytes = 1, ElapsedSeconds = 1, When = DateTimeOffset.UnixEpoch, Effort = "full" };
        StringWriter table = new(), json = new();

        BenchTable.Write(table, report);
        BenchJson.Write(json, report);

        Assert.All(Lines(table.ToString()), static line => Assert.InRange(line.Length, 0, 100));
        Assert.Contains(Lines(table.ToString()), static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is
            ["recorded-64", "20.0", "M", "1.23", "ms", "98.8", "ms", "123", "ms", "287", "B", "0.016", "-", "965", "KiB,", "0.125", "writes"]);
        Assert.Contains(Lines(table.ToString()), static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["idle", "-", "-", "-", "-", "-", "-", "0.05", "%", "1.5", "%"]);
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        JsonElement first = document.RootElement.GetProperty("results")[0].GetProperty("hosted"), second = document.RootElement.GetProperty("results")[1].GetProperty("hosted");
        Assert.Equal(["units_per_s", "p50_ns", "p99_ns", "p999_ns", "journal_bytes_per_op", "synced_writes_per_op"], first.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(20_000_000, first.GetProperty("units_per_s").GetDouble());
        Assert.Equal(0.016, first.GetProperty("synced_writes_per_op").GetDouble());
        Assert.Equal(["cpu_share"], second.EnumerateObject().Select(static property => property.Name));
    }

    [Fact]
    public void Cases_of_another_unit_stand_in_a_table_of_their_own()
    {
        var target = new BenchTarget("http", "any") { MaxRatio = 2 };
        var hosted = new HostedFigures { P50Ns = 1, P99Ns = 2, P999Ns = 3, Baseline = new BaselineFigures(10_000, 4_000, 5_000_000, 6_000_000) };
        BenchResult[] results =
        [
            new("http", "health", BenchReports.Measured(20_000, ratio: 1, hosted: hosted), "an empty one", target, UnitCount: 1) { Unit = "request" },
            new("http", "events", BenchReports.Measured(1_000_000, ratio: 1, hosted: hosted), "an empty one", target, UnitCount: 1_000) { Unit = "event" },
        ];
        var report = new BenchReport(new MachineFacts("a machine", "unknown", ".NET"), results) { PeakMemoryBytes = 1, ElapsedSeconds = 1, When = DateTimeOffset.UnixEpoch, Effort = "full" };
        StringWriter output = new(), json = new();

        BenchTable.Write(output, report);
        BenchJson.Write(json, report);

        string[] lines = Lines(output.ToString());
        Assert.All(lines, static line => Assert.InRange(line.Length, 0, 100));
        Assert.Contains(lines, static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["its", "baseline", "100", "k", "4.00", "µs", "5.00", "ms", "6.00", "ms"]);
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        Assert.Equal(100_000_000, document.RootElement.GetProperty("results")[1].GetProperty("hosted").GetProperty("baseline").GetProperty("units_per_s").GetInt64());
        Assert.Single(lines, static line => line.StartsWith("http", StringComparison.Ordinal) && line.Contains(" /request ", StringComparison.Ordinal));
        Assert.Single(lines, static line => line.StartsWith("http", StringComparison.Ordinal) && line.Contains(" /event ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("health", StringComparison.Ordinal) && line.Contains(" 50.0 k ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("events", StringComparison.Ordinal) && line.Contains(" 1.00 M ", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_adds_a_row_that_is_judged_by_its_exponent()
    {
        const string Fit = ""","suite":"toy","name":"fit","max_exponent":-1000}""";

        (int exitCode, _, string error) = Run(BenchReports.Toy(fitName: "fit"), Loose + ",{" + Fit[1..], json: false);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("MISSED toy/fit: time grows with size^", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_result_is_not_timed_and_exits_with_1()
    {
        (int exitCode, string output, string error) = Run(BenchReports.Toy(wrong: "order at 3"), Loose, json: true);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Empty(output);
        Assert.Contains("toy/small: wrong result", error, StringComparison.Ordinal);
        Assert.Contains("order at 3", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_suite_is_one_line_that_names_the_known_ones()
    {
        UserError error = Assert.Throws<UserError>(() => BenchSuite.Select(["plannning"]));

        Assert.Contains("'plannning'", error.Message, StringComparison.Ordinal);
        Assert.Contains("planning", error.Message.Replace("plannning", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void No_suite_means_all_and_a_suite_named_twice_runs_once()
    {
        Assert.Equal(BenchSuite.All, BenchSuite.Select([]));
        Assert.Single(BenchSuite.Select(["planning", "planning"]));
    }

    [Fact]
    public void Count_runs_a_case_and_names_one_that_is_not_there()
    {
        Assert.Equal(ExitCode.Ok, BenchCountCommand.Run("planning", "plan-10", operations: 3));
        Assert.Contains("'plan-11'", Assert.Throws<UserError>(() => BenchCountCommand.Run("planning", "plan-11", operations: 3)).Message, StringComparison.Ordinal);
        Assert.Contains("several threads", Assert.Throws<UserError>(() => BenchCountCommand.Run("durable", "recovery-live", operations: 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counted_cases_are_cases()
    {
        string path = Path.Combine(TestData.RepositoryRoot, "bench", "instructions.txt");
        Assert.All(File.ReadLines(path).Where(static line => !line.StartsWith('#')), static line =>
        {
            string[] words = line.Split(' ');
            Assert.Contains(BenchSuite.Select([words[0]])[0].Cases, one => one.Name == words[1]);
            Assert.True(int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture) > 0 && long.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture) > 0);
        });
    }

    [Fact]
    public void Machine_facts_name_the_runtime_and_a_commit()
    {
        MachineFacts facts = MachineFacts.Read();

        Assert.Contains("cores", facts.Machine, StringComparison.Ordinal);
        Assert.StartsWith(".NET ", facts.Runtime, StringComparison.Ordinal);
        Assert.Matches("^([0-9a-f]{40}|unknown)$", facts.Commit);
    }

    private static (int ExitCode, string Output, string Error) Run(BenchSuite suite, string targets, bool json)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = BenchCommand.Run([suite], BenchReports.Targets(targets), new BenchSettings(BenchReports.Tiny), json, history: null, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
