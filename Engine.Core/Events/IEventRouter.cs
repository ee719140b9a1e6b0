using Engine.Events;

namespace Engine;

/// <summary>A router all of whose handlers are synchronous. The generator implements it for a class marked <see cref="EventRouterAttribute"/>.</summary>
public interface IEventRouter
{
    /// <summary>Whether there is a handler for a type of event.</summary>
    bool Handles(uint typeId);

    /// <summary>
    /// Calls each handler once, with all events of its type in order of arrival; handlers in the order of declaration, ordered ones last.
    /// O(events + types), no allocation.
    /// </summary>
    /// <returns>Where the events went.</returns>
    /// <exception cref="InvalidOperationException">The batch is being dispatched, or an event has another length than the handler's type.</exception>
    DispatchResult Dispatch(EventBatch batch);

    /// <summary>Calls the handlers event by event, in order of arrival: what <see cref="Dispatch"/> must agree with.</summary>
    DispatchResult DispatchOneByOne(EventBatch batch);
}
