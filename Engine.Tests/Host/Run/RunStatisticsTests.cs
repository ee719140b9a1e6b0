using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class RunStatisticsTests
{
    private static readonly RunSetup Setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 1 });

    [Fact]
    public void Statistics_of_a_known_record_are_known()
    {
        RunStatistics statistics = RunStatistics.Of(Setup, RunFixture.DiamondRecord());

        Assert.Equal(4, statistics.Completed);
        Assert.Equal(5, statistics.PlannedMakespan);
        Assert.Equal(7, statistics.Makespan);
        Assert.Equal(1.4, statistics.Ratio, precision: 12);
        Assert.Equal(5, statistics.PlannedCriticalPath);
        Assert.Equal(5, statistics.CriticalPath);
        Assert.Equal(7, statistics.PlannedWork);
        Assert.Equal(7, statistics.Work);
        Assert.Equal([4.0 / 7, 3.0 / 7], statistics.WorkerUtilization);
        Assert.Equal(0.5, statistics.Utilization);
        Assert.Equal(0, statistics.BodyLateness);

        // 8 + 8 seconds in the run, 7 in bodies, 5 parked.
        Assert.Equal(1, statistics.EnginePerTask);
    }

    [Fact]
    public void Start_delay_counts_from_task_ready_and_worker_free()
    {
        // a: 0. c: ready and free at 101, starts 102. b: ready at 101, free since 100, starts 104. d: ready and free at 106.
        StartDelays delays = RunStatistics.Of(Setup, RunFixture.DiamondRecord()).StartDelay;

        Assert.Equal(new StartDelays(Mean: 1, Median: 0, Percentile99: 3, Max: 3), delays);
    }

    [Fact]
    public void Statistics_of_a_cancelled_run_compare_nothing_with_the_plan()
    {
        RunRecord record = RunFixture.DiamondRecord();
        record.Outcome = RunOutcome.Cancelled;
        (record.StartCount[3], record.State[3]) = (0, TaskState.NotStarted);

        RunStatistics statistics = RunStatistics.Of(Setup, record);

        Assert.Equal(3, statistics.Completed);
        Assert.Equal(1, statistics.NotStarted);
        Assert.Equal(6, statistics.Makespan);
        Assert.True(double.IsNaN(statistics.Ratio));
        Assert.True(double.IsNaN(statistics.CriticalPath));
    }

    [Fact]
    public void Statistics_of_a_run_of_nothing_are_zero()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond() with { TaskNames = [], Costs = [], EdgeFrom = [], EdgeTo = [] }, RunFixture.TwoEmptyWorkers);
        using IGraphExecutor executor = setup.CreateExecutor(new TickingTime());
        executor.Start();

        RunStatistics statistics = RunStatistics.Of(setup, executor.Finish());

        Assert.Equal(0, statistics.Makespan);
        Assert.Equal(default, statistics.StartDelay);
        Assert.Equal(0, statistics.EnginePerTask);
    }
}
