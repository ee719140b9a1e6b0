using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

public abstract partial class ExecutorContract
{
    private static readonly Outcome CancelsAndObeys = new(Ending.Obey) { CancelsCaller = true };
    private static readonly Outcome CancelsAndReturns = new(Ending.Value) { CancelsCaller = true };

    [Fact]
    public void Run_with_a_cancelled_token_starts_nothing()
    {
        Scenario scenario = New().Step("A", undo: Undo).Step("B", reads: ["A"]);
        scenario.CancelBefore = 0;
        ScenarioRun run = Run(scenario);
        AssertCancelled(run);
        Assert.Empty(run.World.Calls);
        Assert.Equal(RunStatus.Cancelled, run.Status);
    }

    [Fact]
    public void Step_that_obeys_the_callers_token_is_cancelled_and_so_is_the_run()
    {
        ScenarioRun run = Run(New().Step("A").Step("B", reads: ["A"]).Step("C", reads: ["B"]).On("B", CancelsAndObeys));
        AssertCancelled(run);
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("B"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("C"));
        Assert.Equal(RunStatus.Cancelled, run.Status);
    }

    [Fact]
    public void Step_that_ignores_the_callers_token_completes_and_is_undone()
    {
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("B", reads: ["A"], undo: Undo).Step("C", reads: ["B"], undo: Undo).On("B", CancelsAndReturns));
        AssertCancelled(run);
        Assert.Equal(StepStatus.Completed, run.StatusOf("B"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("C"));
        Assert.Equal(["B", "A"], run.Undone);
        Assert.Equal(RunStatus.Compensated, run.Status);
    }

    [Fact]
    public void Compensations_after_a_cancellation_see_a_token_that_is_not_cancelled()
    {
        ScenarioRun run = Run(New().Step("A", undo: new DynamicCompensation(Body)).Step("B", reads: ["A"]).On("B", CancelsAndObeys).On("UndoA", new Outcome(Ending.Obey)));
        AssertCancelled(run);
        BodyCall undo = Assert.Single(run.Calls("UndoA"));
        Assert.False(undo.WasCancelledAtStart);
        Assert.False(undo.WasCancelledAtEnd);
        Assert.Null(undo.Exception);
    }

    [Fact]
    public void Compensation_that_fails_after_a_cancellation_keeps_the_cancellation_as_the_original()
    {
        var failure = new BodyException("cannot undo");
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("B", reads: ["A"]).On("B", CancelsAndObeys).On("UndoA", Throws(failure)));
        var failed = Assert.IsType<CompensationFailedException>(run.Thrown);
        Assert.Equal(run.World.Caller.Token, Assert.IsAssignableFrom<OperationCanceledException>(failed.InnerException).CancellationToken);
        Assert.Equal([failure], failed.Failures);
    }

    [Fact]
    public void Cancellation_while_compensations_run_changes_nothing()
    {
        var original = new BodyException("no");
        ScenarioRun run = Run(New().Step("A", undo: new DynamicCompensation(Body)).Step("B", reads: ["A"], undo: new DynamicCompensation(Body)).Step("C", reads: ["B"])
            .On("C", Throws(original)).On("UndoB", CancelsAndObeys).On("UndoA", new Outcome(Ending.Obey)));
        Assert.Same(original, run.Thrown);
        Assert.Equal(RunStatus.Compensated, run.Status);
    }

    [Fact]
    public void Cancellation_wins_over_a_deadline()
    {
        Outcome late = MissesDeadline(30) with { CancelsCaller = true, PassMs = 30 };
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { TimeoutMs = 30, Retries = 3 }).On("A", late));
        AssertCancelled(run);
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("A"));
        Assert.Single(run.Calls("A"));
    }

    [Fact]
    public void Cancellation_is_never_retried()
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { Retries = 3 }).On("A", CancelsAndObeys));
        AssertCancelled(run);
        Assert.Single(run.Calls("A"));
    }

    [Fact]
    public void Failed_attempt_is_not_retried_once_the_caller_has_cancelled()
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { Retries = 3 }).On("A", new Outcome(Ending.Throw) { CancelsCaller = true }));
        Assert.Single(run.Calls("A"));
        Assert.Equal(StepStatus.Failed, run.StatusOf("A"));
    }

    [Fact]
    public void Cancellation_between_two_attempts_ends_the_run()
    {
        ScenarioRun run = Run(New().Step("A", policy: new StepPolicy { Retries = 3 }).On("A", new Outcome(Ending.Throw), 1).On("A", CancelsAndObeys, 2));
        AssertCancelled(run);
        Assert.Equal(2, run.Calls("A").Length);
    }

    private protected static void AssertCancelled(ScenarioRun run)
    {
        var cancelled = Assert.IsAssignableFrom<OperationCanceledException>(run.Thrown);
        Assert.Equal(run.World.Caller.Token, cancelled.CancellationToken);
    }
}
