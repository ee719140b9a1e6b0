using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>What holds in addition for executors that run synchronous steps only.</summary>
public abstract class SynchronousExecutorContract : ExecutorContract
{
    private protected override BodyKind Body => BodyKind.Synchronous;

    private protected override bool Suspends => false;

    [Fact]
    public void Caller_who_cancels_in_the_last_step_still_gets_the_output()
    {
        ScenarioRun run = Run(New().Step("A", returns: 3).On("A", new Outcome(Ending.Value) { CancelsCaller = true }));
        Assert.Equal(3, run.Output);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void Asynchronous_step_is_refused()
    {
        ScenarioRun run = New().Step("A", kind: BodyKind.Asynchronous).Prepare();
        run.Start();
        Assert.IsType<InvalidOperationException>(run.Thrown);
        Assert.Empty(run.World.Calls);
    }

    [Fact]
    public void Retry_with_a_delay_is_refused()
    {
        ScenarioRun run = New().Step("A", policy: new StepPolicy { Retries = 1, DelayMs = 1 }).On("A", new Outcome(Ending.Throw), 1).Prepare();
        run.Start();
        Assert.IsType<InvalidOperationException>(run.Thrown);
        Assert.Empty(run.World.Calls);
    }
}
