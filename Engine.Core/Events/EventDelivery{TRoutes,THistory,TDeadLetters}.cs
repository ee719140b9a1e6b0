using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// Brings events from a queue to the handlers of a router: each at most once, as far as the history remembers, and none lost in silence.
/// </summary>
/// <remarks>
/// <para>
/// An event that came before is counted and left out. One that is too old to tell, or that no handler takes, becomes a dead letter. A handler
/// that throws is tried again at once, the number of retries; then the event becomes a dead letter with the last error, and delivery goes on:
/// with other keys, and with the later events of the same key, which are handled as if it had not come. A handler must leave its state as it
/// was when it throws, or be able to do the same twice.
/// </para>
/// <para>
/// Within a batch a router's handlers run by type; events of one key and type stay in order, of one key across types where handlers ask for it.
/// The history knows an event from when it is taken: what is in <see cref="Current"/> when the process dies is not delivered again. A journal
/// behind <see cref="IEventHistory"/> and <see cref="IDeadLetters"/> is the place to change that.
/// </para>
/// <para>
/// One owner at a time; take one delivery for each partition. No allocation where nothing fails. Counted by the meter <c>Engine</c> as
/// <c>engine.delivery.events</c>, by <c>engine.outcome</c>, and <c>engine.delivery.retries</c>.
/// </para>
/// </remarks>
/// <typeparam name="TRoutes">The router's handlers, written by the generator.</typeparam>
/// <typeparam name="THistory">Recognises events that come twice.</typeparam>
/// <typeparam name="TDeadLetters">Gets what cannot be delivered.</typeparam>
public sealed class EventDelivery<TRoutes, THistory, TDeadLetters> : IDisposable
    where TRoutes : struct, IEventRoutes
    where THistory : IEventHistory
    where TDeadLetters : IDeadLetters
{
    private readonly TRoutes _routes;
    private readonly DeliveryDesk<TRoutes, THistory, TDeadLetters> _desk;

    internal EventDelivery(TRoutes routes, THistory history, TDeadLetters deadLetters, int retries, int maxEvents)
    {
        foreach (EventHandlerTraits traits in TRoutes.Traits)
        {
            if ((traits & EventHandlerTraits.Asynchronous) != 0)
            {
                ThrowQueue.AsynchronousRoutes(typeof(TRoutes));
            }
        }

        _routes = routes;
        _desk = new DeliveryDesk<TRoutes, THistory, TDeadLetters>(history, deadLetters, retries, maxEvents);
    }

    /// <summary>What became of the events so far.</summary>
    public DeliveryCounts Counts => _desk.Counts;

    /// <summary>
    /// The events of the last batch that were admitted. Where delivery ended with an exception, they are those of which some may not have
    /// been handled.
    /// </summary>
    public EventBatch Current => _desk.Current;

    /// <summary>Delivers what a partition of a queue has, up to one batch.</summary>
    /// <returns>How many events were taken, in whatever way they ended; 0 where there were none.</returns>
    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    public int TryDeliver(EventConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        _desk.CheckGoing();
        DeliveryCounts before = Counts;
        try
        {
            _desk.Take(consumer);
            DispatchCurrent();
        }
        catch (Exception failure)
        {
            _desk.Failure = failure;
            throw;
        }

        return _desk.Report(in before);
    }

    /// <summary>Delivers events that came without a queue. The batch stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    public void Deliver(EventBatch events)
    {
        ArgumentNullException.ThrowIfNull(events);
        _desk.CheckGoing();
        DeliveryCounts before = Counts;
        try
        {
            for (int next = 0; next < events.Count;)
            {
                next = _desk.Take(events, next);
                DispatchCurrent();
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
    /// <exception cref="OperationCanceledException">The token was cancelled, between two batches; the queue goes on.</exception>
    public async Task RunAsync(EventConsumer consumer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        try
        {
            while (await consumer.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                TryDeliver(consumer);
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

    private void DispatchCurrent()
    {
        if (Current.Count > 0)
        {
            DeliveryDesk<TRoutes, THistory, TDeadLetters> desk = _desk;
            desk.Count(EventRouter.Dispatch(in _routes, Current, ref desk));
        }
    }
}
