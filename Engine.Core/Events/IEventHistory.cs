namespace Engine.Events;

/// <summary>
/// Remembers which events have come. <see cref="SequenceWindows"/> does in memory; one that is to survive a crash implements this over its
/// journal.
/// </summary>
public interface IEventHistory
{
    /// <summary>Looks whether an event has come before, and remembers it if not.</summary>
    EventArrival Observe(long key, long sequence);
}
