namespace Engine.Internal;

/// <summary>What only a run has that failed, was paused or was retried.</summary>
internal sealed class RunExtras
{
    /// <summary>The steps that ended in another way than completed or skipped.</summary>
    public List<(int StepIndex, StepStatus Status, Exception Exception)> Failed { get; } = [];

    /// <summary>Compensations that failed: their names, and what they threw.</summary>
    public List<string> FailedCompensations { get; } = [];

    public List<Exception> CompensationFailures { get; } = [];

    /// <summary>Why it failed.</summary>
    public Exception? Exception { get; set; }

    /// <summary>Since when its time limit counts; 0 for its start.</summary>
    public long ClockMs { get; set; }

    /// <summary>What of its past is not in the rows of its slab.</summary>
    public RunNotes Notes { get; } = new();

    /// <summary>Why it is paused, where no person did it.</summary>
    public string? PauseReason { get; set; }
}
