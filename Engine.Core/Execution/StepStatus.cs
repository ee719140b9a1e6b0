namespace Engine;

/// <summary>How far a step of one run is. Every value but the first is final: an output is written once.</summary>
public enum StepStatus : byte
{
    /// <summary>Waits for its predecessors, or never came to run because the run ended first; also while it runs.</summary>
    NotStarted,

    /// <summary>Its body returned.</summary>
    Completed,

    /// <summary>A condition did not hold, or a value it takes was skipped.</summary>
    Skipped,

    /// <summary>Its body threw, after the last attempt that it had.</summary>
    Failed,

    /// <summary>It ended by cancellation: the caller's, or because another step had failed.</summary>
    Cancelled,

    /// <summary>Its last attempt ended by its deadline.</summary>
    TimedOut,
}
