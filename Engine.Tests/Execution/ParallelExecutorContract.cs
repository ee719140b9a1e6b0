using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>The parallel executor keeps the contract, whichever worker takes each turn: drawn here, played on one thread.</summary>
public sealed class ParallelExecutorContract : SynchronousExecutorContract
{
    private protected override ExecutorKind Kind => ExecutorKind.Parallel;

    [Fact]
    public void Asynchronous_step_is_refused_before_anything_runs()
    {
        ScriptDefinition workflow = new Script().Sync("A", _ => throw new FormatException()).Async("B", _ => new ValueTask<long>(1)).Build();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => workflow.RunParallel());
        Assert.Equal("Step 'B' of workflow 'Script' is asynchronous, so the workflow cannot run in parallel on threads. Use RunAsync.", error.Message);
    }

    [Fact]
    public void Retry_with_a_delay_is_refused_before_anything_runs()
    {
        ScriptDefinition workflow = new Script().Sync("A", _ => throw new FormatException(), policy: new StepPolicy { Retries = 1, DelayMs = 1 }).Build();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => workflow.RunParallel());
        Assert.Contains("Step 'A' of workflow 'Script' waits between its attempts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Degree_below_zero_is_refused_by_name()
    {
        ScriptDefinition workflow = new Script().Sync("A", _ => 1).Build();
        Assert.Equal("degree", Assert.Throws<ArgumentOutOfRangeException>(() => workflow.RunParallel(-1)).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void Any_other_degree_gives_the_output(int degree)
    {
        ScriptDefinition workflow = new Script().Sync("A", _ => 1).Sync("B", _ => 2, ["A"]).Sync("C", _ => 3, ["A"]).Build();
        Assert.Equal(6, workflow.RunParallel(degree));
        Assert.Equal(6, workflow.RunParallel(new RunOptions { Degree = degree }, default(NoObserver)));
    }
}
