namespace Engine.Events;

/// <summary>What is done about an event whose handler threw. Give a struct: it then costs nothing where nothing fails.</summary>
public interface IEventFaults
{
    /// <summary>Whether the event is handed to its handler again; where not, it is given up, and this is the place to keep it.</summary>
    /// <param name="header">The event's header.</param>
    /// <param name="payload">Its payload, valid during the call.</param>
    /// <param name="attempts">How often it has failed, 1 at first.</param>
    /// <param name="error">How it failed last. Throwing ends the dispatch.</param>
    bool TryAgain(in EventHeader header, ReadOnlySpan<byte> payload, int attempts, Exception error);
}
