using Engine.Host.Load;

namespace Engine.Tests.Host.Load;

/// <summary>Which executions are under way, told in time that stands still.</summary>
public class ConcurrentRunsTests
{
    private static readonly TimeSpan Ideal = At(1), Patience = At(30);

    private readonly ConcurrentRun[] _workflows = [.. Enumerable.Range(0, 3).Select(static number => new ConcurrentRun((uint)number, $"w{number}", new WorkflowSize(Tasks: 10, Chain: 4), Ideal))];
    private readonly ConcurrentRuns _runs;

    public ConcurrentRunsTests()
    {
        _runs = new ConcurrentRuns(_workflows, Patience);
        _runs.QueueAll();
    }

    [Fact]
    public void Execution_that_has_ended_is_started_again_and_measured_beyond_its_ideal()
    {
        StartAll(At(0));
        Assert.True(_runs.AllUnderWay.IsCompleted);

        _runs.Told("w1", new EndNotice("w1-0", "completed", At(1.25)));

        Assert.Same(_workflows[1], Assert.Single(Queued()));
        ConcurrentResult result = ResultAt(At(2));
        Assert.Equal((1, 0), (result.Runs.Answers, result.Runs.Failures));
        Assert.Equal(250_000, result.Runs.MaxUs, tolerance: 250);
        Assert.Equal((0.5, 5), (result.Runs.PerSecond, result.TasksPerSecond));
    }

    [Fact]
    public void Execution_that_fails_is_counted_by_its_end_and_started_again()
    {
        StartAll(At(0));

        _runs.Told("w0", new EndNotice("w0-0", "failed", At(1)));

        Assert.Same(_workflows[0], Assert.Single(Queued()));
        RouteResult runs = ResultAt(At(2)).Runs;
        Assert.Equal((0, 1), (runs.Answers, runs.Failures));
        Assert.Equal(1, runs.Reasons["it ended as failed"]);
    }

    [Fact]
    public void End_of_another_execution_or_workflow_is_passed_over()
    {
        StartAll(At(0));

        _runs.Told("w0", new EndNotice("w0-9", "completed", At(1)));
        _runs.Told("someone-elses", new EndNotice("w0-0", "completed", At(1)));
        _runs.Found(_workflows[0], "w0-9", "completed", At(1), At(1));

        Assert.Empty(Queued());
        Assert.All(_workflows, static run => Assert.Equal(ConcurrentStage.UnderWay, run.Stage));
    }

    [Theory]
    [InlineData("w0-0", true)]
    [InlineData("w0-9", false)]
    public void End_that_is_told_before_the_start_is_answered_counts_if_it_is_its_own(string told, bool counts)
    {
        ConcurrentRun run = Queued()[0];
        Assert.True(_runs.TryBegin(run, At(0)));
        _runs.Told("w0", new EndNotice(told, "completed", At(1.1)));
        Assert.Equal(ConcurrentStage.Starting, run.Stage);

        _runs.Started(run, "w0-0", At(1.2));

        Assert.Equal(counts ? ConcurrentStage.Queued : ConcurrentStage.UnderWay, run.Stage);
    }

    [Fact]
    public void Start_that_was_refused_is_tried_again_at_the_next_look()
    {
        ConcurrentRun run = Queued()[0];
        _runs.TryBegin(run, At(0));
        _runs.Started(run, null, At(0.1));
        Assert.Empty(Queued());

        _runs.Look(At(0.5), isEndMissed: false);

        Assert.Same(run, Assert.Single(Queued()));
        Assert.False(_runs.AllUnderWay.IsCompleted);
    }

    [Fact]
    public void Late_execution_is_asked_for_now_and_then_and_what_is_found_counts_by_the_servers_clock()
    {
        StartAll(At(0));
        TimeSpan late = Ideal + ConcurrentRuns.AskAfter + At(0.1);
        Assert.Empty(_runs.Look(Ideal + At(1.5), isEndMissed: false));
        Assert.Equal(_workflows, _runs.Look(late, isEndMissed: false));
        Assert.Empty(_runs.Look(late + At(1), isEndMissed: false));
        Assert.Equal(_workflows, _runs.Look(late + ConcurrentRuns.AskAfter + At(0.1), isEndMissed: false));

        _runs.Found(_workflows[2], "w2-0", "completed", took: At(1.5), At(7));

        Assert.Same(_workflows[2], Assert.Single(Queued()));
        ConcurrentResult result = ResultAt(At(8));
        Assert.Equal((1, 1), (result.FoundByAsking, result.Runs.Answers));
        Assert.Equal(500_000, result.Runs.MaxUs, tolerance: 500);
    }

    [Fact]
    public void All_that_is_late_is_asked_for_at_once_where_an_end_was_missed()
    {
        StartAll(At(0));
        Assert.Empty(_runs.Look(Ideal - At(0.1), isEndMissed: true));

        Assert.Equal(_workflows, _runs.Look(Ideal + At(0.1), isEndMissed: true));
    }

    [Fact]
    public void Execution_that_never_ends_fails_after_a_while_and_is_not_waited_for()
    {
        StartAll(At(0));
        _runs.Told("w0", new EndNotice("w0-0", "completed", At(1.1)));
        _runs.Close(At(2));
        Assert.False(_runs.Drained.IsCompleted);

        _runs.Look(Ideal + Patience + At(0.1), isEndMissed: false);

        Assert.True(_runs.Drained.IsCompleted);
        RouteResult runs = _runs.Result(null).Runs;
        Assert.Equal((1, 2), (runs.Answers, runs.Failures));
        Assert.Equal(2, runs.Reasons["no end within 30 s after its ideal time"]);
    }

    [Fact]
    public void Nothing_is_started_when_the_time_is_over_and_what_is_under_way_is_waited_for()
    {
        IReadOnlyList<ConcurrentRun> queued = Queued();
        Begin(queued[0], At(0));
        _runs.Close(At(1));

        Assert.False(_runs.TryBegin(queued[1], At(1)));
        Assert.False(_runs.Drained.IsCompleted);
        _runs.Told("w0", new EndNotice("w0-0", "completed", At(1.5)));

        Assert.True(_runs.Drained.IsCompleted);
        Assert.True(_runs.ToStart.Completion.IsCompleted);
        ConcurrentResult result = _runs.Result(null);
        Assert.Equal((1, 0, 0), (result.Runs.Answers, result.Runs.PerSecond, result.TasksPerSecond));
    }

    [Fact]
    public void Number_under_way_is_weighed_with_time_from_the_first_moment_when_all_are()
    {
        StartAll(At(10));
        _runs.Told("w0", new EndNotice("w0-10", "completed", At(11)));
        _runs.Told("w1", new EndNotice("w1-10", "completed", At(12)));
        Begin(_workflows[0], At(12.25));

        // Three for a second, two for a second, one for a quarter, two for 2.75.
        ConcurrentResult result = ResultAt(At(15));

        Assert.Equal((1, 2), (result.LeastUnderWay, result.MedianUnderWay));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void StartAll(TimeSpan now)
    {
        foreach (ConcurrentRun run in Queued())
        {
            Begin(run, now);
        }
    }

    private void Begin(ConcurrentRun run, TimeSpan now)
    {
        Assert.True(_runs.TryBegin(run, now));
        _runs.Started(run, $"{run.Workflow}-{now.TotalSeconds}", now);
    }

    private List<ConcurrentRun> Queued()
    {
        List<ConcurrentRun> queued = [];
        while (_runs.ToStart.TryRead(out ConcurrentRun? run))
        {
            queued.Add(run);
        }

        return queued;
    }

    /// <summary>What is told when the time is over.</summary>
    private ConcurrentResult ResultAt(TimeSpan now)
    {
        _runs.Close(now);
        return _runs.Result(null);
    }
}
