using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>What a record says, as far as it can be read without the definition that wrote its values.</summary>
internal readonly record struct RecordView(RecordKind Kind, int Bytes)
{
    /// <summary>None where the record is not of a run.</summary>
    public RunId Run { get; init; }

    /// <summary>Null where the journal does not say it, because what said it has been released.</summary>
    public string? Workflow { get; init; }

    /// <summary>The step or compensation; "#3" where the workflow is not known.</summary>
    public string? Step { get; init; }

    /// <summary>When that was, in milliseconds since 1970 (UTC); of a start or image, when the run started. Null where the journal does not say.</summary>
    public long? TimeMs { get; init; }

    /// <summary>When the next attempt is due, in milliseconds since 1970 (UTC).</summary>
    public long? DueMs { get; init; }

    /// <summary>How the step or run ended, or what the run does.</summary>
    public string? Status { get; init; }

    public string? Key { get; init; }

    /// <summary>Type and message of an exception, or why a run was paused.</summary>
    public string? Reason { get; init; }

    /// <summary>The number of an attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>The number of a workflow in its journal, or that of the next run in its shard.</summary>
    public ulong? Number { get; init; }

    /// <summary>How many steps a workflow has, without compensations.</summary>
    public int? Steps { get; init; }
}
