using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>So many units at least are looked for at a time, where there are so many.</summary>
    private const int LookUnits = 256;

    /// <summary>How often one looks again before a wait is set up, which costs microseconds.</summary>
    private const int Spins = 10;

    private readonly EventQueue _queue;
    private readonly QueuePartition _partition;
    private QueueCount _dequeued;

    internal EventConsumer(EventQueue queue, QueuePartition partition)
    {
        _queue = queue;
        _partition = partition;
    }

    /// <summary>How many events it has taken, those that were not admitted included.</summary>
    public long Dequeued => Volatile.Read(in _dequeued.Value);

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

    /// <summary>Lets a reader see events where they lie, without a copy; each leaves the queue when it has been read.</summary>
    /// <param name="reader">Sees them in order.</param>
    /// <param name="maxEvents">How many at most.</param>
    /// <returns>How many were read. What a reader throws is thrown: that event is still the first in the queue, those before it are out.</returns>
    public int TryRead<TReader>(ref TReader reader, int maxEvents)
        where TReader : IEventReader
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxEvents);
        var sink = new ReaderSink<TReader>(ref reader);
        return Drain(ref sink, maxEvents);
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
            ref readonly EventHeader found = ref EventRecord.Find(ring, head, buffer, out ReadOnlySpan<byte> bytes, out int units);
            if (found.TypeId != 0)
            {
                header = found;
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

    /// <summary>Says that this consumer cannot go on: the whole queue fails, see <see cref="EventQueue.Fail"/>.</summary>
    public void Fail(Exception failure) => _queue.Fail(failure);

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

    /// <returns>How many events came into the batch.</returns>
    private int Take<TAdmission>(EventBatch batch, ref TAdmission admission, out bool isFull)
        where TAdmission : IEventAdmission
    {
        int before = batch.Count;
        var sink = new BatchSink<TAdmission>(batch.BeginAppend(), ref admission);
        try
        {
            Drain(ref sink, int.MaxValue);
        }
        finally
        {
            // Also where the batch or the admission threw.
            batch.EndAppend(in sink.Appender);
        }

        isFull = sink.IsFull;
        if (isFull && batch.Count == 0)
        {
            ThrowQueue.BatchCannotTake();
        }

        return batch.Count - before;
    }

    /// <summary>Gives a sink what there is, in order, up to so many events or until it refuses.</summary>
    /// <returns>How many events it took.</returns>
    private int Drain<TSink>(ref TSink sink, int maxEvents)
        where TSink : IEventSink, allows ref struct
    {
        // What is known of first; then a piece at a time. Who looks as far as there is something reads where producers write just then.
        Ring<EventUnit> ring = _partition.Ring;
        int known = ring.Known, taken = 0;
        while (known > 0 || (known = ring.Look(LookUnits)) > 0)
        {
            taken += DrainTo(ref sink, known, maxEvents - taken, out bool isRefused);
            if (isRefused || taken == maxEvents)
            {
                break;
            }

            known = 0;
        }

        return taken;
    }

    private int DrainTo<TSink>(ref TSink sink, int available, int maxEvents, out bool isRefused)
        where TSink : IEventSink, allows ref struct
    {
        isRefused = false;
        Ring<EventUnit> ring = _partition.Ring;
        long head = ring.Head, end = head + available;
        var progress = new Progress { Head = head, Released = head };
        try
        {
            while (!isRefused && progress.Head < end && progress.Taken < maxEvents)
            {
                // What lies side by side: the ring is asked for it once, not for each record.
                head = progress.Head;
                Span<EventUnit> run = ring.Run(head, (int)(end - head));
                isRefused = !DrainRun(ref sink, run, maxEvents, ref progress);

                // It may have stopped before a record that the ring's end cuts in two.
                if (!isRefused && progress.Head < head + run.Length && progress.Taken < maxEvents)
                {
                    isRefused = !TakeAround(ref sink, ring, ref progress);
                }
            }
        }
        finally
        {
            // Also where the sink threw: everything before that event is out of the queue.
            Count(progress.Taken);
            if (progress.Head != progress.Released)
            {
                Release(progress.Head);
            }
        }

        return progress.Taken;
    }

    /// <summary>
    /// Record by record through units side by side, as far as they hold whole ones. Apart from what catches exceptions, so that all it counts with
    /// stays in registers; what must be known after one is written down before each event.
    /// </summary>
    /// <returns>False where the sink refused an event.</returns>
    private bool DrainRun<TSink>(ref TSink sink, Span<EventUnit> run, int maxEvents, ref Progress progress)
        where TSink : IEventSink, allows ref struct
    {
        long start = progress.Head;
        int taken = progress.Taken, released = (int)(progress.Released - start);
        var guess = new EventRecord.Length();
        for (int at = 0; at < run.Length && taken < maxEvents;)
        {
            ReadOnlySpan<EventUnit> rest = run[at..];
            if (!EventRecord.TryFind(rest, ref guess, out ReadOnlySpan<byte> payload, out int units))
            {
                break;
            }

            if (!EventRecord.HasType(in rest[0]))
            {
                at += units;
                progress.Head = start + at;
                continue;
            }

            // As long as records are alike nothing is asked of the next one but its first word.
            ref EventUnit record = ref MemoryMarshal.GetReference(rest);
            ulong kind = record.Low;
            int last = Math.Min(run.Length - units, released + ReleaseUnits);
            do
            {
                if (!sink.TryTake(in EventRecord.HeaderOf(in record), EventRecord.PayloadOf(in record, payload.Length)))
                {
                    return false;
                }

                at += units;
                progress.Taken = ++taken;
                progress.Head = start + at;
                record = ref Unsafe.Add(ref record, units);
            }
            while (at <= last && taken < maxEvents && record.Low == kind);

            if (at - released >= ReleaseUnits)
            {
                released = at;
                progress.Released = start + at;
                Release(start + at);
            }
        }

        return true;
    }

    /// <summary>Gives a sink the record that lies around the ring's end, once a round.</summary>
    /// <returns>False where the sink refused it.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)] // four kilobytes of stack
    private static bool TakeAround<TSink>(ref TSink sink, Ring<EventUnit> ring, ref Progress progress)
        where TSink : IEventSink, allows ref struct
    {
        Span<EventUnit> buffer = stackalloc EventUnit[EventRecord.MaxUnits];
        ref readonly EventHeader header = ref EventRecord.Find(ring, progress.Head, buffer, out ReadOnlySpan<byte> payload, out int units);
        if (!sink.TryTake(in header, payload))
        {
            return false;
        }

        progress.Taken++;
        progress.Head += units;
        return true;
    }

    private void Release(long end)
    {
        _partition.Ring.Release(end);
        _partition.Room.WakeIfWaiting();
    }

    /// <summary>One writer; read by whoever measures.</summary>
    private void Count(int events) => Volatile.Write(ref _dequeued.Value, _dequeued.Value + events);

    /// <summary>How far a drain has come.</summary>
    private struct Progress
    {
        public long Head;
        public long Released;
        public int Taken;
    }

    private readonly struct AdmitAll : IEventAdmission
    {
        public bool Admit(in EventHeader header, ReadOnlySpan<byte> payload) => true;
    }
}
