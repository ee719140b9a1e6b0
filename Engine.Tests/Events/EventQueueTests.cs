using Engine.Events;

namespace Engine.Tests.Events;

/// <summary>What a queue promises on one thread: order by key, bounds, refusals, ends.</summary>
public class EventQueueTests
{
    /// <summary>Of events with 16 bytes: 48 bytes each.</summary>
    private const int TicksInSmallest = EventQueue.MinCapacityBytes / 48;

    public static TheoryData<int, bool> Queues() => new() { { 1, true }, { 1, false }, { 3, true }, { 3, false }, { 64, true }, { 64, false } };

    [Theory]
    [MemberData(nameof(Queues))]
    public void Mixed_events_come_out_as_they_went_in_in_the_order_of_each_key(int partitions, bool isSingle)
    {
        EventQueue queue = Create(partitions, isSingle);
        using var batch = new EventBatch(1_000, 1 << 16);
        var expected = new Dictionary<long, Queue<long>>();
        var random = new Random(partitions);
        long sequence = 0;
        for (int round = 0; round < 200; round++)
        {
            for (int i = random.Next(40); i > 0; i--)
            {
                long key = random.NextInt64(-5, 20);
                Assert.True((sequence % 3) switch
                {
                    0 => queue.TryEnqueue(Ticked.Of(sequence), key, sequence, sequence + 1),
                    1 => queue.TryEnqueue(new Blinked((byte)sequence), key, sequence, sequence + 1),
                    _ => queue.TryEnqueue(new Shifted(sequence, 1, 2, 3, ~sequence), key, sequence, sequence + 1),
                });
                (expected.TryGetValue(key, out Queue<long>? sequences) ? sequences : expected[key] = new Queue<long>()).Enqueue(sequence++);
            }

            for (int p = 0; p < partitions; p++)
            {
                batch.Clear();
                Assert.Equal(queue.ConsumerOf(p).TryDequeue(batch), batch.Count);
                for (int i = 0; i < batch.Count; i++)
                {
                    EventHeader header = batch.HeaderOf(i);
                    Assert.Equal(p, EventQueue.PartitionOf(header.Key, partitions));
                    Assert.Equal(expected[header.Key].Dequeue(), header.Sequence);
                    Assert.Equal(header.Sequence + 1, header.Time);
                    switch (header.Sequence % 3)
                    {
                        case 0:
                            Assert.Equal(Ticked.Of(header.Sequence), batch.Read<Ticked>(i));
                            break;
                        case 1:
                            Assert.Equal(new Blinked((byte)header.Sequence), batch.Read<Blinked>(i));
                            break;
                        default:
                            Assert.Equal(new Shifted(header.Sequence, 1, 2, 3, ~header.Sequence), batch.Read<Shifted>(i));
                            break;
                    }
                }
            }
        }

        Assert.All(expected.Values, Assert.Empty);
        Assert.Equal(0, queue.UsedBytes);
    }

    [Theory]
    [MemberData(nameof(Queues))]
    public void Batches_come_out_as_they_went_in_however_little_room_there_is(int partitions, bool isSingle)
    {
        EventQueue queue = Create(partitions, isSingle);
        using EventBatch given = Mixed(2_000, keys: 30, seed: partitions), taken = new(10_000, 1 << 20);
        var random = new Random(1);
        for (int next = 0; next < given.Count || queue.UsedBytes > 0;)
        {
            next += queue.TryEnqueue(given, next);
            int p = random.Next(partitions);
            using var some = new EventBatch(1 + random.Next(100), 1 << 14);
            queue.ConsumerOf(p).TryDequeue(some);
            for (int i = 0; i < some.Count; i++)
            {
                Assert.True(taken.TryAppend(some.HeaderOf(i), some.PayloadOf(i)));
            }
        }

        AssertSameByKey(given, taken);
    }

    [Theory]
    [MemberData(nameof(Queues))]
    public void Columns_of_one_type_come_out_as_they_went_in(int partitions, bool isSingle)
    {
        EventQueue queue = Create(partitions, isSingle);
        long[] numbers = [.. Enumerable.Range(0, 1_000).Select(static i => (long)i)];
        long[] keys = [.. numbers.Select(static i => i % 17)];
        Ticked[] events = [.. numbers.Select(Ticked.Of)];
        using EventBatch given = new(1_000), taken = new(1_000);
        given.Append<Ticked>(events, keys, numbers, numbers);
        for (int next = 0; next < events.Length || queue.UsedBytes > 0;)
        {
            next += queue.TryEnqueue<Ticked>(events.AsSpan(next), keys.AsSpan(next), numbers.AsSpan(next), numbers.AsSpan(next));
            for (int p = 0; p < partitions; p++)
            {
                queue.ConsumerOf(p).TryDequeue(taken);
            }
        }

        AssertSameByKey(given, taken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Full_queue_refuses_and_takes_again_when_there_is_room(bool isSingle)
    {
        EventQueue queue = Create(1, isSingle);
        int count = 0;
        while (queue.TryEnqueue(Ticked.Of(count), 1, count, 0))
        {
            count++;
        }

        Assert.Equal(TicksInSmallest, count);
        using var one = new EventBatch(1);
        Assert.Equal(1, queue.ConsumerOf(0).TryDequeue(one));
        Assert.Equal(0, queue.ConsumerOf(0).TryDequeue(one));
        Assert.True(queue.TryEnqueue(Ticked.Of(count), 1, count, 0));
        Assert.False(queue.TryEnqueue(Ticked.Of(count), 1, count, 0));
        Assert.Equal(TicksInSmallest, Sequences(queue, 0).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batch_that_meets_one_full_partition_is_taken_up_to_there(bool isSingle)
    {
        EventQueue queue = Create(2, isSingle);
        long[] keys = [KeyOf(0, 2), KeyOf(1, 2)];
        int filled = 0;
        while (queue.TryEnqueue(Ticked.Of(filled), keys[1], filled, 0))
        {
            filled++;
        }

        using var batch = new EventBatch(10);
        foreach (int partition in (int[])[0, 0, 0, 1, 0, 1])
        {
            batch.Append(Ticked.Of(batch.Count), keys[partition], batch.Count, 0);
        }

        Assert.Equal(3, queue.TryEnqueue(batch, 0));
        Assert.Equal(0, queue.TryEnqueue(batch, 3));
        Assert.Equal([0, 1, 2], Sequences(queue, 0));
        Assert.Equal(filled, Sequences(queue, 1).Count);
        Assert.Equal(3, queue.TryEnqueue(batch, 3));
        Assert.Equal([4], Sequences(queue, 0));
        Assert.Equal([3, 5], Sequences(queue, 1));
    }

    [Fact]
    public void Events_as_bytes_come_out_one_by_one_whatever_their_length()
    {
        EventQueue queue = Create(1, isSingle: false);
        byte[] payload = new byte[EventBatch.MaxEventBytes], read = new byte[EventBatch.MaxEventBytes];
        new Random(1).NextBytes(payload);
        for (int length = 0; length <= EventBatch.MaxEventBytes; length += length < 100 ? 1 : 333)
        {
            var header = new EventHeader(77, length, length, -length, 5);
            Assert.True(queue.TryEnqueue(in header, payload.AsSpan(0, length)));
            Assert.True(queue.ConsumerOf(0).TryDequeue(out EventHeader got, read));
            Assert.Equal(header, got);
            Assert.Equal(payload[..length], read[..length]);
        }

        Assert.False(queue.ConsumerOf(0).TryDequeue(out _, read));
        Assert.True(queue.TryEnqueue(new Huge(), 1, 1, 1));
        Assert.Throws<ArgumentException>(() => queue.ConsumerOf(0).TryDequeue(out _, new byte[100]));
        Assert.True(queue.ConsumerOf(0).TryDequeue(out EventHeader huge, read));
        Assert.Equal(EventBatch.MaxEventBytes, huge.PayloadBytes);
    }

    [Theory]
    [MemberData(nameof(Queues))]
    public void Completed_queue_refuses_loudly_and_is_drained_when_it_is_empty(int partitions, bool isSingle)
    {
        EventQueue queue = Create(partitions, isSingle);
        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        queue.Complete();
        queue.Complete();
        Assert.True(queue.IsCompleted);
        using var batch = new EventBatch(10);
        batch.Append(Ticked.Of(2), 1, 2, 2);
        Assert.Contains("completed", Assert.Throws<InvalidOperationException>(() => queue.TryEnqueue(Ticked.Of(2), 1, 2, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => queue.TryEnqueue(batch, 0));
        Assert.Throws<InvalidOperationException>(() => queue.TryEnqueue<Ticked>([Ticked.Of(2)], [1], [2], [2]));
        Assert.Throws<InvalidOperationException>(() => queue.EnqueueAll(batch));
        EventConsumer consumer = queue.ConsumerOf(EventQueue.PartitionOf(1, partitions));
        Assert.False(consumer.IsDrained);
        Assert.Equal([1], Sequences(queue, EventQueue.PartitionOf(1, partitions)));
        Assert.True(consumer.IsDrained);
        batch.Clear();
        for (int p = 0; p < partitions; p++)
        {
            Assert.Equal(0, queue.ConsumerOf(p).Dequeue(batch));
        }
    }

    [Fact]
    public void Failed_queue_refuses_with_the_reason_and_keeps_what_it_has()
    {
        EventQueue queue = Create(1, isSingle: true);
        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        var failure = new TimeoutException("the disk is gone");
        queue.Fail(failure);
        queue.Fail(new InvalidOperationException("later"));
        Assert.Same(failure, queue.Failure);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => queue.TryEnqueue(Ticked.Of(2), 1, 2, 2));
        Assert.Same(failure, refused.InnerException);
        Assert.Contains("the disk is gone", refused.Message, StringComparison.Ordinal);
        using var batch = new EventBatch(10);
        Assert.Equal(1, queue.ConsumerOf(0).Dequeue(batch));
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => queue.ConsumerOf(0).Dequeue(batch)).InnerException);
    }

    [Fact]
    public void Event_that_the_batch_cannot_take_stays_and_can_be_taken_by_itself()
    {
        EventQueue queue = Create(1, isSingle: true);
        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        var longer = new EventHeader(Ticked.EventTypeId, 24, 1, 2, 2);
        Assert.True(queue.TryEnqueue(in longer, new byte[24]));
        queue.Enqueue(Ticked.Of(3), 1, 3, 3);
        using var batch = new EventBatch(10);
        Assert.Throws<InvalidOperationException>(() => queue.ConsumerOf(0).TryDequeue(batch));
        Assert.Equal(1, batch.Count);
        Assert.Throws<InvalidOperationException>(() => queue.ConsumerOf(0).TryDequeue(batch));
        Assert.Equal(1, batch.Count);
        Assert.True(queue.ConsumerOf(0).TryDequeue(out EventHeader odd, new byte[24]));
        Assert.Equal(longer, odd);
        Assert.Equal(1, queue.ConsumerOf(0).TryDequeue(batch));
        Assert.Equal(3, queue.ConsumerOf(0).Dequeued);
    }

    [Fact]
    public void Batch_without_room_takes_what_fits_and_an_empty_one_that_is_too_small_is_named()
    {
        EventQueue queue = Create(1, isSingle: true);
        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        queue.Enqueue(new Shifted(1, 2, 3, 4, 5), 1, 2, 2);
        using var batch = new EventBatch(10, 32);
        Assert.Equal(1, queue.ConsumerOf(0).TryDequeue(batch));
        Assert.Equal(0, queue.ConsumerOf(0).Dequeue(batch));
        batch.Clear();
        Assert.Contains("maxPayloadBytes", Assert.Throws<InvalidOperationException>(() => queue.ConsumerOf(0).TryDequeue(batch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Admission_sees_each_event_once_and_what_it_refuses_is_out_of_the_queue()
    {
        EventQueue queue = Create(1, isSingle: true);
        for (int i = 0; i < 10; i++)
        {
            queue.Enqueue(Ticked.Of(i), 1, i, 0);
        }

        var even = new EvenOnly();
        using EventBatch small = new(2), rest = new(10);
        Assert.Equal(2, queue.ConsumerOf(0).TryDequeue(small, ref even));
        Assert.Equal(3, queue.ConsumerOf(0).TryDequeue(rest, ref even));
        Assert.Equal([0, 2], small.Sequences.ToArray());
        Assert.Equal([4, 6, 8], rest.Sequences.ToArray());
        Assert.Equal(10, even.Seen);
        Assert.Equal(0, queue.UsedBytes);
    }

    [Fact]
    public void Reader_sees_events_in_place_and_the_one_that_it_throws_at_stays()
    {
        EventQueue queue = Create(1, isSingle: true);
        for (int i = 0; i < 10; i++)
        {
            queue.Enqueue(Ticked.Of(i), 1, i, 0);
        }

        var reader = new ReadTo(6);
        Assert.Equal(4, queue.ConsumerOf(0).TryRead(ref reader, 4));
        Assert.Equal(4, queue.ConsumerOf(0).Dequeued);
        Assert.Throws<FormatException>(() =>
        {
            var failing = new ReadTo(6, next: 4);
            queue.ConsumerOf(0).TryRead(ref failing, 100);
        });
        Assert.Equal(6, queue.ConsumerOf(0).Dequeued);
        var rest = new ReadTo(100, next: 6);
        Assert.Equal(0, queue.ConsumerOf(0).TryRead(ref rest, 0));
        Assert.Equal(4, queue.ConsumerOf(0).TryRead(ref rest, 100));
        Assert.Equal(0, queue.ConsumerOf(0).TryRead(ref rest, 100));
    }

    [Fact]
    public void Numbers_outside_of_their_limits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQueue(new EventQueueOptions { CapacityBytes = EventQueue.MinCapacityBytes - 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQueue(new EventQueueOptions { CapacityBytes = int.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQueue(new EventQueueOptions { Partitions = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventQueue(new EventQueueOptions { Partitions = 65 }));
        EventQueue queue = Create(2, isSingle: false);
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.ConsumerOf(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.ConsumerOf(-1));
        Assert.Throws<ArgumentException>(() => queue.TryEnqueue(new Nameless(1), 1, 1, 1));
        Assert.Throws<ArgumentException>(() => queue.TryEnqueue(new Oversized(), 1, 1, 1));
        Assert.Throws<ArgumentException>(() => queue.TryEnqueue(new EventHeader(5, 8, 1, 1, 1), new byte[7]));
        Assert.Throws<ArgumentException>(() => queue.TryEnqueue(new EventHeader(0, 8, 1, 1, 1), new byte[8]));
        Assert.Throws<ArgumentException>(() => queue.TryEnqueue(new EventHeader(5, 4097, 1, 1, 1), new byte[4097]));
        Assert.Throws<ArgumentException>(() => queue.TryEnqueue<Ticked>([Ticked.Of(1)], [1, 2], [1], [1]));
        using var batch = new EventBatch(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryEnqueue(batch, 1));
        Assert.Equal(16384, new EventQueue(new EventQueueOptions { CapacityBytes = EventQueue.MinCapacityBytes + 1 }).CapacityBytes);
    }

    [Fact]
    public void Keys_spread_over_partitions()
    {
        int[] counts = new int[7];
        for (long key = 0; key < 7_000; key++)
        {
            counts[EventQueue.PartitionOf(key, 7)]++;
        }

        Assert.All(counts, static count => Assert.InRange(count, 700, 1_300));
    }

    internal static EventQueue Create(int partitions, bool isSingle, int capacityBytes = EventQueue.MinCapacityBytes)
        => new(new EventQueueOptions { CapacityBytes = capacityBytes, Partitions = partitions, SingleProducer = isSingle });

    /// <summary>A key that lies in a partition.</summary>
    internal static long KeyOf(int partition, int partitions)
    {
        long key = 0;
        while (EventQueue.PartitionOf(key, partitions) != partition)
        {
            key++;
        }

        return key;
    }

    private static EventBatch Mixed(int count, int keys, int seed)
    {
        var random = new Random(seed);
        var batch = new EventBatch(count, 1 << 20);
        for (int i = 0; i < count; i++)
        {
            long key = random.Next(keys);
            switch (random.Next(4))
            {
                case 0:
                    batch.Append(Ticked.Of(i), key, i, 0);
                    break;
                case 1:
                    batch.Append(new Blinked((byte)i), key, i, 0);
                    break;
                case 2:
                    batch.Append(new Shifted(i, i, i, i, i), key, i, 0);
                    break;
                default:
                    byte[] payload = new byte[300];
                    random.NextBytes(payload);
                    batch.TryAppend(new EventHeader(9, 300, key, i, 0), payload);
                    break;
            }
        }

        return batch;
    }

    private static void AssertSameByKey(EventBatch expected, EventBatch actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        int[] Order(EventBatch batch)
        {
            long[] keys = batch.Keys.ToArray();
            return [.. Enumerable.Range(0, batch.Count).OrderBy(i => keys[i])];
        }

        foreach ((int one, int other) in Order(expected).Zip(Order(actual)))
        {
            Assert.Equal(expected.HeaderOf(one), actual.HeaderOf(other));
            Assert.Equal(expected.PayloadOf(one).ToArray(), actual.PayloadOf(other).ToArray());
        }
    }

    private static List<long> Sequences(EventQueue queue, int partition)
    {
        using var batch = new EventBatch(1_000);
        queue.ConsumerOf(partition).TryDequeue(batch);
        return [.. batch.Sequences];
    }

    private struct ReadTo(long end, long next = 0) : IEventReader
    {
        private long _next = next;

        public void Read(in EventHeader header, ReadOnlySpan<byte> payload)
        {
            Assert.Equal(_next++, header.Sequence);
            Assert.Equal(16, payload.Length);
            if (header.Sequence == end)
            {
                throw new FormatException("no further");
            }
        }
    }

    private struct EvenOnly : IEventAdmission
    {
        public int Seen;

        public bool Admit(in EventHeader header, ReadOnlySpan<byte> payload)
        {
            Seen++;
            return header.Sequence % 2 == 0;
        }
    }
}
