namespace Engine;

/// <summary>What an entry of a <see cref="RunHistory"/> is about.</summary>
public enum RunHistoryEventKind
{
    /// <summary>An attempt began.</summary>
    StepStarted,

    /// <summary>An attempt failed and another one follows.</summary>
    StepRetrying,

    /// <summary>A step ended for good.</summary>
    StepEnded,

    /// <summary>A step began to be undone.</summary>
    CompensationStarted,

    /// <summary>A compensation ended; an exception says that it failed.</summary>
    CompensationEnded,
}
