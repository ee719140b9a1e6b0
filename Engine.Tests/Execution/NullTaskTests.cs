namespace Engine.Tests.Execution;

public class NullTaskTests
{
    [Theory]
    [InlineData(0, "Value")]
    [InlineData(1, "Effect")]
    public async Task RunAsync_body_that_returns_a_null_task_fails_its_step_by_name(int input, string step)
    {
        var history = new RunHistory();
        var workflow = new NullTasks();
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await workflow.RunAsync(input));
        Assert.Equal(
            $"Step '{step}' of workflow 'NullTasks' returned null in place of a task. Return Task.CompletedTask or Task.FromResult(value), or make the method async.",
            thrown.Message);
        Assert.Equal(1, workflow.Undone);

        thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await workflow.RunAsync(input, default, new RecordingObserver(history)));
        Assert.Contains($"'{step}'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Failed, history.StatusOf(step));
        Assert.Equal(2, workflow.Undone);
    }
}

[Workflow<int, int>]
internal sealed partial class NullTasks
{
    public int Undone { get; private set; }

    [Step]
    public static ValueTask<int> First(int input) => new(input);

    [Compensate(nameof(First))]
    public void Undo(int first) => Undone++;

    [Step, Output]
    public static Task<int> Value(int first) => first == 0 ? null! : Task.FromResult(first);

    [Step, After(nameof(Value))]
    public static Task Effect(int first) => null!;
}
