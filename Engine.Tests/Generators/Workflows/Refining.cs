namespace Engine.Tests.Generators.Workflows;

public sealed record Draft(int Quality, string Log);

/// <summary>What the steps of a child saw of their run.</summary>
public sealed class Seen
{
    public List<CancellationToken> Tokens { get; } = [];

    public List<TimeProvider> Clocks { get; } = [];

    public int Fails { get; set; }
}

[Workflow<Draft, Draft>]
public sealed partial class Polish(Seen seen)
{
    [Step]
    public Draft Better(Draft input, in StepContext context, CancellationToken cancellationToken)
    {
        seen.Tokens.Add(cancellationToken);
        seen.Clocks.Add(context.TimeProvider);
        if (seen.Fails-- > 0)
        {
            throw new IOException("not now");
        }

        return new Draft(input.Quality + 1, input.Log + "+");
    }
}

[Workflow<Draft, Draft>]
public sealed partial class PolishLater(Seen seen)
{
    [Step]
    public async ValueTask<Draft> BetterAsync(Draft input, StepContext context, CancellationToken cancellationToken)
    {
        seen.Tokens.Add(cancellationToken);
        seen.Clocks.Add(context.TimeProvider);
        await Task.Yield();
        return seen.Fails-- > 0 ? throw new IOException("not now") : new Draft(input.Quality + 1, input.Log + "~");
    }

    [Step]
    private static void Hidden(Draft better) => _ = better;
}

/// <summary>Children that run as one step: with policies, repeated, with private steps, synchronous and not.</summary>
[Workflow<Draft, Draft>]
public sealed partial class Refining(Polish polish, PolishLater later)
{
    [SubWorkflow<Polish>, Retry(2)]
    public partial Draft Once(Draft input);

    [SubWorkflow<Polish>, Repeat(nameof(IsGood), Max = 5)]
    public partial Draft Rounds(in Draft once);

    [SubWorkflow<PolishLater>]
    public partial ValueTask<Draft> Again(Draft rounds, CancellationToken cancellationToken);

    [SubWorkflow<PolishLater>, Repeat(nameof(IsDone), Max = 3)]
    public partial Task<Draft> Last(Draft again);

    [SubWorkflow<Polish>, Timeout(60_000)]
    public partial Draft Checked(Draft last, CancellationToken cancellationToken);

    [Step, Output]
    public static Draft Text(Draft @checked) => @checked;

    private static bool IsGood(in Draft draft) => draft.Quality >= 5;

    private bool IsDone(Draft draft) => draft.Quality >= 8 && polish is not null;
}
