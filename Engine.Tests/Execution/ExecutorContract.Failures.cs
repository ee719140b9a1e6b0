using System.Runtime.CompilerServices;
using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

public abstract partial class ExecutorContract
{
    [Fact]
    public void Failure_stops_what_has_not_started()
    {
        ScenarioRun run = Run(New().Step("A").Step("B", reads: ["A"]).Step("C", reads: ["B"]).Step("D", after: ["C"]).On("B", Throws(new BodyException("no"))));
        Assert.Equal(StepStatus.Failed, run.StatusOf("B"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("C"));
        Assert.Equal(StepStatus.NotStarted, run.StatusOf("D"));
        Assert.Equal(RunStatus.Failed, run.Status);
    }

    [Fact]
    public void Caller_gets_the_original_exception_with_its_stack()
    {
        ScenarioRun run = Run(New().Step("A").On("A", new Outcome(Ending.Throw) { Exception = ThrownDeepInside }));
        Assert.IsType<BodyException>(run.Thrown);
        Assert.Contains(nameof(FailDeepInside), run.Thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_of_a_step_without_consumers_fails_the_run()
    {
        var failure = new BodyException("no");
        ScenarioRun run = Run(New().Step("A").Step("Audit", after: ["A"], value: ValueKind.Nothing).On("Audit", Throws(failure)));
        Assert.Same(failure, run.Thrown);
    }

    [Fact]
    public void Cancellation_that_no_token_of_the_engine_caused_is_a_failure()
    {
        var foreign = new OperationCanceledException("of its own");
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("B", reads: ["A"]).On("B", Throws(foreign)));
        Assert.Same(foreign, run.Thrown);
        Assert.Equal(StepStatus.Failed, run.StatusOf("B"));
        Assert.Equal(RunStatus.Compensated, run.Status);
    }

    [Fact]
    public void Completed_steps_are_undone_the_last_completed_first_and_the_failed_one_is_not()
    {
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("B", reads: ["A"], undo: Undo).Step("C", reads: ["B"]).Step("D", reads: ["C"], undo: Undo)
            .Step("E", reads: ["D"], undo: Undo).Step("F", reads: ["E"], undo: Undo).On("E", Throws(new BodyException("no"))));
        Assert.Equal(["D", "B", "A"], run.Undone);
        Assert.Equal(RunStatus.Compensated, run.Status);
        Assert.Equal(run.Calls("D")[0].Value, run.Calls("UndoD")[0].Inputs[0]);
    }

    [Fact]
    public void Skipped_steps_are_not_undone()
    {
        ScenarioRun run = Run(New().Bool("Large", false).Step("Rebate", when: ["Large"], undo: Undo).Step("Pay", after: ["Rebate"], undo: Undo)
            .Step("Send", after: ["Pay"]).On("Send", Throws(new BodyException("no"))));
        Assert.Equal(["Pay"], run.Undone);
    }

    [Fact]
    public void Run_that_completes_undoes_nothing()
    {
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("B", reads: ["A"], undo: Undo));
        Assert.Empty(run.Undone);
        Assert.Empty(run.Calls("UndoA"));
    }

    [Fact]
    public void Failure_with_nothing_completed_to_undo_is_a_failed_run()
    {
        ScenarioRun run = Run(New().Step("A").Step("B", reads: ["A"], undo: Undo).On("B", Throws(new BodyException("no"))));
        Assert.Equal(RunStatus.Failed, run.Status);
    }

    [Fact]
    public void Compensation_that_fails_does_not_keep_the_others_from_running()
    {
        var original = new BodyException("no");
        var first = new BodyException("cannot undo C");
        var second = new PassingException("cannot undo A");
        ScenarioRun run = Run(New().Step("A", undo: Undo).Step("B", reads: ["A"], undo: Undo).Step("C", reads: ["B"], undo: Undo).Step("D", reads: ["C"])
            .On("D", Throws(original)).On("UndoC", Throws(first)).On("UndoA", Throws(second)));
        Assert.Equal(["C", "B", "A"], run.Undone);
        var failed = Assert.IsType<CompensationFailedException>(run.Thrown);
        Assert.Same(original, failed.InnerException);
        Assert.Equal([first, second], failed.Failures);
        Assert.Contains("UndoC", failed.Message, StringComparison.Ordinal);
        Assert.Contains("UndoA", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("UndoB", failed.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.CompensationFailed, run.Status);
    }

    [Fact]
    public void Compensation_is_retried_as_its_policy_says()
    {
        var undo = new DynamicCompensation(Policy: new StepPolicy { Retries = 2 });
        ScenarioRun run = Run(New().Step("A", undo: undo).Step("B", reads: ["A"])
            .On("B", Throws(new BodyException("no"))).On("UndoA", Throws(new BodyException("not yet")), 1).On("UndoA", Throws(new BodyException("not yet")), 2));
        Assert.Equal(3, run.Calls("UndoA").Length);
        Assert.Equal(RunStatus.Compensated, run.Status);
    }

    [Fact]
    public void Compensation_that_misses_its_deadline_fails_with_a_timeout()
    {
        var undo = new DynamicCompensation(Body, new StepPolicy { TimeoutMs = 70 });
        ScenarioRun run = Run(New().Step("A", undo: undo).Step("B", reads: ["A"]).On("B", Throws(new BodyException("no"))).On("UndoA", MissesDeadline(70)));
        var failed = Assert.IsType<CompensationFailedException>(run.Thrown);
        Assert.Contains("UndoA", Assert.IsType<TimeoutException>(Assert.Single(failed.Failures)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Asynchronous_compensations_run_one_after_the_other()
    {
        var undo = new DynamicCompensation(Body);
        ScenarioRun run = Run(New().Step("A", undo: undo).Step("B", undo: undo, after: ["A"]).Step("C", after: ["B"], undo: undo).Step("D", reads: ["C"]).On("D", Throws(new BodyException("no"))));
        Assert.Equal(["C", "B", "A"], run.Undone);
    }

    private static Exception ThrownDeepInside()
    {
        try
        {
            FailDeepInside();
            return new BodyException("unreachable");
        }
        catch (BodyException exception)
        {
            return exception;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailDeepInside() => throw new BodyException("deep inside");
}
