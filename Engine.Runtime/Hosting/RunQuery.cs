namespace Engine.Runtime;

/// <summary>Which runs <see cref="WorkflowHost.ListAsync"/> gives: those that all filters let through.</summary>
public sealed class RunQuery
{
    /// <summary>Only runs of this workflow.</summary>
    public string? Workflow { get; init; }

    /// <summary>Only runs in this stage.</summary>
    public RunStage? Stage { get; init; }

    /// <summary>Only runs with this status: of those that have not ended <see cref="RunStatus.Running"/>.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>The most runs of a page, 1 to 10,000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Where the page begins: <see cref="RunPage.Next"/> of the one before; null for the first.</summary>
    public string? After { get; init; }

    internal void Check()
    {
        if (PageSize is < 1 or > 10_000)
        {
            throw new ArgumentOutOfRangeException(nameof(PageSize), PageSize, $"{nameof(PageSize)} is {PageSize}; choose 1 to 10,000.");
        }
    }
}
