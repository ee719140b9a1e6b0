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
    private readonly int _retries;
    private THistory _history;
    private TDeadLetters _deadLetters;
    private DeliveryCounts _counts;
    private Exception? _failure;

    internal EventDelivery(TRoutes routes, THistory history, TDeadLetters deadLetters, int retries, int maxEvents)
    {
        if (retries is < 0 or > EventDelivery.MaxRetries)
        {
            ThrowQueue.BadRetries(retries, EventDelivery.MaxRetries);
        }

        _routes = routes;
        _history = history;
        _deadLetters = deadLetters;
        _retries = retries;
        Current = new EventBatch(maxEvents, Math.Max(EventBatch.MaxEventBytes, (int)Math.Min(64L * maxEvents, EventBatch.MaxPayloadBytes)));
    }

    /// <summary>What became of the events so far.</summary>
    public DeliveryCounts Counts => _counts;

    /// <summary>
    /// The events of the last batch that were admitted. Where delivery ended with an exception, they are those of which some may not have
    /// been handled.
    /// </summary>
    public EventBatch Current { get; }

    /// <summary>Delivers what a partition of a queue has, up to one batch.</summary>
    /// <returns>How many events were taken, in whatever way they ended; 0 where there were none.</returns>
    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    public int TryDeliver(EventConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        CheckGoing();
        DeliveryCounts before = _counts;
        try
        {
            Current.Clear();
            var admission = new Admission(this);
            consumer.TryDequeue(Current, ref admission);
            DispatchCurrent();
        }
        catch (Exception failure)
        {
            _failure = failure;
            throw;
        }

        DeliveryMetrics.Count(in before, in _counts);
        return (int)(_counts.Taken - before.Taken);
    }

    /// <summary>Delivers events that came without a queue. The batch stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    public void Deliver(EventBatch events)
    {
        ArgumentNullException.ThrowIfNull(events);
        CheckGoing();
        DeliveryCounts before = _counts;
        try
        {
            var admission = new Admission(this);
            Current.Clear();
            for (int i = 0; i < events.Count; i++)
            {
                EventHeader header = events.HeaderOf(i);
                if (!Current.HasRoomFor(header.PayloadBytes))
                {
                    DispatchCurrent();
                    Current.Clear();
                }

                if (admission.Admit(in header, events.PayloadOf(i)))
                {
                    Current.TryAppend(in header, events.PayloadOf(i));
                }
            }

            DispatchCurrent();
        }
        catch (Exception failure)
        {
            _failure = failure;
            throw;
        }

        DeliveryMetrics.Count(in before, in _counts);
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
        catch (Exception failure) when (failure is not OperationCanceledException || _failure is not null)
        {
            consumer.Fail(failure);
            throw;
        }
    }

    /// <summary>Gives the memory of <see cref="Current"/> back to the pool.</summary>
    public void Dispose() => Current.Dispose();

    private void CheckGoing()
    {
        if (_failure is not null)
        {
            ThrowQueue.DeliveryBroken(_failure);
        }
    }

    private void DispatchCurrent()
    {
        if (Current.Count == 0)
        {
            return;
        }

        var faults = new Faults(this);
        DispatchResult result = EventRouter.Dispatch(in _routes, Current, ref faults);

        // The router counts what was given up as handled.
        _counts = _counts with { Handled = _counts.Handled + result.Handled - faults.GivenUp, Filtered = _counts.Filtered + result.Filtered };
    }

    private readonly struct Admission(EventDelivery<TRoutes, THistory, TDeadLetters> delivery) : IEventAdmission
    {
        public bool Admit(in EventHeader header, ReadOnlySpan<byte> payload)
        {
            // Before the history: when the sink throws, the event is still in the queue and must not be known.
            int handler = TRoutes.HandlerOf(header.TypeId);
            if (handler < 0 || TRoutes.PayloadBytesOf(handler) != payload.Length)
            {
                delivery._deadLetters.Add(new DeadLetter(header, payload, handler < 0 ? DeadLetterReason.NoHandler : DeadLetterReason.WrongLength, 0, null));
                delivery._counts = delivery._counts with { Undeliverable = delivery._counts.Undeliverable + 1 };
                return false;
            }

            switch (delivery._history.Observe(header.Key, header.Sequence))
            {
                case EventArrival.Duplicate:
                    delivery._counts = delivery._counts with { Duplicates = delivery._counts.Duplicates + 1 };
                    return false;
                case EventArrival.Late:
                    delivery._deadLetters.Add(new DeadLetter(header, payload, DeadLetterReason.Late, 0, null));
                    delivery._counts = delivery._counts with { Late = delivery._counts.Late + 1 };
                    return false;
                default:
                    return true;
            }
        }
    }

    private struct Faults(EventDelivery<TRoutes, THistory, TDeadLetters> delivery) : IEventFaults
    {
        public int GivenUp { get; private set; }

        public bool TryAgain(in EventHeader header, ReadOnlySpan<byte> payload, int attempts, Exception error)
        {
            if (attempts <= delivery._retries)
            {
                delivery._counts = delivery._counts with { Retries = delivery._counts.Retries + 1 };
                return true;
            }

            delivery._deadLetters.Add(new DeadLetter(header, payload, DeadLetterReason.HandlerFailed, attempts, error));
            GivenUp++;
            delivery._counts = delivery._counts with { GivenUp = delivery._counts.GivenUp + 1 };
            return false;
        }
    }
}
