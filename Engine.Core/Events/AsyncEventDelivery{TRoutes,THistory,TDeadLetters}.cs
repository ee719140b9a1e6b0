using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// Brings events from a queue to the handlers of a router of which some return tasks; in all else as
/// <see cref="EventDelivery{TRoutes,THistory,TDeadLetters}"/>.
/// </summary>
/// <remarks>
/// Handlers that return tasks get their events one by one, each when the last has ended; so do its retries, at once. A slow handler holds
/// back the queue, and the queue its producers: take one delivery for each partition. No allocation but the task's, and none of that where no handler waits.
/// </remarks>
/// <typeparam name="TRoutes">The router's handlers, written by the generator.</typeparam>
/// <typeparam name="THistory">Recognises events that come twice.</typeparam>
/// <typeparam name="TDeadLetters">Gets what cannot be delivered.</typeparam>
public sealed class AsyncEventDelivery<TRoutes, THistory, TDeadLetters> : IDisposable
    where TRoutes : struct, IAsyncEventRoutes
    where THistory : IEventHistory
    where TDeadLetters : IDeadLetters
{
    private readonly TRoutes _routes;
    private readonly DeliveryDesk<TRoutes, THistory, TDeadLetters> _desk;

    internal AsyncEventDelivery(TRoutes routes, THistory history, TDeadLetters deadLetters, int retries, int maxEvents)
    {
        _routes = routes;
        _desk = new DeliveryDesk<TRoutes, THistory, TDeadLetters>(history, deadLetters, retries, maxEvents);
    }

    /// <summary>What became of the events so far.</summary>
    public DeliveryCounts Counts => _desk.Counts;

    /// <summary>
    /// The events of the last batch that were admitted; not to be changed while they are delivered. Where delivery ended with an exception, they are
    /// those of which some may not have been handled.
    /// </summary>
    public EventBatch Current => _desk.Current;

    /// <summary>Delivers what a partition of a queue has, up to one batch.</summary>
    /// <returns>How many events were taken, in whatever way they ended; 0 where there were none.</returns>
    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the delivery has ended.</exception>
    public async ValueTask<int> TryDeliverAsync(EventConsumer consumer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        _desk.CheckGoing();
        DeliveryCounts before = Counts;
        try
        {
            _desk.Take(consumer);
            await DispatchCurrentAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _desk.Failure = failure;
            throw;
        }

        return _desk.Report(in before);
    }

    /// <summary>Delivers events that came without a queue. The batch stays as it is, and must until the task ends.</summary>
    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the delivery has ended.</exception>
    public async ValueTask DeliverAsync(EventBatch events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        _desk.CheckGoing();
        DeliveryCounts before = Counts;
        try
        {
            for (int next = 0; next < events.Count;)
            {
                next = _desk.Take(events, next);
                await DispatchCurrentAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            _desk.Failure = failure;
            throw;
        }

        _desk.Report(in before);
    }

    /// <summary>
    /// Delivers what comes until the queue is completed and the partition drained. What ends it otherwise also fails the queue, so that
    /// producers do not wait for a consumer that is gone.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. Between two batches: the queue and the delivery can go on. Within one: <see cref="Current"/> has its events, and the queue
    /// has failed as with any other exception.
    /// </exception>
    public async Task RunAsync(EventConsumer consumer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        try
        {
            while (await consumer.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                await TryDeliverAsync(consumer, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException || _desk.Failure is not null)
        {
            consumer.Fail(failure);
            throw;
        }
    }

    /// <summary>Gives the memory of <see cref="Current"/> back to the pool.</summary>
    public void Dispose() => Current.Dispose();

    private async ValueTask DispatchCurrentAsync(CancellationToken cancellationToken)
    {
        if (Current.Count > 0)
        {
            _desk.Count(await EventRouter.DispatchAsync(_routes, Current, _desk, cancellationToken).ConfigureAwait(false));
        }
    }
}
