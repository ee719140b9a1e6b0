using System.ComponentModel;

namespace Engine.Events;

/// <summary>
/// What a router is to <see cref="EventRouter"/>: its handlers by number, in the order of declaration. The generator writes it as a struct
/// that wraps the router, so that the calls are direct.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEventRoutes
{
    /// <summary>How many handlers there are.</summary>
    static abstract int HandlerCount { get; }

    /// <summary>What each of them asks for.</summary>
    static abstract ReadOnlySpan<EventHandlerTraits> Traits { get; }

    /// <summary>The handler of a type of event, -1 for none.</summary>
    static abstract int HandlerOf(uint typeId);

    /// <summary>The length of the events that a handler takes.</summary>
    static abstract int PayloadBytesOf(int handler);

    /// <summary>
    /// Hands over all events of a type. Leaves in <see cref="EventGroup.Count"/> how many passed the filter, and in
    /// <see cref="EventGroup.Done"/> how many of those have been handled, even where it throws.
    /// </summary>
    void Handle(int handler, ref EventGroup group);

    /// <summary>Hands over one event.</summary>
    /// <returns>False where the filter left it out.</returns>
    bool HandleOne(int handler, in EventHeader header, ReadOnlySpan<byte> payload);

    /// <summary>Whether an event passes the filter of its handler.</summary>
    static abstract bool Accepts(int handler, in EventHeader header, ReadOnlySpan<byte> payload);
}
