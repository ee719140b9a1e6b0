namespace Engine.Events;

/// <summary>Looks at each event as it leaves a queue. Give a struct: it then costs what it does.</summary>
public interface IEventAdmission
{
    /// <summary>Whether the event goes into the batch; where not, it is taken out of the queue all the same, and this is the place to count or keep it.</summary>
    /// <param name="header">The event's header.</param>
    /// <param name="payload">Its payload, valid during the call.</param>
    bool Admit(in EventHeader header, ReadOnlySpan<byte> payload);
}
