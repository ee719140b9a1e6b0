using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// Takes the events of one partition of an <see cref="EventQueue"/>, in order. For one thread, or one loop, at a time: two would take turns on
/// cursors that are not locked. Two that wait are refused, the rest is not checked.
/// </summary>
public sealed class EventConsumer
{
    /// <summary>After so many units producers get their room back, though the call goes on.</summary>
    private const int ReleaseUnits = 256;

    /// <summary>How often one looks again before a wait is set up, which costs microseconds.</summary>
    private const int Spins = 10;

    private readonly EventQueue _queue;
    private readonly QueuePartition _partition;
    private long _dequeued;

    internal EventConsumer(EventQueue queue, QueuePartition partition)
    {
        _queue = queue;
        _partition = partition;
    }

    /// <summary>How many events it has taken, those that were not admitted included.</summary>
    public long Dequeued => Volatile.Read(in _dequeued);

    /// <summary>Whether the queue is completed and this partition empty: nothing will come any more.</summary>
    public bool IsDrained => _partition.Ring.IsDrained;

    /// <summary>Moves events into a batch, as many as there are and the batch has room for. O(events), no allocation.</summary>
    /// <returns>How many; 0 where there are none, or the batch is full.</returns>
    /// <exception cref="InvalidOperationException">
    /// The batch is empty and too small for the next event; or it cannot take the next event, whose type has another length than the same
    /// type before: those before it are in the batch, and <see cref="TryDequeue(out EventHeader, Span{byte})"/> gets it out of the way.
    /// </exception>
    public int TryDequeue(EventBatch batch)
    {
        var all = default(AdmitAll);
        return TryDequeue(batch, ref all);
    }

    /// <summary>The same, for events that pass an admission. Those that do not leave the queue and are nowhere else.</summary>
    /// <returns>How many came into the batch. 0 also where none of those that were there was admitted.</returns>
    /// <exception cref="InvalidOperationException">As for all events.</exception>
    public int TryDequeue<TAdmission>(EventBatch batch, ref TAdmission admission)
        where TAdmission : IEventAdmission
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Take(batch, ref admission, out _);
    }

    /// <summary>Takes one event out.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Gets its payload, as long as the header says.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="ArgumentException">The payload does not fit into the buffer; the event stays.</exception>
    public bool TryDequeue(out EventHeader header, Span<byte> payload)
    {
        Ring<EventUnit> ring = _partition.Ring;
        Span<EventUnit> buffer = stackalloc EventUnit[EventRecord.MaxUnits];
        while (ring.Look(1) > 0)
        {
            long head = ring.Head;
            ReadOnlySpan<byte> bytes = EventRecord.Read(ring, head, buffer, out header, out int units);
            if (header.TypeId != 0)
            {
                if (bytes.Length > payload.Length)
                {
                    ThrowQueue.BufferTooSmall(bytes.Length, payload.Length);
                }

                bytes.CopyTo(payload);
                Count(1);
                Release(head + units);
                return true;
            }

            Release(head + units);
        }

        header = default;
        return false;
    }

    /// <summary>Moves events into a batch; where there are none, the thread spins until there are.</summary>
    /// <returns>How many; 0 where the queue is completed and this partition drained, or the batch is full.</returns>
    /// <exception cref="InvalidOperationException">As <see cref="TryDequeue(EventBatch)"/>; or nothing is left and a consumer failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no event was taken.</exception>
    public int Dequeue(EventBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var all = default(AdmitAll);
        var spinner = default(SpinWait);
        while (true)
        {
            // Before the look: what was published before the end is then found.
            bool isLast = IsDrained;
            int count = Take(batch, ref all, out bool isFull);
            if (count > 0 || isFull || isLast)
            {
                return count;
            }

            _queue.CheckFailure();
            cancellationToken.ThrowIfCancellationRequested();
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Moves events into a batch, when there are any. The batch must stay alone until the task ends.</summary>
    /// <returns>How many; 0 where the queue is completed and this partition drained, or the batch is full.</returns>
    /// <exception cref="InvalidOperationException">As <see cref="TryDequeue(EventBatch)"/>; or nothing is left and a consumer failed; or somebody else waits here.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no event was taken.</exception>
    public ValueTask<int> DequeueAsync(EventBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var all = default(AdmitAll);
        int count = Take(batch, ref all, out bool isFull);
        return count > 0 || isFull ? new ValueTask<int>(count) : DequeueLaterAsync(batch, cancellationToken);
    }

    /// <summary>Completes when there are events to take.</summary>
    /// <returns>True then; false where the queue is completed and this partition drained.</returns>
    /// <exception cref="InvalidOperationException">Nothing is left and a consumer failed; or somebody else waits here.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // the default builder allocates its box
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default)
    {
        for (int spins = 0; ; spins++)
        {
            bool isLast = IsDrained;
            if (_partition.Ring.Look(1) > 0)
            {
                return true;
            }

            if (isLast)
            {
                return false;
            }

            _queue.CheckFailure();
            cancellationToken.ThrowIfCancellationRequested();
            if (spins < Spins)
            {
                Thread.SpinWait(1 << spins);
            }
            else
            {
                await _partition.Events.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // the default builder allocates its box
    private async ValueTask<int> DequeueLaterAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        while (await WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            // What there was may have been void.
            var all = default(AdmitAll);
            int count = Take(batch, ref all, out bool isFull);
            if (count > 0 || isFull)
            {
                return count;
            }
        }

        return 0;
    }

    private int Take<TAdmission>(EventBatch batch, ref TAdmission admission, out bool isFull)
        where TAdmission : IEventAdmission
    {
        Ring<EventUnit> ring = _partition.Ring;
        isFull = false;
        int available = ring.Look(ring.Capacity);
        if (available == 0)
        {
            return 0;
        }

        Span<EventUnit> buffer = stackalloc EventUnit[EventRecord.MaxUnits];
        long head = ring.Head, end = head + available, released = head;
        int count = 0, taken = 0;
        try
        {
            while (head < end)
            {
                ReadOnlySpan<byte> payload = EventRecord.Read(ring, head, buffer, out EventHeader header, out int units);
                if (header.TypeId != 0)
                {
                    if (!batch.HasRoomFor(payload.Length))
                    {
                        isFull = true;
                        if (batch.Count == 0)
                        {
                            ThrowQueue.BatchCannotTake(payload.Length);
                        }

                        break;
                    }

                    if (admission.Admit(in header, payload))
                    {
                        batch.TryAppend(in header, payload);
                        count++;
                    }

                    taken++;
                }

                head += units;
                if (head - released >= ReleaseUnits)
                {
                    released = head;
                    Release(head);
                }
            }
        }
        finally
        {
            // Also where the batch or the admission threw: everything before that event is out of the queue.
            Count(taken);
            if (head != released)
            {
                Release(head);
            }
        }

        return count;
    }

    private void Release(long end)
    {
        _partition.Ring.Release(end);
        _partition.Room.WakeIfWaiting();
    }

    /// <summary>One writer; read by whoever measures.</summary>
    private void Count(int events) => Volatile.Write(ref _dequeued, _dequeued + events);

    private readonly struct AdmitAll : IEventAdmission
    {
        public bool Admit(in EventHeader header, ReadOnlySpan<byte> payload) => true;
    }
}
