using Engine.Host.Bench;
using Engine.Host.Bench.Durable;
using Engine.Host.Cli;
using Engine.Runtime;

namespace Engine.Tests.Host.Bench;

/// <summary>What the suite <c>durable</c> counts is right; what it times is not looked at.</summary>
public class DurableBenchTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 10)]
    public void Run_of_one_caller_waits_for_as_few_synced_writes_as_can_be(bool isDurable, int writes)
    {
        IHostedWorkflow<long, long> workflow = isDurable ? new TenDurable() : new TenRecorded();
        using var runs = new KeptRuns(Path.GetTempPath(), workflow, callers: 1, fewestWrites: writes);
        Assert.Null(runs.Check());

        BenchMeasurement measured = runs.Measure(BenchReports.Tiny);

        Assert.Equal(writes, Math.Round(measured.Hosted!.SyncedWritesPerOperation!.Value));
        Assert.InRange(measured.Hosted.JournalBytesPerOperation!.Value, 200, 1_000);
        Assert.InRange(measured.Hosted.P50Ns!.Value, 1, measured.Hosted.P99Ns!.Value);
        Assert.True(measured.Ratio > 0);
    }

    [Fact]
    public void Callers_of_one_round_share_its_synced_writes()
    {
        using var runs = new KeptRuns(Path.GetTempPath(), new TenRecorded(), callers: 64, fewestWrites: 1);
        Assert.Null(runs.Check());

        Assert.InRange(runs.Measure(BenchReports.Tiny).Hosted!.SyncedWritesPerOperation!.Value, 0.001, 0.9);
    }

    [Fact]
    public void Wrong_output_of_a_run_ends_the_measurement()
    {
        using var round = new CallerRound(2, static input => ValueTask.FromResult(input));

        Assert.Contains("10 is right", Assert.Throws<InvalidOperationException>(() => round.Run(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Caller_tells_the_time_of_every_run()
    {
        using var round = new CallerRound(3, static input => ValueTask.FromResult(TenSteps.Output(input)));
        List<double> times = [];
        round.Run(5);
        round.AddTimes(times);
        round.Run(2);
        round.AddTimes(times);

        Assert.Equal(15 + 6, times.Count);
        Assert.All(times, static time => Assert.True(time >= 0));
    }

    [Fact]
    public void Idle_runs_all_wait_and_a_run_takes_bytes()
    {
        using var idle = new IdleRuns(2_500);

        BenchMeasurement measured = idle.Measure(BenchReports.Tiny);

        Assert.Equal(2_000, measured.Operations);
        Assert.True(measured.Hosted!.CpuShare >= 0);
    }

    [Theory]
    [InlineData(2_500, 10, 70, 1, false)]
    [InlineData(0, 1, 7, 3, true)]
    [InlineData(0, 1, 7, 3, false)]
    public void Recovered_host_goes_on_with_every_run_that_waits(int ended, int remembered, int waiting, int definitions, bool isSpread)
    {
        using var recovered = new RecoveredHost(Path.GetTempPath(), ended, remembered, waiting, definitions, isSpread);

        // It throws where a run is missing; and the second process finds what the first one left.
        Assert.True(recovered.Start() > 0);
        Assert.True(recovered.Start() > 0);
    }

    [Fact]
    public void Folder_is_gone_with_all_that_is_in_it()
    {
        string path;
        using (var folder = new BenchFolder(Path.GetTempPath()))
        {
            path = folder.FullName;
            File.WriteAllText(folder.Sub("file"), "text");
        }

        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void Folder_that_is_not_there_is_one_line_that_names_it()
    {
        UserError error = Assert.Throws<UserError>(static () => BenchCommand.Settings(isQuick: true, "/no/such/disk"));

        Assert.Contains("--folder /no/such/disk", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Named_folder_is_where_files_go()
    {
        Assert.Equal(Path.GetTempPath(), BenchCommand.Settings(isQuick: false, null).Folder);
        Assert.Equal(AppContext.BaseDirectory, BenchCommand.Settings(isQuick: false, AppContext.BaseDirectory).Folder);
    }
}
