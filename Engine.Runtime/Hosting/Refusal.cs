namespace Engine.Runtime;

/// <summary>Why a host refused to take something on.</summary>
public enum Refusal
{
    /// <summary>Its shard has <see cref="ShardOptions.MaxRuns"/> runs that have not ended.</summary>
    TooManyRuns,

    /// <summary>Its shard has <see cref="ShardOptions.MaxRequests"/> requests waiting.</summary>
    TooManyRequests,

    /// <summary>What the runs of its shard need takes a quarter of what the journal may take (<see cref="JournalOptions.MaxSegments"/>): the rest is for their end.</summary>
    JournalFull,

    /// <summary>The host stops.</summary>
    Draining,

    /// <summary>The host has <see cref="WorkflowHostOptions.MaxWorkflows"/> workflows.</summary>
    TooManyWorkflows,

    /// <summary>A workflow is not removed while it has runs that have not ended.</summary>
    HasRuns,

    /// <summary>The workflow has been removed, or is being removed.</summary>
    WorkflowRemoved,
}
