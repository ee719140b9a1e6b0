namespace Engine.Tests.Execution;

/// <summary>The steps in a row, as generated and as the loop that says what the row means.</summary>
public class StepRowTests
{
    private const int Steps = 6;
    private const int PolicyPosition = 5;

    [Fact]
    public void Row_generated_or_looped_stops_where_the_gate_refuses()
    {
        for (int refused = 0; refused <= Steps; refused++)
        {
            var generated = new RowWorkflow();
            var looped = new RowWorkflow();
            (bool generatedEnded, LogGate generatedGate) = Run(generated, refused, isLooped: false, isOdd: true);
            (bool loopedEnded, LogGate loopedGate) = Run(looped, refused, isLooped: true, isOdd: true);
            Assert.False(generatedEnded);
            Assert.False(loopedEnded);
            Assert.Equal(loopedGate.Log, generatedGate.Log);
            Assert.Equal(looped.Calls, generated.Calls);
            Assert.Equal(Math.Min(refused, PolicyPosition), generated.Calls.Count);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Row_follows_the_start_order_and_ends_at_a_step_with_a_policy(bool isLooped)
    {
        var workflow = new RowWorkflow();
        (bool ended, LogGate gate) = Run(workflow, refused: -1, isLooped, isOdd: true);
        Assert.False(ended);
        Assert.Equal(["First", "Token 7", "IsOdd", "Odd", "Undone"], workflow.Calls);
        Assert.Equal(["enter 0", "enter 1", $"context {(int)RowWorkflow.Steps.Token} Token", "enter 2", "enter 3", "enter 4", "stop 5"], gate.Log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Row_leaves_out_a_step_whose_condition_is_false(bool isLooped)
    {
        var workflow = new RowWorkflow();
        Run(workflow, refused: -1, isLooped, isOdd: false);
        Assert.Equal(["First", "Token 7", "IsOdd", "Undone"], workflow.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Row_ends_at_a_pending_step(bool isLooped)
    {
        var workflow = new RowWorkflow { IsPending = true };
        (bool ended, LogGate gate) = Run(workflow, refused: -1, isLooped, isOdd: true);
        Assert.False(ended);
        Assert.Equal("enter 0", Assert.Single(gate.Log));
        Assert.Equal(["First"], workflow.Calls);
    }

    [Fact]
    public async Task Run_after_a_row_undoes_what_completed_in_it_the_last_first()
    {
        var workflow = new RowWorkflow { Fails = true };
        await Assert.ThrowsAsync<IOException>(async () => await workflow.RunAsync(1));
        Assert.Equal(["First", "Token 0", "IsOdd", "Odd", "Undone", "Policy", "Undo", "UndoFirst"], workflow.Calls);
    }

    [Fact]
    public async Task Run_that_fails_in_its_row_undoes_what_completed_before()
    {
        var workflow = new RowWorkflow { FailsInRow = true };
        await Assert.ThrowsAsync<IOException>(async () => await workflow.RunAsync(1));
        Assert.Equal(["First", "Token 0", "IsOdd", "Odd", "UndoFirst"], workflow.Calls);
    }

    [Fact]
    public async Task Run_whose_caller_cancels_in_its_row_stops_there_and_undoes()
    {
        using var source = new CancellationTokenSource();
        var workflow = new RowWorkflow { Cancels = source };
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await workflow.RunAsync(1, source.Token));
        Assert.Equal(["First", "Token 1", "UndoFirst"], workflow.Calls);
    }

    private static (bool Ended, LogGate Gate) Run(RowWorkflow workflow, int refused, bool isLooped, bool isOdd)
    {
        var definition = new RowWorkflow.Definition(workflow);
        var state = default(RowWorkflow.State);
        definition.Start(isOdd ? 1 : 2, ref state);
        var gate = new LogGate(refused);
        return (isLooped ? StepRow.Run(definition, ref state, ref gate) : definition.RunSteps(ref state, ref gate), gate);
    }

    private readonly struct LogGate(int refused) : IStepGate
    {
        public List<string> Log { get; } = [];

        public bool Enter(int position)
        {
            if (position == refused)
            {
                return false;
            }

            Log.Add($"enter {position}");
            return true;
        }

        public void Stop(int position) => Log.Add($"stop {position}");

        public StepContext Context(int stepIndex, string stepName)
        {
            Log.Add($"context {stepIndex} {stepName}");
            return new StepContext(stepIndex, stepName, 7, default, default);
        }
    }
}

/// <summary>Asynchronous steps first, then synchronous ones; a token, a condition, compensations, and at the end a policy.</summary>
[Workflow<int, int>]
internal sealed partial class RowWorkflow
{
    public List<string> Calls { get; } = [];

    public bool IsPending { get; init; }

    public bool Fails { get; init; }

    public bool FailsInRow { get; init; }

    public CancellationTokenSource? Cancels { get; init; }

    [Step]
    public bool IsOdd(int input) => Note("IsOdd") && input % 2 == 1;

    [Step]
    public ValueTask<int> First(int input)
    {
        Note("First");
        return IsPending ? new ValueTask<int>(new TaskCompletionSource<int>().Task) : new ValueTask<int>(input);
    }

    [Compensate(nameof(First))]
    public void UndoFirst(int first) => Note("UndoFirst");

    [Step]
    public ValueTask<int> Token(int input, StepContext context)
    {
        Note($"Token {(context.Attempt == 7 ? 7 : context.CancellationToken.CanBeCanceled && Cancels is not null ? 1 : 0)}");
        Cancels?.Cancel();
        return new ValueTask<int>(input);
    }

    [Step, When(nameof(IsOdd))]
    public int Odd(int input) => Note("Odd") ? FailsInRow ? throw new IOException() : input : 0;

    [Step]
    public int Undone(int token, Maybe<int> odd) => Note("Undone") ? token + odd.ValueOr(0) : 0;

    [Compensate(nameof(Undone))]
    public void Undo(int undone) => Note("Undo");

    [Step, Output, Retry(1, On = typeof(TimeoutException))]
    public int Policy(int undone, int first) => Note("Policy") && Fails ? throw new IOException() : undone + first;

    private bool Note(string call)
    {
        Calls.Add(call);
        return true;
    }
}
