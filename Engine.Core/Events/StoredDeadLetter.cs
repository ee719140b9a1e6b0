namespace Engine.Events;

/// <summary>An event that was not delivered, kept.</summary>
/// <param name="Header">The event's header.</param>
/// <param name="Payload">A copy of its payload.</param>
/// <param name="Reason">Why it was not delivered.</param>
/// <param name="Attempts">How often its handler was tried; 0 where it never came to one.</param>
/// <param name="Error">How its handler failed last; null where it never came to one.</param>
public sealed record StoredDeadLetter(EventHeader Header, ReadOnlyMemory<byte> Payload, DeadLetterReason Reason, int Attempts, Exception? Error);
