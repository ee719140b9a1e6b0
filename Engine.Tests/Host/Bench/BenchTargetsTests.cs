using Engine.Host.Bench;

namespace Engine.Tests.Host.Bench;

public class BenchTargetsTests
{
    [Fact]
    public void Embedded_targets_match_the_results_of_all_suites()
        => BenchTargets.Embedded().CheckMatch(BenchSuite.All);

    [Theory]
    [InlineData("plan-100", 100)]
    [InlineData("plan-500", 500)]
    [InlineData("plan-1000", 1_000)]
    [InlineData("plan-2000", 2_000)]
    public void Embedded_targets_keep_the_floors(string name, double milliseconds)
        => Assert.Equal(milliseconds * 1e6, BenchTargets.Embedded().Of("planning", name).MaxMedianNs);

    [Fact]
    public void Embedded_targets_let_no_plan_allocate()
        => Assert.All(
            BenchTargets.Embedded().All.Where(target => target.Name.StartsWith("plan-", StringComparison.Ordinal)),
            target => Assert.Equal(0, target.MaxBytesPerOp));

    [Fact]
    public void Missing_target_is_named()
    {
        BenchTargets targets = BenchReports.Targets("""{"suite":"toy","name":"small","max_bytes_per_op":0}""");

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => targets.CheckMatch([BenchReports.Toy()]));
        Assert.Contains("toy/large has no target", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_without_result_is_named()
    {
        BenchTargets targets = BenchReports.Targets("""
            {"suite":"toy","name":"small","max_bytes_per_op":0},
            {"suite":"toy","name":"large","max_bytes_per_op":0},
            {"suite":"toy","name":"gone","max_bytes_per_op":0}
            """);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => targets.CheckMatch([BenchReports.Toy()]));
        Assert.Contains("toy/gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_of_suites_that_are_not_run_are_left_alone()
    {
        BenchTargets targets = BenchReports.Targets("""
            {"suite":"toy","name":"small","max_bytes_per_op":0},
            {"suite":"toy","name":"large","max_bytes_per_op":0},
            {"suite":"other","name":"any","max_bytes_per_op":0}
            """);

        targets.CheckMatch([BenchReports.Toy()]);
    }

    [Theory]
    [InlineData("""{"suite":"s","name":"a"}""", "no limit")]
    [InlineData("""{"suite":"s","name":"a","max_byte_per_op":0}""", "'max_byte_per_op'")]
    [InlineData("""{"suite":"s","name":"a","max_ratio":1},{"suite":"s","name":"a","max_ratio":2}""", "twice")]
    public void Misspelt_target_is_refused(string targets, string reason)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => BenchReports.Targets(targets));
        Assert.Contains("s/a", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_limit_is_judged_by_its_own_figure()
    {
        var target = new BenchTarget("s", "a") { MaxMedianNs = 10, MaxBytesPerOp = 0, MaxRatio = 1.5 };

        Assert.Empty(target.Misses(BenchReports.Measured(10, 0, 1.5)));
        Assert.Single(target.Misses(BenchReports.Measured(10.5, 0, 1.5)));
        Assert.Single(target.Misses(BenchReports.Measured(10, 0.25, 1.5)));
        Assert.Single(target.Misses(BenchReports.Measured(10, 0, 1.6)));
        Assert.Equal(3, target.Misses(BenchReports.Measured(11, 1, 1.6)).Count());
    }

    [Fact]
    public void Every_limit_of_hosted_runs_is_judged_by_its_own_figure()
    {
        BenchTarget target = BenchReports.Targets(
            """{"suite":"s","name":"a","max_journal_bytes_per_op":300,"max_synced_writes_per_op":1.5,"max_cpu_share":0.01}""").Of("s", "a");
        var within = new HostedFigures { JournalBytesPerOperation = 300, SyncedWritesPerOperation = 1.5, CpuShare = 0.01 };

        Assert.Empty(target.Misses(BenchReports.Measured(1, hosted: within)));
        Assert.Equal("301 B of journal per operation, target 300 B", Assert.Single(target.Misses(BenchReports.Measured(1, hosted: within with { JournalBytesPerOperation = 301 }))));
        Assert.Equal("1.75 synced writes per operation, target 1.50", Assert.Single(target.Misses(BenchReports.Measured(1, hosted: within with { SyncedWritesPerOperation = 1.75 }))));
        Assert.Equal("2 % of a core while nothing is due, target 1 %", Assert.Single(target.Misses(BenchReports.Measured(1, hosted: within with { CpuShare = 0.02 }))));
        Assert.Equal(3, target.Misses(BenchReports.Measured(1)).Count());
        Assert.Equal(target, target.At(BenchEffort.Quick));
    }

    [Fact]
    public void Ratio_that_could_not_be_measured_is_a_miss()
    {
        var target = new BenchTarget("s", "a") { MaxRatio = 1.5 };

        Assert.Single(target.Misses(BenchReports.Measured(10)));
        Assert.Single(target.Misses(BenchReports.Measured(10, 0, double.NaN)));
    }

    [Fact]
    public void Quick_effort_judges_bytes_and_floors_only()
    {
        var target = new BenchTarget("s", "a") { MaxMedianNs = 10, MaxBytesPerOp = 0, MaxRatio = 1.5, MaxExponent = 1.1 };

        Assert.Equal(new BenchTarget("s", "a") { MaxMedianNs = 10, MaxBytesPerOp = 0 }, target.At(BenchEffort.Quick));
        Assert.Equal(target, target.At(BenchEffort.Full));
    }
}
