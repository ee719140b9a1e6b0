using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Generators;

/// <summary>Workflows that run as one step of another, once or in rounds.</summary>
public class OneStepTests
{
    [Fact]
    public async Task Children_run_as_one_step_in_rounds_and_with_retries()
    {
        (Refining workflow, Seen seen) = NewRefining();
        seen.Fails = 2;

        Draft draft = await workflow.RunAsync(new Draft(0, ""));

        // One, four rounds to 5, one, two rounds to 8, one; and two failures.
        Assert.Equal(new Draft(9, "+++++~~~+"), draft);
        Assert.Equal(11, seen.Tokens.Count);
        Assert.Equal(["Once", "Rounds", "Again", "Last", "Checked", "Text"], Enum.GetNames<Refining.Steps>());
    }

    [Fact]
    public async Task Methods_of_children_can_be_called()
    {
        (Refining workflow, _) = NewRefining();
        var draft = new Draft(2, "");

        Assert.Equal(3, workflow.Once(draft).Quality);
        Assert.Equal(5, workflow.Rounds(draft).Quality);
        Assert.Equal(3, (await workflow.Again(draft, default)).Quality);
        Assert.Equal(3, workflow.Checked(draft, default).Quality);
        Assert.Equal(8, (await workflow.Last(new Draft(5, ""))).Quality);
    }

    [Fact]
    public async Task Rounds_without_a_yes_fail_with_the_limit()
    {
        (Refining workflow, Seen seen) = NewRefining();

        RepeatLimitException limit = await Assert.ThrowsAsync<RepeatLimitException>(() => workflow.RunAsync(new Draft(-9, "")).AsTask());
        Assert.Equal("Step 'Rounds' ran 5 rounds, and 'IsGood' was false after each of them; raise Max in [Repeat], or let it say true earlier.", limit.Message);
        Assert.Equal(("Rounds", 5), (limit.StepName, limit.Limit));
        Assert.Equal(6, seen.Tokens.Count);
        limit = await Assert.ThrowsAsync<RepeatLimitException>(() => workflow.Last(new Draft(0, "")));
        Assert.Equal(("Last", 3), (limit.StepName, limit.Limit));
    }

    [Fact]
    public async Task Clock_and_token_of_the_run_reach_the_child()
    {
        (Refining workflow, Seen seen) = NewRefining();
        var clock = new FakeClock();
        using var source = new CancellationTokenSource();

        _ = await workflow.RunAsync(new Draft(4, ""), new RunOptions { TimeProvider = clock }, source.Token);

        Assert.All(seen.Clocks, used => Assert.Same(clock, used));
        Assert.All(seen.Tokens, token => Assert.True(token.CanBeCanceled));
    }

    [Fact]
    public async Task Cancellation_ends_the_rounds()
    {
        (Refining workflow, Seen seen) = NewRefining();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workflow.RunAsync(new Draft(0, ""), source.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workflow.Again(new Draft(0, ""), source.Token).AsTask());
        Assert.Empty(seen.Tokens);
    }

    [Fact]
    public void Rounds_of_a_plain_child_allocate_nothing()
    {
        var workflow = new Halving(new HalfOf());
        Assert.Equal(1, workflow.Run(1 << 20));
        Assert.Equal(0, Allocations.Of(() => workflow.Run(1 << 20)));
    }

    private static (Refining Workflow, Seen Seen) NewRefining()
    {
        var seen = new Seen();
        return (new Refining(new Polish(seen), new PolishLater(seen)), seen);
    }

    private sealed class FakeClock : TimeProvider;
}

[Workflow<int, int>]
internal sealed partial class HalfOf
{
    [Step]
    public static int Half(int input) => input / 2;
}

[Workflow<int, int>]
internal sealed partial class Halving(HalfOf half)
{
    [SubWorkflow<HalfOf>, Repeat(nameof(IsOne), Max = 32)]
    public partial int Halved(int input);

    private static bool IsOne(int value) => value == 1;

    public HalfOf Half => half;
}
