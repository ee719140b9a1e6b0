namespace Engine.Events;

/// <summary>Why an event was not delivered.</summary>
public enum DeadLetterReason
{
    /// <summary>Its handler failed, as often as it was tried.</summary>
    HandlerFailed,

    /// <summary>The router has no handler for its type.</summary>
    NoHandler,

    /// <summary>It has another length than the type of the router's handler.</summary>
    WrongLength,

    /// <summary>It is older than what is remembered of its key, so that it may have been delivered before.</summary>
    Late,
}
