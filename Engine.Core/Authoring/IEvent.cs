namespace Engine;

/// <summary>A type of event. The generator implements it for a struct marked <see cref="EventAttribute"/>.</summary>
public interface IEvent
{
    /// <summary>The number by which the type is known outside of this process; not 0.</summary>
    static abstract uint EventTypeId { get; }

    /// <summary>The full name of the type.</summary>
    static abstract string EventTypeName { get; }
}
