namespace Engine.Internal;

/// <summary>What can happen to a run as a whole.</summary>
internal enum RunEvent : byte
{
    /// <summary>The last step has ended, and all are completed or skipped.</summary>
    AllStepsEnded,

    /// <summary>A step ended as failed or timed out.</summary>
    StepFailed,

    /// <summary>The caller's cancellation was noticed while steps remained.</summary>
    CallerCancelled,

    /// <summary>The observer threw.</summary>
    ObserverFailed,

    /// <summary>A compensation returned.</summary>
    CompensationReturned,

    /// <summary>A compensation threw, after its last attempt.</summary>
    CompensationThrew,
}
