namespace Engine.Events;

/// <summary>What a handler asks for, so that nothing is moved for it that it does not take.</summary>
[Flags]
public enum EventHandlerTraits : byte
{
    /// <summary>The payloads alone.</summary>
    None = 0,

    /// <summary>Their keys.</summary>
    Keys = 1,

    /// <summary>Their sequence numbers.</summary>
    Sequences = 2,

    /// <summary>Their times.</summary>
    Times = 4,

    /// <summary>Its events one by one, in the order of the batch across all handlers that ask for it.</summary>
    Ordered = 8,

    /// <summary>It returns a task. Its events come one by one, the next when the task has ended.</summary>
    Asynchronous = 16,

    /// <summary>Its events as spans: where it fails, nobody knows for which of them.</summary>
    Spans = 32,
}
