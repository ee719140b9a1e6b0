using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A workflow as a journal knows it, beside the one of this process.</summary>
internal sealed class WorkflowVersion
{
    /// <summary>The steps of a task graph: as many as there can be, each its own.</summary>
    public static int[] SameSteps { get; } = [.. Enumerable.Range(0, TaskGraph.MaxTasks)];

    /// <summary>The record that says so; null where no run of it has to be held.</summary>
    public required byte[]? Record { get; init; }

    public required string Name { get; init; }

    /// <summary>The position behind the record that says so.</summary>
    public required long Position { get; init; }

    /// <summary>The table of this process; null where it has no workflow of that name, or one that takes another input.</summary>
    public required RunTable? Table { get; init; }

    /// <summary>For each step of the journal's version its index in this process; -1 for one that is not there or has another signature.</summary>
    public required int[] Steps { get; init; }

    public required string[] StepNames { get; init; }

    /// <summary>How many of the steps were there; dispatch indices from here on are compensations.</summary>
    public required int StepCount { get; init; }

    /// <summary>Whether this process records the steps by the same numbers.</summary>
    public required bool IsSame { get; init; }

    /// <summary>Whether there may be runs of it that cannot go on here: their records are kept as they are.</summary>
    public required bool MayBeHeld { get; init; }

    /// <summary>Why runs of it cannot go on here; null where they can.</summary>
    public required string? Reason { get; init; }
}
