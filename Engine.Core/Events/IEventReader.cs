namespace Engine.Events;

/// <summary>Reads events where they lie in a queue, one after the other. Give a struct: the calls are then direct.</summary>
public interface IEventReader
{
    /// <summary>Gets one event. Where it throws, the event stays in the queue.</summary>
    /// <param name="header">The event's header.</param>
    /// <param name="payload">Its payload, valid during the call.</param>
    void Read(in EventHeader header, ReadOnlySpan<byte> payload);
}
