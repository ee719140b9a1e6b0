using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>When the asynchronous executor starts what, told by hand: the test ends the bodies one by one.</summary>
public class AsyncScheduleTests
{
    private static readonly DynamicCompensation Undo = new();

    [Fact]
    public void Asynchronous_steps_start_the_moment_their_inputs_exist()
    {
        ScenarioRun run = Start(New().Step("A").Step("B").Step("C", reads: ["A", "B"]).Step("D", reads: ["A"]).Step("E", reads: ["C", "D"]));
        Assert.Equal(["A", "B"], run.Pending);
        run.End("A");
        Assert.Equal(["B", "D"], run.Pending);
        run.End("B");
        Assert.Equal(["C", "D"], run.Pending);
        run.End("D");
        Assert.Equal(["C"], run.Pending);
        run.End("C");
        Assert.Equal(["E"], run.Pending);
        run.End("E");
        run.AssertJudged();
    }

    [Fact]
    public void Straggler_delays_only_what_depends_on_it()
    {
        Scenario scenario = New().Step("Slow").Step("S0");
        for (int i = 1; i < 20; i++)
        {
            scenario.Step($"S{i}", reads: [$"S{i - 1}"]);
        }

        scenario.Step("Last", reads: ["Slow"], after: ["S19"]);
        ScenarioRun run = Start(scenario);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal([$"S{i}", "Slow"], run.Pending);
            run.End($"S{i}");
        }

        Assert.Equal(["Slow"], run.Pending);
        run.End("Slow");
        Assert.Equal(["Last"], run.Pending);
        run.End("Last");
        run.AssertJudged();
    }

    [Fact]
    public void Asynchronous_steps_are_under_way_before_synchronous_ones_run()
    {
        ScenarioRun run = Start(New().Step("Compute", kind: BodyKind.Synchronous).Step("A").Step("Compute2", kind: BodyKind.Synchronous).Step("B"));
        Assert.Equal(["A", "B", "Compute", "Compute2"], run.Started);
        run.End("A");
        run.End("B");
        run.AssertJudged();
    }

    [Fact]
    public void Limit_holds_back_further_asynchronous_steps_and_takes_them_in_plan_order()
    {
        Scenario scenario = New().Step("A").Step("B").Step("C").Step("D").Step("Compute", kind: BodyKind.Synchronous);
        scenario.Degree = 2;
        ScenarioRun run = Start(scenario);
        Assert.Equal(["A", "B"], run.Pending);
        Assert.Equal(StepStatus.Completed, run.StatusOf("Compute"));
        run.End("B");
        Assert.Equal(["A", "C"], run.Pending);
        run.End("C");
        Assert.Equal(["A", "D"], run.Pending);
        run.End("A");
        run.End("D");
        run.AssertJudged();
    }

    [Fact]
    public void Limit_of_one_runs_one_asynchronous_step_at_a_time()
    {
        Scenario scenario = New().Step("A").Step("B").Step("C", reads: ["A"]);
        scenario.Degree = 1;
        ScenarioRun run = Start(scenario);
        while (run.Pending.Length > 0)
        {
            Assert.Single(run.Pending);
            run.End(run.Pending[0]);
        }

        run.AssertJudged();
    }

    [Fact]
    public void Failure_cancels_running_steps_waits_for_them_and_counts_their_values()
    {
        var failure = new BodyException("no");
        ScenarioRun run = Start(New().Step("A", undo: Undo).Step("B", undo: Undo).Step("C", undo: Undo).Step("D", reads: ["A"], undo: Undo).Step("E", reads: ["B"])
            .On("A", new Outcome(Ending.Throw) { Exception = () => failure }).On("B", new Outcome(Ending.Value)).On("C", new Outcome(Ending.Obey)));
        run.End("A");
        Assert.False(run.HasEnded);
        Assert.All(run.World.Pending, static pending => Assert.True(pending.Call.Context.CancellationToken.IsCancellationRequested));
        run.End("C");
        Assert.False(run.HasEnded);
        Assert.Empty(run.Undone);
        run.End("B");
        run.AssertJudged();
        Assert.Same(failure, run.Thrown);
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("C"));
        Assert.Equal(StepStatus.Completed, run.StatusOf("B"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("D"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("E"));
        Assert.Equal(["B"], run.Undone);
    }

    [Fact]
    public void Steps_are_undone_in_the_order_in_which_they_ended_and_not_as_planned()
    {
        ScenarioRun run = Start(New().Step("A", undo: Undo).Step("B", undo: Undo).Step("C", undo: Undo).Step("D", reads: ["A", "B", "C"])
            .On("D", new Outcome(Ending.Throw)));
        run.End("B");
        run.End("C");
        run.End("A");
        run.End("D");
        run.AssertJudged();
        Assert.Equal(["A", "C", "B"], run.Undone);
    }

    [Fact]
    public void First_of_two_failures_is_what_the_caller_gets()
    {
        var first = new BodyException("first");
        ScenarioRun run = Start(New().Step("A").Step("B")
            .On("A", new Outcome(Ending.Throw)).On("B", new Outcome(Ending.Throw) { Exception = () => first }));
        run.End("B");
        run.End("A");
        run.AssertJudged();
        Assert.Same(first, run.Thrown);
        Assert.Equal(StepStatus.Failed, run.StatusOf("A"));
    }

    [Fact]
    public void Failed_attempt_is_not_retried_once_another_step_has_failed()
    {
        ScenarioRun run = Start(New().Step("A", policy: new StepPolicy { Retries = 5 }).Step("B").On("A", new Outcome(Ending.Throw)).On("B", new Outcome(Ending.Throw)));
        run.End("B");
        run.End("A");
        run.AssertJudged();
        Assert.Single(run.Calls("A"));
    }

    [Fact]
    public void Failure_before_the_callers_cancellation_decides_the_run()
    {
        var failure = new BodyException("no");
        ScenarioRun run = Start(New().Step("A").Step("B").On("A", new Outcome(Ending.Throw) { Exception = () => failure }).On("B", new Outcome(Ending.Obey)));
        run.End("A");
        run.Cancel();
        run.End("B");
        run.AssertJudged();
        Assert.Same(failure, run.Thrown);
        Assert.Equal(RunStatus.Failed, run.Status);
    }

    [Fact]
    public void Callers_cancellation_before_a_failure_decides_the_run()
    {
        ScenarioRun run = Start(New().Step("A").Step("B").On("A", new Outcome(Ending.Throw)).On("B", new Outcome(Ending.Value)));
        run.Cancel();
        run.End("A");
        run.End("B");
        run.AssertJudged();
        Assert.Equal(run.World.Caller.Token, Assert.IsAssignableFrom<OperationCanceledException>(run.Thrown).CancellationToken);
        Assert.Equal(StepStatus.Failed, run.StatusOf("A"));
        Assert.Equal(RunStatus.Cancelled, run.Status);
    }

    [Fact]
    public void Callers_cancellation_reaches_running_steps_at_once_and_waits_for_them()
    {
        ScenarioRun run = Start(New().Step("A").Step("B").On("A", new Outcome(Ending.Obey) { IsEager = true }).On("B", new Outcome(Ending.Obey)));
        run.Cancel();
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("A"));
        Assert.False(run.HasEnded);
        run.End("B");
        run.AssertJudged();
    }

    [Fact]
    public void Callers_cancellation_ends_the_delay_of_a_step_that_takes_no_token()
    {
        ScenarioRun run = Start(New().Step("A", policy: new StepPolicy { Retries = 1, DelayMs = 60_000 }, takesContext: false).On("A", new Outcome(Ending.Throw)));
        run.End("A");
        Assert.False(run.HasEnded);
        run.Cancel();
        run.AssertJudged();
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("A"));
        Assert.Equal(RunStatus.Cancelled, run.Status);
    }

    [Fact]
    public void Token_is_cancelled_at_the_deadline_and_not_before()
    {
        ScenarioRun run = Start(New().Step("A", policy: new StepPolicy { TimeoutMs = 100 }).On("A", new Outcome(Ending.Obey)));
        CancellationToken token = run.World.Pending[0].Call.Context.CancellationToken;
        run.Advance(99);
        Assert.False(token.IsCancellationRequested);
        run.Advance(1);
        Assert.True(token.IsCancellationRequested);
        Assert.False(run.HasEnded);
        run.End("A");
        run.AssertJudged();
        Assert.IsType<TimeoutException>(run.Thrown);
    }

    [Fact]
    public void Deadline_of_one_step_leaves_the_others_alone()
    {
        ScenarioRun run = Start(New().Step("A", policy: new StepPolicy { TimeoutMs = 100 }).Step("B", policy: new StepPolicy { TimeoutMs = 300 }).Step("C"));
        run.Advance(100);
        Assert.Equal([true, false, false], run.World.Pending.Select(static pending => pending.Call.Context.CancellationToken.IsCancellationRequested));
        run.End("A");
        run.End("B");
        run.End("C");
        run.AssertJudged();
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void Two_runs_of_one_workflow_share_nothing()
    {
        ScenarioRun[] runs = [.. Enumerable.Range(0, 8).Select(static _ => Start(New().Step("A").Step("B").Step("C", reads: ["A", "B"])
            .On("C", new Outcome(Ending.Value))))];
        foreach (ScenarioRun run in runs)
        {
            run.End("B");
        }

        runs[3].Cancel();
        foreach (ScenarioRun run in runs.Reverse())
        {
            run.End("A");
        }

        foreach (ScenarioRun run in runs.Where(run => run != runs[3]))
        {
            run.End("C");
            run.AssertJudged();
            Assert.Equal(RunStatus.Completed, run.Status);
        }

        runs[3].AssertJudged();
        Assert.Equal(RunStatus.Cancelled, runs[3].Status);
    }

    [Fact]
    public void Failure_of_a_synchronous_step_comes_out_through_the_task()
    {
        // Start would let it out here.
        ScenarioRun run = New().Step("A", kind: BodyKind.Synchronous).On("A", new Outcome(Ending.Throw)).Prepare();
        run.Start();
        run.AssertJudged();
        Assert.IsType<BodyException>(run.Thrown);
    }

    [Fact]
    public void Wide_workflow_whose_bodies_all_obey_at_once_ends_on_one_failure()
    {
        Scenario scenario = New().Step("A").On("A", new Outcome(Ending.Throw));
        for (int i = 0; i < 4_000; i++)
        {
            scenario.Step($"S{i}").On($"S{i}", new Outcome(Ending.Obey) { IsEager = true });
        }

        ScenarioRun run = Start(scenario);
        run.End("A");
        run.AssertJudged();
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("S3999"));
    }

    private static Scenario New() => new(BodyKind.Asynchronous, suspends: true) { Kind = ExecutorKind.Async };

    private static ScenarioRun Start(Scenario scenario)
    {
        ScenarioRun run = scenario.Prepare();
        run.Start();
        return run;
    }
}
