using Engine.Graphs;
using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class RunCheckTests
{
    private static readonly Digraph Diamond = RunFixture.Diamond().BuildGraph();

    [Fact]
    public void Check_of_a_correct_record_finds_nothing() => Assert.Empty(Breaches(static _ => { }));

    [Fact]
    public void Check_finds_a_task_that_started_before_its_predecessor_ended()
        => Assert.Equal("edge 'a' (index 0) -> 'c' (index 2): the second task started 1 s before the first ended", Assert.Single(Breaches(static record => record.End[0] = 103)));

    [Fact]
    public void Check_finds_a_task_that_ran_twice()
        => Assert.Equal("task 'b' (index 1) was started 2 times", Assert.Single(Breaches(static record => record.StartCount[1]++)));

    [Fact]
    public void Check_finds_a_lost_task()
    {
        IReadOnlyList<string> breaches = Breaches(static record => (record.StartCount[3], record.State[3]) = (0, TaskState.NotStarted));

        Assert.Equal("task 'd' (index 3) was lost: the run completed without it", Assert.Single(breaches));
    }

    [Fact]
    public void Check_finds_a_successor_of_a_task_that_never_ran()
    {
        IReadOnlyList<string> breaches = Breaches(static record =>
        {
            record.Outcome = RunOutcome.Cancelled;
            (record.StartCount[1], record.State[1]) = (0, TaskState.NotStarted);
        });

        Assert.Equal("edge 'b' (index 1) -> 'd' (index 3): the second task started though the first is NotStarted", Assert.Single(breaches));
    }

    [Theory]
    [InlineData(nameof(TaskState.Failed))]
    [InlineData(nameof(TaskState.Cancelled))]
    public void Check_finds_a_successor_of_a_task_that_did_not_complete(string state)
    {
        IReadOnlyList<string> breaches = Breaches(record => (record.Outcome, record.State[2]) = (RunOutcome.Failed, Enum.Parse<TaskState>(state)));

        Assert.Equal($"edge 'c' (index 2) -> 'd' (index 3): the second task started though the first is {state}", Assert.Single(breaches));
    }

    [Fact]
    public void Check_finds_a_task_that_did_not_complete_in_a_completed_run()
        => Assert.Equal("task 'd' (index 3) is Failed in a run that completed", Assert.Single(Breaches(static record => record.State[3] = TaskState.Failed)));

    [Fact]
    public void Check_finds_a_task_that_never_ended()
        => Assert.Equal("task 'd' (index 3) was started and never ended", Assert.Single(Breaches(static record => record.State[3] = TaskState.Running)));

    [Fact]
    public void Check_finds_a_task_that_ended_unstarted()
        => Assert.Contains("task 'd' (index 3) is Completed and was never started", Breaches(static record => (record.Outcome, record.StartCount[3]) = (RunOutcome.Cancelled, 0)));

    [Theory]
    [InlineData(99, 107)]
    [InlineData(108, 107)]
    [InlineData(106, 111)]
    public void Check_finds_times_outside_of_the_run_or_backwards(long start, long end)
        => Assert.Contains(Breaches(record => (record.Start[3], record.End[3]) = (start, end)), static breach => breach.StartsWith("task 'd' (index 3) has times out of order", StringComparison.Ordinal));

    [Fact]
    public void Check_counts_all_breaches_and_describes_the_first()
    {
        var record = new RunRecord(taskCount: 50, workerCount: 1, ticksPerSecond: 1) { Outcome = RunOutcome.Completed };

        RunCheck check = RunCheck.Of(RunFixture.Independent(50), record, RunFixture.Names(50));

        Assert.Equal(50, check.BreachCount);
        Assert.Equal(RunCheck.MaxDescribed, check.Breaches.Count);
    }

    [Fact]
    public void Check_of_a_run_that_ignored_an_edge_finds_it()
    {
        // The executor is given no edges and starts with the dearest task; the graph says that it waits for the other.
        Digraph told = Digraph.FromEdges(2, [], [], [1, 9]), real = Digraph.FromEdges(2, [0], [1], [1, 9]);

        RunRecord record = RunFixture.Run(told, 1, default(EmptyBody));

        Assert.Contains("edge 'task0' (index 0) -> 'task1' (index 1)", Assert.Single(RunCheck.Of(real, record, RunFixture.Names(2)).Breaches), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Breaches(Action<RunRecord> damage)
    {
        RunRecord record = RunFixture.DiamondRecord();
        damage(record);
        RunCheck check = RunCheck.Of(Diamond, record, ["a", "b", "c", "d"]);
        Assert.Equal(check.BreachCount, check.Breaches.Count);
        return check.Breaches;
    }
}
