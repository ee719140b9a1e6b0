using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Something in the past of a run that few runs have: all but that steps began and completed, which slabs keep in rows.</summary>
internal readonly record struct RunNote(HostedRunEventKind Kind, long AtMs)
{
    /// <summary>The dispatch index of the step or compensation; -1 where it is of the run.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The attempt that failed, or the last one of a step that ended.</summary>
    public int Attempt { get; init; }

    /// <summary>When the step or compensation that ended had begun; or when the next attempt is due.</summary>
    public long OtherMs { get; init; }

    /// <summary>How a step ended.</summary>
    public StepStatus StepStatus { get; init; }

    /// <summary>How the run ended.</summary>
    public RunStatus RunStatus { get; init; }

    public Exception? Exception { get; init; }

    public string? Reason { get; init; }
}
