using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A run of the journal that this process cannot go on with.</summary>
internal sealed class HeldRun
{
    public required ulong Id { get; init; }

    /// <summary>The position behind its first record.</summary>
    public required long FirstPosition { get; set; }

    /// <summary>From where on the journal is kept: there stands what says of which workflow it is, before the run itself.</summary>
    public required long NeededFrom { get; set; }

    public required string Reason { get; init; }

    public required string Workflow { get; init; }

    public required string? Key { get; init; }

    /// <summary>When it started, in milliseconds since 1970 (UTC).</summary>
    public required long StartedMs { get; init; }

    /// <summary>The record that says of which workflow it is, shared with others; null where the journal does not have it.</summary>
    public required byte[]? WorkflowRecord { get; init; }

    /// <summary>All that was recorded of it, word for word: each record behind its length.</summary>
    public required RecordBuffer Records { get; init; }
}
