namespace Engine.Internal;

/// <summary>
/// Where producers wait for room in a partition, first come first woken. The consumer pays one load of a word that seldom changes;
/// the fence is the waiter's, as in <see cref="EventsGate"/> with the sides exchanged: head and <c>_count</c> for tail and <c>_isWaiting</c>.
/// </summary>
internal sealed class RoomGate(Ring<EventUnit> ring) : IQueueGate
{
    /// <summary>How many producers may wait for one partition.</summary>
    public const int MaxWaiters = 1 << 16;

    /// <summary>How many objects are kept for later waits.</summary>
    private const int MaxSpare = 64;

    private readonly Lock _lock = new();
    private QueueWaiter? _first;
    private QueueWaiter? _last;
    private QueueWaiter? _spare;
    private int _spareCount;
    private int _count;
    private bool _isShut;

    /// <summary>A producer's: completes with true when there may be room for so many units, with false when there never will be.</summary>
    /// <exception cref="InvalidOperationException">Too many wait.</exception>
    /// <exception cref="OperationCanceledException">Of the task: the token was cancelled.</exception>
    public ValueTask<bool> WaitAsync(int units, CancellationToken cancellationToken)
    {
        QueueWaiter waiter;
        lock (_lock)
        {
            if (_count == MaxWaiters)
            {
                ThrowQueue.TooManyWaiters(MaxWaiters);
            }

            waiter = TakeSpare();
            waiter.Arm();
            waiter.Units = units;
            Link(waiter);
        }

        Interlocked.MemoryBarrierProcessWide();
        if (IsShut || ring.Free >= units)
        {
            Wake();
        }

        waiter.Watch(cancellationToken);
        return waiter.Task;
    }

    private bool IsShut => Volatile.Read(in _isShut) || ring.IsClosed;

    /// <summary>There will be no more room: everybody who waits or comes is told so.</summary>
    public void Shut()
    {
        Volatile.Write(ref _isShut, true);
        Interlocked.MemoryBarrier();
        WakeIfWaiting();
    }

    /// <summary>The consumer's, after it released.</summary>
    public void WakeIfWaiting()
    {
        if (Volatile.Read(in _count) != 0)
        {
            Wake();
        }
    }

    void IQueueGate.Cancel(QueueWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.IsListed)
            {
                Unlink(waiter);
                waiter.SignalCancelled();
            }
        }

        // Those behind it may fit where it did not.
        WakeIfWaiting();
    }

    void IQueueGate.Recycle(QueueWaiter waiter, bool isReusable)
    {
        lock (_lock)
        {
            if (isReusable && _spareCount < MaxSpare)
            {
                waiter.Next = _spare;
                _spare = waiter;
                _spareCount++;
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            bool isShut = IsShut;
            int free = ring.Free;
            while (_first is { } waiter && (isShut || waiter.Units <= free))
            {
                Unlink(waiter);
                free -= waiter.Units;
                waiter.Signal(!isShut);
            }
        }
    }

    private QueueWaiter TakeSpare()
    {
        if (_spare is not { } waiter)
        {
            return new QueueWaiter(this);
        }

        _spare = waiter.Next;
        _spareCount--;
        waiter.Next = null;
        return waiter;
    }

    private void Link(QueueWaiter waiter)
    {
        waiter.IsListed = true;
        waiter.Previous = _last;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        Volatile.Write(ref _count, _count + 1);
    }

    private void Unlink(QueueWaiter waiter)
    {
        waiter.IsListed = false;
        if (waiter.Previous is null)
        {
            _first = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.Previous = null;
        waiter.Next = null;
        Volatile.Write(ref _count, _count - 1);
    }
}
