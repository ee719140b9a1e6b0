namespace Engine.Internal;

/// <summary>
/// Where the consumer of a partition waits for events. Producers pay one load of a word that seldom changes; the fence that makes this
/// safe is on the waiter's side, where a microsecond does not matter.
/// </summary>
/// <remarks>
/// A producer stores a mark, then loads <c>_isWaiting</c>; the consumer stores <c>_isWaiting</c>, then loads the mark. Unless
/// store and load stay in order on both sides, each may miss the other. The consumer's fence is process-wide: it orders the
/// producers' accesses too, wherever it interrupts them. Interrupted before its store, a producer loads afterwards and sees the
/// waiter; interrupted after, its store is visible to the consumer's load.
/// </remarks>
internal sealed class EventsGate(Ring<EventUnit> ring) : IQueueGate
{
    private QueueWaiter? _waiter;
    private int _isWaiting;
    private bool _isShut;

    /// <summary>The consumer's: completes when there may be events, or never will be any more.</summary>
    /// <exception cref="InvalidOperationException">Somebody waits here already.</exception>
    /// <exception cref="OperationCanceledException">Of the task: the token was cancelled.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(in _isWaiting) != 0)
        {
            ThrowQueue.TwoConsumers();
        }

        QueueWaiter waiter = _waiter ??= new QueueWaiter(this);
        waiter.Arm();
        Volatile.Write(ref _isWaiting, 1);
        Interlocked.MemoryBarrierProcessWide();
        if (Volatile.Read(in _isShut) || ring.Look(1) > 0 || ring.IsDrained)
        {
            Wake();
        }

        waiter.Watch(cancellationToken);
        return waiter.Task;
    }

    /// <summary>Nobody waits here any more: who does, and who comes, goes on at once.</summary>
    public void Shut()
    {
        Volatile.Write(ref _isShut, true);
        Interlocked.MemoryBarrier();
        WakeIfWaiting();
    }

    /// <summary>Producers', after they published.</summary>
    public void WakeIfWaiting()
    {
        if (Volatile.Read(in _isWaiting) != 0)
        {
            Wake();
        }
    }

    void IQueueGate.Cancel(QueueWaiter waiter)
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) != 0)
        {
            waiter.SignalCancelled();
        }
    }

    void IQueueGate.Recycle(QueueWaiter waiter, bool isReusable)
    {
        if (!isReusable)
        {
            _waiter = null;
        }
    }

    private void Wake()
    {
        // Whoever takes the word has taken the waiter.
        if (Interlocked.Exchange(ref _isWaiting, 0) != 0)
        {
            _waiter!.Signal(isOpen: true);
        }
    }
}
