namespace Engine.Events;

/// <summary>What is known of an event when it comes.</summary>
public enum EventArrival
{
    /// <summary>It has not come before.</summary>
    New,

    /// <summary>It has come before: the same key and sequence.</summary>
    Duplicate,

    /// <summary>It is older than what is remembered of its key, so nobody can tell whether it has come before.</summary>
    Late,
}
