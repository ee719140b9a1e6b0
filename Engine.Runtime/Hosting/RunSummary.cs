namespace Engine.Runtime;

/// <summary>A hosted run at one moment.</summary>
public class RunSummary
{
    internal RunSummary()
    {
    }

    /// <summary>Its number.</summary>
    public required RunId Id { get; init; }

    /// <summary>The name of its workflow.</summary>
    public required string Workflow { get; init; }

    /// <summary>The key it was started with, if there was one.</summary>
    public required string? Key { get; init; }

    /// <summary>What the host does with it.</summary>
    public required RunStage Stage { get; init; }

    /// <summary>How it ended, or how it is about to end while it stops or is undone.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, if it has.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed or was cancelled; a <see cref="RecordedException"/> where that was in an earlier process.</summary>
    public required Exception? Exception { get; init; }

    /// <summary>Why it is paused or held, where that is known.</summary>
    public required string? Reason { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString() => Line();

    /// <summary>The line of a run, whatever more its type tells.</summary>
    internal string Line() => $"{Id} {Workflow}{(Key is null ? "" : $" '{Key}'")}: {Words()}";

    /// <summary>The stage, and the status where it says more.</summary>
    private protected string Words()
    {
        string words = Stage switch
        {
            RunStage.Ended => $"{Status} at {EndedAt:u}",
            RunStage.Stopping or RunStage.Undoing => $"{Stage}, {Status}",
            _ => Stage.ToString(),
        };
        return Reason is not null ? $"{words} ({Reason})" : Exception is not null ? $"{words} ({Exception.Message})" : words;
    }
}
