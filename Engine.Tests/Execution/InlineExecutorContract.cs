using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>The reference keeps the contract, and refuses what it cannot run.</summary>
public sealed class InlineExecutorContract : SynchronousExecutorContract
{
    private protected override ExecutorKind Kind => ExecutorKind.Inline;

    [Fact]
    public void Ready_steps_run_in_plan_order()
    {
        ScenarioRun run = Run(New().Step("A").Step("B").Step("C", reads: ["B"]).Step("D", reads: ["A"]));
        Assert.Equal(["A", "B", "C", "D"], run.Started);
    }
}
