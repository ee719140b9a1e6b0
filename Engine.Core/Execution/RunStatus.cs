namespace Engine;

/// <summary>How a run ended.</summary>
public enum RunStatus : byte
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>Every step has completed or was skipped.</summary>
    Completed,

    /// <summary>A step failed or timed out, and there was nothing to undo.</summary>
    Failed,

    /// <summary>The caller cancelled, and there was nothing to undo.</summary>
    Cancelled,

    /// <summary>A step failed or the caller cancelled; every completed step that has a compensation was undone.</summary>
    Compensated,

    /// <summary>A step failed or the caller cancelled, and at least one compensation failed too.</summary>
    CompensationFailed,
}
