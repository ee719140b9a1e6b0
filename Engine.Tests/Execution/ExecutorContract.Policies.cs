using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

public abstract partial class ExecutorContract
{
    private static readonly Outcome Fails = new(Ending.Throw);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    public void Retry_tries_again_until_an_attempt_returns(int retries, int failing)
    {
        Scenario scenario = New().Step("A", policy: new StepPolicy { Retries = retries }).Step("B", reads: ["A"]);
        for (int attempt = 1; attempt <= failing; attempt++)
        {
            scenario.On("A", Fails, attempt);
        }

        ScenarioRun run = Run(scenario);
        Assert.Equal(failing + 1, run.Calls("A").Length);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void Retries_that_are_used_up_give_the_exception_of_the_last_attempt()
    {
        var last = new BodyException("third");
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { Retries = 2 }).On("A", Fails).On("A", Throws(last), 3));
        Assert.Equal(3, run.Calls("A").Length);
        Assert.Same(last, run.Thrown);
    }

    [Fact]
    public void Step_without_a_policy_is_not_retried()
    {
        Assert.Single(Run(New().Step("A").On("A", Fails)).Calls("A"));
    }

    [Fact]
    public void Exception_that_the_filter_does_not_name_is_not_retried()
    {
        var policy = new StepPolicy { Retries = 5, RetryOn = typeof(PassingException) };
        ScenarioRun run = Run(New().Step("A", policy: policy).On("A", Throws(new PassingException("passing")), 1).On("A", Throws(new BodyException("lasting")), 2));
        Assert.Equal(2, run.Calls("A").Length);
        Assert.Equal("lasting", run.Thrown?.Message);
    }

    [Fact]
    public void Exception_derived_from_what_the_filter_names_is_retried()
    {
        var policy = new StepPolicy { Retries = 1, RetryOn = typeof(BodyException) };
        Assert.Equal(2, Run(New().Step("A", policy: policy).On("A", Throws(new PassingException("passing")), 1)).Calls("A").Length);
    }

    [Fact]
    public void Cancellation_of_the_bodys_own_is_retried_like_any_failure()
    {
        Assert.Equal(2, Run(New().Step("A", policy: new StepPolicy { Retries = 1 }).On("A", new Outcome(Ending.ForeignCancellation), 1)).Calls("A").Length);
    }

    [Fact]
    public void Failed_attempt_leaves_the_state_as_it_was()
    {
        ScenarioRun run = Run(New().Step("Out").Step("A", cell: 0, policy: new StepPolicy { Retries = 2 }).Step("B", after: ["A"], cell: 0)
            .On("A", Fails, 1).On("A", Fails, 2));
        Assert.Equal(RunStatus.Completed, run.Status);
        DynamicStep after = run.World.Plan.Steps.Single(static step => step.Name == "B");
        DynamicStep before = run.World.Plan.Steps.Single(static step => step.Name == "A");
        Assert.Equal(after.Compute(17, [], before.NextCell(0)), run.Calls("B")[0].Value);
    }

    [Fact]
    public void Deadline_surfaces_as_a_timeout_that_names_workflow_step_and_time()
    {
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("Charge", reads: ["A"], policy: new StepPolicy { TimeoutMs = 250 }).Step("B", reads: ["Charge"]).On("Charge", MissesDeadline(250)));
        var timeout = Assert.IsType<TimeoutException>(run.Thrown);
        Assert.Contains("Checkout", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("Charge", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("250", timeout.Message, StringComparison.Ordinal);
        Assert.Same(run.Calls("Charge")[0].Exception, timeout.InnerException);
        Assert.Equal(StepStatus.TimedOut, run.StatusOf("Charge"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("B"));
        Assert.Equal(RunStatus.Compensated, run.Status);
    }

    [Fact]
    public void Value_that_arrives_after_the_deadline_counts()
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { TimeoutMs = 250 }).Step("B", reads: ["A"]).On("A", IsLate(250)));
        Assert.True(run.Calls("A")[0].WasCancelledAtEnd);
        Assert.Equal(StepStatus.Completed, run.StatusOf("A"));
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void Failure_after_the_deadline_is_a_failure_and_not_a_timeout()
    {
        var failure = new BodyException("no");
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { TimeoutMs = 20 }).On("A", Throws(failure) with { PassMs = 20 }));
        Assert.Same(failure, run.Thrown);
        Assert.Equal(StepStatus.Failed, run.StatusOf("A"));
    }

    [Fact]
    public void Cancellation_of_the_bodys_own_before_its_deadline_is_a_failure()
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { TimeoutMs = 20 }).On("A", new Outcome(Ending.ForeignCancellation) { PassMs = 19 }));
        Assert.Equal(StepStatus.Failed, run.StatusOf("A"));
        Assert.Same(run.Calls("A")[0].Exception, run.Thrown);
    }

    [Fact]
    public void Timed_out_attempt_is_retried_with_the_whole_time_again()
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { TimeoutMs = 20, Retries = 2 })
            .On("A", MissesDeadline(20), 1).On("A", MissesDeadline(20), 2));
        Assert.Equal(3, run.Calls("A").Length);
        Assert.Equal([0, 20, 40], run.Calls("A").Select(static call => call.StartTicks / TimeSpan.TicksPerMillisecond));
        Assert.False(run.Calls("A")[2].WasCancelledAtEnd);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Theory]
    [InlineData(typeof(TimeoutException), 2)]
    [InlineData(typeof(OperationCanceledException), 1)]
    [InlineData(typeof(BodyException), 1)]
    public void Filter_sees_a_timeout_as_a_timeout(Type filter, int calls)
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { TimeoutMs = 20, Retries = 1, RetryOn = filter }).On("A", MissesDeadline(20), 1));
        Assert.Equal(calls, run.Calls("A").Length);
    }

    [Fact]
    public void Observer_is_told_of_each_attempt_and_why_another_follows()
    {
        var failure = new BodyException("first");
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { Retries = 1 }).On("A", Throws(failure), 1));
        Assert.Equal(
            [TraceKind.RunStarted, TraceKind.StepStarted, TraceKind.StepRetrying, TraceKind.StepStarted, TraceKind.StepEnded, TraceKind.RunEnded],
            run.World.Trace.Select(static at => at.Kind));
        Assert.Same(failure, run.World.Trace[2].Exception);
        Assert.Equal(2, run.World.Trace[3].Attempt);
    }
}
