namespace Engine.Runtime;

/// <summary>What happened to a hosted run. Stored in journals: the numbers never change.</summary>
public enum HostedRunEventKind : byte
{
    /// <summary>The run was started.</summary>
    Started = 0,

    /// <summary>A step began: its first attempt, where it has several.</summary>
    StepStarted = 1,

    /// <summary>An attempt of a step or compensation failed, and another one follows.</summary>
    AttemptFailed = 2,

    /// <summary>A step ended; <see cref="HostedRunEvent.StepStatus"/> says how.</summary>
    StepEnded = 3,

    /// <summary>A process ended without a word while the step was under way; it begins again.</summary>
    Interrupted = 4,

    /// <summary>The run was paused.</summary>
    Paused = 5,

    /// <summary>The run was resumed.</summary>
    Resumed = 6,

    /// <summary>The run was cancelled.</summary>
    Cancelled = 7,

    /// <summary>A compensation began.</summary>
    CompensationStarted = 8,

    /// <summary>A compensation ended; an exception says that it failed.</summary>
    CompensationEnded = 9,

    /// <summary>The run ended; <see cref="HostedRunEvent.RunStatus"/> says how.</summary>
    Ended = 10,

    /// <summary>The run, which had failed, goes on at the steps that failed.</summary>
    Retried = 11,
}
