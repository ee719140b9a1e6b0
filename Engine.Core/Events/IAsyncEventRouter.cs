using Engine.Events;

namespace Engine;

/// <summary>A router with a handler that returns a task. The generator implements it for a class marked <see cref="EventRouterAttribute"/>.</summary>
public interface IAsyncEventRouter
{
    /// <summary>Whether there is a handler for a type of event.</summary>
    bool Handles(uint typeId);

    /// <summary>
    /// Calls each synchronous handler once, with all events of its type; then the ordered and the asynchronous ones, event by event in the
    /// order of the batch, each when the last has ended. The batch belongs to the dispatch until the task ends.
    /// </summary>
    /// <returns>Where the events went.</returns>
    /// <exception cref="InvalidOperationException">The batch is being dispatched, or an event has another length than the handler's type.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; events behind the current one were not handled.</exception>
    ValueTask<DispatchResult> DispatchAsync(EventBatch batch, CancellationToken cancellationToken = default);
}
