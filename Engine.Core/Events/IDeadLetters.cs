namespace Engine.Events;

/// <summary>
/// Where events go that cannot be delivered. <see cref="DeadLetterStore"/> keeps them in memory; one that is to survive a crash implements this
/// over its journal.
/// </summary>
public interface IDeadLetters
{
    /// <summary>Keeps an event. What this throws ends the delivery: an event is never thrown away in silence.</summary>
    void Add(in DeadLetter letter);
}
