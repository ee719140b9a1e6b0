namespace Engine.Events;

/// <summary>An event that was not delivered, as a sink gets it: valid during the call.</summary>
public readonly ref struct DeadLetter
{
    /// <summary>A letter of these parts.</summary>
    public DeadLetter(EventHeader header, ReadOnlySpan<byte> payload, DeadLetterReason reason, int attempts, Exception? error)
    {
        Header = header;
        Payload = payload;
        Reason = reason;
        Attempts = attempts;
        Error = error;
    }

    /// <summary>The event's header.</summary>
    public EventHeader Header { get; }

    /// <summary>The event's payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Why it was not delivered.</summary>
    public DeadLetterReason Reason { get; }

    /// <summary>How often its handler was tried; 0 where it never came to one.</summary>
    public int Attempts { get; }

    /// <summary>How its handler failed last; null where it never came to one.</summary>
    public Exception? Error { get; }
}
