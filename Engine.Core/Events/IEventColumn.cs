using System.ComponentModel;

namespace Engine.Events;

/// <summary>How a value is read of an event: generated for a filter over a member.</summary>
/// <typeparam name="TEvent">The event.</typeparam>
/// <typeparam name="TValue">The member's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEventColumn<TEvent, TValue>
    where TEvent : unmanaged
{
    /// <summary>The member's value.</summary>
    static abstract TValue Read(in TEvent payload);
}
