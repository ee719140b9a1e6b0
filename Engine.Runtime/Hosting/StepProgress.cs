namespace Engine.Runtime;

/// <summary>Where a step of a hosted run is.</summary>
public enum StepProgress
{
    /// <summary>What it depends on has not ended, or the run is not active.</summary>
    Waits,

    /// <summary>It starts when what it depends on is on the disk.</summary>
    WaitsForDisk,

    /// <summary>Its body runs.</summary>
    Runs,

    /// <summary>An attempt failed, and the next one starts at <see cref="StepSnapshot.DueAt"/>.</summary>
    WaitsForRetry,

    /// <summary>It was under way in a process that is no more, and starts again when the run goes on.</summary>
    Interrupted,

    /// <summary>It has ended, or never will begin: <see cref="StepSnapshot.Status"/> says how.</summary>
    Ended,
}
