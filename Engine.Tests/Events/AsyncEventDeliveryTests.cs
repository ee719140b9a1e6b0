using Engine.Events;

namespace Engine.Tests.Events;

/// <summary>Delivery to handlers that return tasks: in all as to the others, each event when the last has ended.</summary>
public class AsyncEventDeliveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batches_end_as_one_by_one_however_events_repeat_and_change_places(bool viaQueue)
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            ScriptEvent[] events = EventDeliveryTests.Scrambled(seed, length: seed * 9);
            var random = new Random(seed);
            var expected = new Recorder(seed);
            var expectedLetters = new DeadLetterStore();
            DeliveryCounts expectedCounts = EventDeliveryTests.OneByOne(events, expected, expectedLetters);

            var actual = new Recorder(seed);
            var letters = new DeadLetterStore();
            using AsyncEventDelivery<AsyncRecorder.Routes, SequenceWindows, DeadLetterStore> delivery = EventDelivery.CreateAsync(
                new AsyncRecorder.Routes(new AsyncRecorder(actual)), new SequenceWindows(), letters, EventDeliveryTests.Retries, maxEvents: 1 + random.Next(300));
            EventQueue queue = EventQueueTests.Create(1, isSingle: true, 1 << 20);
            Task running = viaQueue ? delivery.RunAsync(queue.ConsumerOf(0)) : Task.CompletedTask;
            for (int next = 0; next < events.Length;)
            {
                int end = Math.Min(events.Length, next + random.Next(200));
                using EventBatch some = EventScript.BatchOf(events[next..end]);
                await (viaQueue ? queue.EnqueueAllAsync(some) : delivery.DeliverAsync(some)).Within();
                next = end;
            }

            queue.Complete();
            await running.Within();
            Assert.Equal(expectedCounts, delivery.Counts);
            Assert.Equal(events.Length, delivery.Counts.Taken);
            Assert.Equal(expected.ByKeyAndType(), actual.ByKeyAndType());
            Assert.Equal(EventDeliveryTests.Letters(expectedLetters), EventDeliveryTests.Letters(letters));
        }
    }

    [Fact]
    public async Task Poison_event_holds_back_no_other_event()
    {
        var recorder = new Recorder(seed: 0, isPoison: static header => header.Sequence == 2);
        var letters = new DeadLetterStore();
        using AsyncEventDelivery<AsyncRecorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(recorder, letters);
        using var batch = new EventBatch(10);
        foreach (long sequence in (long[])[1, 2, 3])
        {
            batch.Append(new Paid(sequence), 5, sequence, 0);
            batch.Append(new Paid(sequence), 6, sequence + 10, 0);
        }

        await delivery.DeliverAsync(batch).Within();
        Assert.Equal([1, 11, 12, 3, 13], recorder.Handled.Select(static one => one.Sequence));
        StoredDeadLetter letter = Assert.Single(letters.Take());
        Assert.Equal((5, 2, DeadLetterReason.HandlerFailed, EventDeliveryTests.Retries + 1), (letter.Header.Key, letter.Header.Sequence, letter.Reason, letter.Attempts));
        Assert.IsType<FormatException>(letter.Error);
        Assert.Equal(new DeliveryCounts(5, 0, 0, 0, 0, 1, EventDeliveryTests.Retries), delivery.Counts);
    }

    [Fact]
    public async Task Cancelled_between_batches_the_queue_and_the_delivery_go_on()
    {
        var recorder = new Recorder(0);
        using AsyncEventDelivery<AsyncRecorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(recorder, new DeadLetterStore());
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        using var source = new CancellationTokenSource();
        Task running = delivery.RunAsync(queue.ConsumerOf(0), source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Within());
        Assert.Null(queue.Failure);
        queue.Enqueue(new Paid(1), 1, 1, 0);
        Assert.Equal(1, await delivery.TryDeliverAsync(queue.ConsumerOf(0)).Within());
        Assert.Single(recorder.Handled);
    }

    [Fact]
    public async Task Cancelled_within_a_batch_the_delivery_has_ended_with_its_queue_and_tells_which_events_are_open()
    {
        using var source = new CancellationTokenSource();
        var recorder = new Recorder(0, header =>
        {
            if (header.Sequence == 2)
            {
                source.Cancel();
            }

            return false;
        });
        using AsyncEventDelivery<AsyncRecorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(recorder, new DeadLetterStore());
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        for (int sequence = 1; sequence <= 3; sequence++)
        {
            queue.Enqueue(new Paid(sequence), 1, sequence, 0);
        }

        Task running = delivery.RunAsync(queue.ConsumerOf(0), source.Token);
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Within());
        Assert.Same(cancelled, queue.Failure);
        Assert.Equal([1, 2], recorder.Handled.Select(static one => one.Sequence));
        Assert.Equal([1, 2, 3], delivery.Current.Sequences.ToArray());
        await Assert.ThrowsAsync<InvalidOperationException>(() => delivery.TryDeliverAsync(queue.ConsumerOf(0)).Within());
    }

    [Fact]
    public async Task Sink_that_refuses_ends_the_delivery_and_fails_its_queue()
    {
        using AsyncEventDelivery<AsyncRecorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(new Recorder(0), new DeadLetterStore(1));
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        queue.Enqueue(new Nobody(1), 1, 1, 0);
        queue.Enqueue(new Nobody(2), 1, 2, 0);
        Task running = delivery.RunAsync(queue.ConsumerOf(0));
        InvalidOperationException full = await Assert.ThrowsAsync<InvalidOperationException>(() => running.Within());
        Assert.Same(full, queue.Failure);
        using var batch = new EventBatch(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => delivery.DeliverAsync(batch).Within());
    }

    [Fact]
    public void Synchronous_delivery_refuses_a_router_whose_handlers_return_tasks()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            EventDelivery.Create(new AsyncRecorder.Routes(new AsyncRecorder(new Recorder(0))), new SequenceWindows(), new DeadLetterStore()));
        Assert.Contains("AsyncRecorder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delivery_whose_handlers_do_not_wait_allocates_nothing()
    {
        var counter = new AsyncCounting();
        using AsyncEventDelivery<AsyncCounting.Routes, SequenceWindows, DeadLetterStore> delivery =
            EventDelivery.CreateAsync(new AsyncCounting.Routes(counter), new SequenceWindows(), new DeadLetterStore());
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        long sequence = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                queue.Enqueue(new Paid(i), i % 7, sequence++, 0);
            }

            Assert.True(delivery.TryDeliverAsync(queue.ConsumerOf(0)).IsCompletedSuccessfully);
        }));
        Assert.Equal(counter.Count, delivery.Counts.Handled);
    }

    private static AsyncEventDelivery<AsyncRecorder.Routes, SequenceWindows, DeadLetterStore> Create(Recorder recorder, DeadLetterStore letters)
        => EventDelivery.CreateAsync(new AsyncRecorder.Routes(new AsyncRecorder(recorder)), new SequenceWindows(), letters, EventDeliveryTests.Retries);
}

/// <summary>Hands to a recorder what it gets: at once, after a wait, or failing before there is a task.</summary>
[EventRouter]
internal sealed partial class AsyncRecorder(Recorder recorder)
{
    [OnEvent]
    public void On(in Placed placed, EventHeader header) => recorder.On(in placed, header);

    [OnEvent]
    public void On(ReadOnlySpan<Shipped> shipped, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences, ReadOnlySpan<long> times) => recorder.On(shipped, keys, sequences, times);

    [OnEvent]
    public async ValueTask On(Paid paid, EventHeader header)
    {
        await Task.Yield();
        recorder.On(in paid, header);
    }

    [OnEvent]
    public ValueTask On(Bulky bulky, EventHeader header)
    {
        recorder.On(in bulky, header);
        return default;
    }
}

/// <summary>Counts, without waiting.</summary>
[EventRouter]
internal sealed partial class AsyncCounting
{
    public long Count { get; private set; }

    [OnEvent]
    public ValueTask On(Paid paid)
    {
        Count++;
        return default;
    }
}
