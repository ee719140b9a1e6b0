using Engine.Events;

namespace Engine.Internal;

/// <summary>What deliveries of both kinds decide about an event: whether it is let in, whether it is tried again, and how it is counted.</summary>
internal sealed class DeliveryDesk<TRoutes, THistory, TDeadLetters> : IEventFaults
    where TRoutes : struct, IEventRoutes
    where THistory : IEventHistory
    where TDeadLetters : IDeadLetters
{
    private readonly int _retries;
    private THistory _history;
    private TDeadLetters _deadLetters;
    private DeliveryCounts _counts;
    private long _givenUpBefore;

    public DeliveryDesk(THistory history, TDeadLetters deadLetters, int retries, int maxEvents)
    {
        if (retries is < 0 or > EventDelivery.MaxRetries)
        {
            ThrowQueue.BadRetries(retries, EventDelivery.MaxRetries);
        }

        _history = history;
        _deadLetters = deadLetters;
        _retries = retries;
        Current = new EventBatch(maxEvents, Math.Max(EventBatch.MaxEventBytes, (int)Math.Min(64L * maxEvents, EventBatch.MaxPayloadBytes)));
    }

    public DeliveryCounts Counts => _counts;

    /// <summary>What was admitted last.</summary>
    public EventBatch Current { get; }

    /// <summary>How delivery ended; null while it goes on.</summary>
    public Exception? Failure { get; set; }

    /// <exception cref="InvalidOperationException">The delivery ended before.</exception>
    public void CheckGoing()
    {
        if (Failure is not null)
        {
            ThrowQueue.DeliveryBroken(Failure);
        }
    }

    /// <summary>Takes what a partition has, up to one batch, into <see cref="Current"/>.</summary>
    public void Take(EventConsumer consumer)
    {
        Current.Clear();
        var admission = new Admission(this);
        consumer.TryDequeue(Current, ref admission);
    }

    /// <summary>Takes events of a batch into <see cref="Current"/> until it is full.</summary>
    /// <returns>The first that was not looked at.</returns>
    public int Take(EventBatch events, int first)
    {
        Current.Clear();
        var admission = new Admission(this);
        for (; first < events.Count; first++)
        {
            EventHeader header = events.HeaderOf(first);
            if (!Current.HasRoomFor(header.PayloadBytes))
            {
                break;
            }

            if (admission.Admit(in header, events.PayloadOf(first)))
            {
                Current.TryAppend(in header, events.PayloadOf(first));
            }
        }

        return first;
    }

    /// <summary>After the router has had <see cref="Current"/>: it counts what was given up as handled.</summary>
    public void Count(DispatchResult result)
    {
        long givenUp = _counts.GivenUp - _givenUpBefore;
        _givenUpBefore = _counts.GivenUp;
        _counts = _counts with { Handled = _counts.Handled + result.Handled - givenUp, Filtered = _counts.Filtered + result.Filtered };
    }

    /// <summary>Adds what has become of events since to the metrics. Returns how many were taken.</summary>
    public int Report(in DeliveryCounts before)
    {
        DeliveryMetrics.Count(in before, in _counts);
        return (int)(_counts.Taken - before.Taken);
    }

    public bool TryAgain(in EventHeader header, ReadOnlySpan<byte> payload, int attempts, Exception error)
    {
        if (attempts <= _retries)
        {
            _counts = _counts with { Retries = _counts.Retries + 1 };
            return true;
        }

        _deadLetters.Add(new DeadLetter(header, payload, DeadLetterReason.HandlerFailed, attempts, error));
        _counts = _counts with { GivenUp = _counts.GivenUp + 1 };
        return false;
    }

    private readonly struct Admission(DeliveryDesk<TRoutes, THistory, TDeadLetters> desk) : IEventAdmission
    {
        public bool Admit(in EventHeader header, ReadOnlySpan<byte> payload)
        {
            // Before the history: when the sink throws, the event is still in the queue and must not be known.
            int handler = TRoutes.HandlerOf(header.TypeId);
            if (handler < 0 || TRoutes.PayloadBytesOf(handler) != payload.Length)
            {
                desk._deadLetters.Add(new DeadLetter(header, payload, handler < 0 ? DeadLetterReason.NoHandler : DeadLetterReason.WrongLength, 0, null));
                desk._counts = desk._counts with { Undeliverable = desk._counts.Undeliverable + 1 };
                return false;
            }

            switch (desk._history.Observe(header.Key, header.Sequence))
            {
                case EventArrival.Duplicate:
                    desk._counts = desk._counts with { Duplicates = desk._counts.Duplicates + 1 };
                    return false;
                case EventArrival.Late:
                    desk._deadLetters.Add(new DeadLetter(header, payload, DeadLetterReason.Late, 0, null));
                    desk._counts = desk._counts with { Late = desk._counts.Late + 1 };
                    return false;
                default:
                    return true;
            }
        }
    }
}
