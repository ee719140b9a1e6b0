using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// A bounded queue of events between threads: many producers, and one consumer for each partition of the keys. Events of a key that one
/// producer enqueues reach their consumer in that order. A full queue makes its producers wait, or refuses, as they ask; it never drops.
/// </summary>
/// <remarks>
/// <para>
/// Enqueueing and dequeueing copy 32 bytes and the payload and allocate nothing, waits included, once pools are warm; a wait under a token
/// that can be cancelled costs a registration with the token's source, which that source reuses.
/// </para>
/// <para>
/// There is nothing to dispose: the memory belongs to the garbage collector, since giving it back by hand while another thread writes to it
/// would be a crash. <see cref="Complete"/> ends a queue in order, <see cref="Fail"/> because a consumer cannot go on.
/// </para>
/// <para>
/// The meter <c>Engine</c> has for each queue, by <c>engine.queue</c> (its name): <c>engine.queue.used</c> and <c>engine.queue.capacity</c> in
/// bytes, <c>engine.queue.dequeued</c> events, and what a full queue did to producers: <c>engine.queue.waits</c> and <c>engine.queue.refusals</c>.
/// </para>
/// </remarks>
/// <example><code>
/// var queue = new EventQueue(new EventQueueOptions { Name = "orders" });
/// await queue.EnqueueAsync(new OrderPlaced(7, 99.5), key: 7, sequence: 1, time: clock.GetUtcNow().Ticks);
/// queue.Complete();
///
/// EventConsumer consumer = queue.ConsumerOf(0);
/// while (await consumer.DequeueAsync(batch) > 0)
/// {
///     totals.Dispatch(batch);
///     batch.Clear();
/// }
/// </code></example>
#pragma warning disable CA1711 // it is a queue
public sealed class EventQueue
#pragma warning restore CA1711
{
    /// <summary>How many partitions a queue can have.</summary>
    public const int MaxPartitions = 64;

    /// <summary>The least that a partition holds: any event fits.</summary>
    public const int MinCapacityBytes = 1 << 13;

    /// <summary>The most that a partition holds.</summary>
    public const int MaxCapacityBytes = 1 << 30;

    private readonly QueuePartition[] _partitions;
    private readonly EventConsumer[] _consumers;
    private readonly QueuePartition _only;
    private Exception? _failure;

    /// <summary>An empty queue.</summary>
    /// <param name="options">How large it is, and who uses it; the defaults of <see cref="EventQueueOptions"/> where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its limits.</exception>
    public EventQueue(EventQueueOptions? options = null)
    {
        options ??= new EventQueueOptions();
        ArgumentException.ThrowIfNullOrEmpty(options.Name);
        if (options.CapacityBytes is < MinCapacityBytes or > MaxCapacityBytes)
        {
            ThrowQueue.BadCapacity(options.CapacityBytes, MinCapacityBytes, MaxCapacityBytes);
        }

        if (options.Partitions is < 1 or > MaxPartitions)
        {
            ThrowQueue.BadPartitions(options.Partitions, MaxPartitions);
        }

        Name = options.Name;
        int units = (int)(BitOperations.RoundUpToPowerOf2((uint)options.CapacityBytes) / EventRecord.UnitBytes);
        _partitions = new QueuePartition[options.Partitions];
        _consumers = new EventConsumer[options.Partitions];
        for (int p = 0; p < _partitions.Length; p++)
        {
            _partitions[p] = new QueuePartition(units, options.SingleProducer);
            _consumers[p] = new EventConsumer(this, _partitions[p]);
        }

        _only = _partitions[0];
        QueueMetrics.Add(this);
    }

    /// <summary>As metrics and errors call it.</summary>
    public string Name { get; }

    /// <summary>How many partitions it has.</summary>
    public int Partitions => _partitions.Length;

    /// <summary>How many bytes all partitions hold.</summary>
    public long CapacityBytes => (long)_partitions.Length * _only.Ring.Capacity * EventRecord.UnitBytes;

    /// <summary>How many bytes events take now, as far as one can say while others work on it.</summary>
    public long UsedBytes
    {
        get
        {
            long units = 0;
            foreach (QueuePartition partition in _partitions)
            {
                units += partition.Ring.Count;
            }

            return units * EventRecord.UnitBytes;
        }
    }

    /// <summary>Whether it takes no more events.</summary>
    public bool IsCompleted => Volatile.Read(in _failure) is not null || _only.Ring.IsClosed;

    /// <summary>Why a consumer could not go on; null as long as none said so.</summary>
    public Exception? Failure => Volatile.Read(in _failure);

    internal long Dequeued
    {
        get
        {
            long events = 0;
            foreach (EventConsumer consumer in _consumers)
            {
                events += consumer.Dequeued;
            }

            return events;
        }
    }

    /// <summary>The partition of a key in a queue of so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // two multiplications
    public static int PartitionOf(long key, int partitions) => (int)(((((ulong)key * 0x9E37_79B9_7F4A_7C15) >> 32) * (uint)partitions) >> 32);

    /// <summary>The only consumer of a partition: give it to one thread, or one loop, at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public EventConsumer ConsumerOf(int partition)
    {
        if ((uint)partition >= (uint)_consumers.Length)
        {
            ThrowQueue.NoSuchPartition(partition, _consumers.Length);
        }

        return _consumers[partition];
    }

    /// <summary>Puts one event in, or refuses it where there is no room.</summary>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed.</exception>
    /// <exception cref="ArgumentException">The event has no type, or is longer than a queue takes.</exception>
    public bool TryEnqueue<T>(in T payload, long key, long sequence, long time)
        where T : unmanaged, IEvent
        => TryPut(in payload, key, sequence, time) || Refuse();

    /// <summary>Puts an event in that came as bytes, or refuses it where there is no room.</summary>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed.</exception>
    /// <exception cref="ArgumentException">The header has no type, or another length than the payload.</exception>
    public bool TryEnqueue(in EventHeader header, ReadOnlySpan<byte> payload) => TryPut(in header, payload) || Refuse();

    /// <summary>Puts the events of a batch in, in their order, as far as there is room. The batch stays as it is.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="start">The first of them to take.</param>
    /// <returns>How many were put in; the next to come is <paramref name="start"/> and so many.</returns>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed; none was put in.</exception>
    public int TryEnqueue(EventBatch batch, int start)
    {
        int put = TryPut(batch, start);
        if (put < batch.Count - start)
        {
            Refuse();
        }

        return put;
    }

    /// <summary>Puts events of one type in, in their order, as far as there is room.</summary>
    /// <returns>How many were put in, from the first on.</returns>
    /// <exception cref="ArgumentException">A column has another length than the events.</exception>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed; none was put in.</exception>
    public int TryEnqueue<T>(ReadOnlySpan<T> payloads, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences, ReadOnlySpan<long> times)
        where T : unmanaged, IEvent
    {
        CheckType<T>();
        CheckColumn(nameof(keys), keys.Length, payloads.Length);
        CheckColumn(nameof(sequences), sequences.Length, payloads.Length);
        CheckColumn(nameof(times), times.Length, payloads.Length);
        CheckFailure();
        int put = OrThrow(Placement.Put(_partitions, new ColumnSource<T>(payloads, keys, sequences, times), 0));
        if (put < payloads.Length)
        {
            Refuse();
        }

        return put;
    }

    /// <summary>Puts one event in; where there is no room, the thread spins until there is.</summary>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed; the event was not put in.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the event was not put in.</exception>
    public void Enqueue<T>(in T payload, long key, long sequence, long time, CancellationToken cancellationToken = default)
        where T : unmanaged, IEvent
    {
        if (TryPut(in payload, key, sequence, time))
        {
            return;
        }

        QueueMetrics.Waited(this);
        var spinner = default(SpinWait);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            spinner.SpinOnce(sleep1Threshold: -1);
        }
        while (!TryPut(in payload, key, sequence, time));
    }

    /// <summary>Puts the events of a batch in, in their order; where there is no room, the thread spins until there is.</summary>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed; the first events may have been put in.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the first events may have been put in.</exception>
    public void EnqueueAll(EventBatch batch, CancellationToken cancellationToken = default)
    {
        int next = TryPut(batch, 0);
        if (next == batch.Count)
        {
            return;
        }

        QueueMetrics.Waited(this);
        var spinner = default(SpinWait);
        while (next < batch.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            spinner.SpinOnce(sleep1Threshold: -1);
            next += TryPut(batch, next);
        }
    }

    /// <summary>Puts one event in, when there is room. Await it before the next event of the key: producers that wait are served in order, but others may come between.</summary>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed; the event was not put in. Or too many producers wait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the event was not put in.</exception>
    public ValueTask EnqueueAsync<T>(T payload, long key, long sequence, long time, CancellationToken cancellationToken = default)
        where T : unmanaged, IEvent
        => TryPut(in payload, key, sequence, time) ? default : EnqueueLaterAsync(payload, key, sequence, time, cancellationToken);

    /// <summary>Puts the events of a batch in, in their order, as there is room. The batch must stay as it is until the task ends.</summary>
    /// <exception cref="InvalidOperationException">The queue is completed, or its consumer failed; the first events may have been put in. Or too many producers wait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the first events may have been put in.</exception>
    public ValueTask EnqueueAllAsync(EventBatch batch, CancellationToken cancellationToken = default)
    {
        int put = TryPut(batch, 0);
        return put == batch.Count ? default : EnqueueLaterAsync(batch, put, cancellationToken);
    }

    /// <summary>
    /// Takes no more events. What is in the queue can be dequeued; then consumers are told that it is drained. A second call does nothing.
    /// With <see cref="EventQueueOptions.SingleProducer"/> it is the producer who calls it.
    /// </summary>
    public void Complete()
    {
        foreach (QueuePartition partition in _partitions)
        {
            partition.Ring.Close();
        }

        foreach (QueuePartition partition in _partitions)
        {
            partition.Room.Shut();
            partition.Events.Shut();
        }
    }

    /// <summary>
    /// Says that a consumer cannot go on. Producers that wait or come get an exception instead of waiting for ever, consumers that wait for more
    /// get one too; what is in the queue stays there and can be taken with <see cref="EventConsumer.TryDequeue(EventBatch)"/>. The first failure counts.
    /// </summary>
    public void Fail(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Interlocked.CompareExchange(ref _failure, failure, null);
        foreach (QueuePartition partition in _partitions)
        {
            partition.Room.Shut();
            partition.Events.Shut();
        }
    }

    internal void CheckFailure()
    {
        if (Volatile.Read(in _failure) is not null)
        {
            ThrowQueue.Completed(Name, _failure);
        }
    }

    private static void CheckType<T>()
        where T : unmanaged, IEvent
    {
        // Both are constants of the type: nothing is left of this where they are right.
        if (T.EventTypeId == 0)
        {
            ThrowQueue.NoType();
        }

        if (Unsafe.SizeOf<T>() > EventBatch.MaxEventBytes)
        {
            ThrowQueue.EventTooLarge(T.EventTypeName, Unsafe.SizeOf<T>(), EventBatch.MaxEventBytes);
        }
    }

    private static void CheckColumn(string name, int actual, int events)
    {
        if (actual != events)
        {
            ThrowQueue.ColumnLength(name, actual, events);
        }
    }

    private bool TryPut<T>(in T payload, long key, long sequence, long time)
        where T : unmanaged, IEvent
    {
        CheckType<T>();
        CheckFailure();
        return OrThrow(Of(key).TryPut(in payload, key, sequence, time)) > 0;
    }

    private bool TryPut(in EventHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.TypeId == 0)
        {
            ThrowQueue.NoType();
        }

        if (header.PayloadBytes != payload.Length || payload.Length > EventBatch.MaxEventBytes)
        {
            ThrowQueue.PayloadLength(header.PayloadBytes, payload.Length, EventBatch.MaxEventBytes);
        }

        CheckFailure();
        return OrThrow(Of(header.Key).TryPut(in header, payload)) > 0;
    }

    private int TryPut(EventBatch batch, int start)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if ((uint)start > (uint)batch.Count)
        {
            ThrowQueue.BadStart(start, batch.Count);
        }

        CheckFailure();
        return OrThrow(Placement.Put(_partitions, new BatchSource(batch), start));
    }

    private QueuePartition Of(long key) => _partitions.Length == 1 ? _only : _partitions[PartitionOf(key, _partitions.Length)];

    private int OrThrow(int put)
    {
        if (put < 0)
        {
            ThrowQueue.Completed(Name, null);
        }

        return put;
    }

    private bool Refuse()
    {
        QueueMetrics.Refused(this);
        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] // the default builder allocates its box
    private async ValueTask EnqueueLaterAsync<T>(T payload, long key, long sequence, long time, CancellationToken cancellationToken)
        where T : unmanaged, IEvent
    {
        QueueMetrics.Waited(this);
        int units = EventRecord.UnitsFor(Unsafe.SizeOf<T>());
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Of(key).Room.WaitAsync(units, cancellationToken).ConfigureAwait(false);
        }
        while (!TryPut(in payload, key, sequence, time));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] // the default builder allocates its box
    private async ValueTask EnqueueLaterAsync(EventBatch batch, int next, CancellationToken cancellationToken)
    {
        QueueMetrics.Waited(this);
        while (next < batch.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int units = EventRecord.UnitsFor(batch.PayloadOf(next).Length);
            await Of(batch.Keys[next]).Room.WaitAsync(units, cancellationToken).ConfigureAwait(false);
            next += TryPut(batch, next);
        }
    }
}
