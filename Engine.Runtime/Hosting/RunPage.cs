namespace Engine.Runtime;

/// <summary>A page of runs.</summary>
public sealed class RunPage
{
    internal RunPage()
    {
    }

    /// <summary>The runs, in no particular order.</summary>
    public required IReadOnlyList<RunSummary> Runs { get; init; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public required string? Next { get; init; }
}
