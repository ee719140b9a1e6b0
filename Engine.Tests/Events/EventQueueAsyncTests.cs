using System.Diagnostics.Metrics;
using Engine.Events;
using Engine.Tests.Execution;

namespace Engine.Tests.Events;

/// <summary>Waiting: who is woken, when, by whom, and that it costs no bytes.</summary>
public class EventQueueAsyncTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Consumer_that_waits_gets_the_next_event(bool isSingle)
    {
        EventQueue queue = EventQueueTests.Create(1, isSingle);
        using var batch = new EventBatch(10);
        for (int i = 0; i < 100; i++)
        {
            ValueTask<int> waiting = queue.ConsumerOf(0).DequeueAsync(batch);
            Assert.False(waiting.IsCompleted);
            Assert.True(queue.TryEnqueue(Ticked.Of(i), 1, i, 0));
            Assert.Equal(1, await waiting.Within());
            Assert.Equal(i, batch.Sequences[0]);
            batch.Clear();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Producer_that_waits_goes_on_when_there_is_room(bool isSingle)
    {
        EventQueue queue = Full(isSingle, out int count);
        using var one = new EventBatch(1);
        for (int i = 0; i < 100; i++)
        {
            ValueTask waiting = queue.EnqueueAsync(Ticked.Of(count), 1, count, 0);
            Assert.False(waiting.IsCompleted);
            one.Clear();
            Assert.Equal(1, queue.ConsumerOf(0).TryDequeue(one));
            Assert.Equal(i, one.Sequences[0]);
            await waiting.Within();
            count++;
        }
    }

    [Fact]
    public async Task Producers_that_wait_are_served_first_come_first()
    {
        EventQueue queue = Full(isSingle: false, out int count);
        Task[] waiting = [.. Enumerable.Range(0, 20).Select(i => queue.EnqueueAsync(Ticked.Of(count + i), 1, count + i, 0).AsTask())];
        using var one = new EventBatch(1);
        for (int i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], static task => Assert.False(task.IsCompleted));
            one.Clear();
            queue.ConsumerOf(0).TryDequeue(one);
            await waiting[i].Within();
        }

        using var rest = new EventBatch(1_000);
        queue.ConsumerOf(0).TryDequeue(rest);
        Assert.Equal(Enumerable.Range(20, count).Select(static i => (long)i), rest.Sequences.ToArray());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public async Task Batch_larger_than_the_queue_goes_through_it(int partitions, bool isSingle)
    {
        EventQueue queue = EventQueueTests.Create(partitions, isSingle);
        using var batch = new EventBatch(5_000);
        for (int i = 0; i < 5_000; i++)
        {
            batch.Append(Ticked.Of(i), i % 11, i, 0);
        }

        Task<long>[] consumers = [.. Enumerable.Range(0, partitions).Select(p => Task.Run(async () =>
        {
            using var some = new EventBatch(64);
            long[] last = [.. Enumerable.Repeat(-1L, 11)];
            long count = 0;
            while (await queue.ConsumerOf(p).DequeueAsync(some).Within() > 0)
            {
                for (int i = 0; i < some.Count; i++)
                {
                    Assert.True(last[some.Keys[i]] < some.Sequences[i]);
                    last[some.Keys[i]] = some.Sequences[i];
                }

                count += some.Count;
                some.Clear();
            }

            return count;
        }))];
        await queue.EnqueueAllAsync(batch).Within();
        queue.Complete();
        Assert.Equal(5_000, (await Task.WhenAll(consumers).Within()).Sum());
    }

    [Fact]
    public async Task Consumer_that_waits_is_told_the_end()
    {
        EventQueue queue = EventQueueTests.Create(2, isSingle: false);
        using EventBatch one = new(1), other = new(1);
        Task<int> first = queue.ConsumerOf(0).DequeueAsync(one).AsTask();
        Task<bool> second = queue.ConsumerOf(1).WaitAsync().AsTask();
        queue.Complete();
        Assert.Equal(0, await first.Within());
        Assert.False(await second.Within());
        Assert.Equal(0, await queue.ConsumerOf(1).DequeueAsync(other).Within());
    }

    [Fact]
    public async Task Producer_that_waits_is_told_the_end()
    {
        EventQueue queue = Full(isSingle: false, out int count);
        Task waiting = queue.EnqueueAsync(Ticked.Of(count), 1, count, 0).AsTask();
        queue.Complete();
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting.Within());
        using var batch = new EventBatch(1_000);
        Assert.Equal(count, queue.ConsumerOf(0).TryDequeue(batch));
        Assert.True(queue.ConsumerOf(0).IsDrained);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_of_a_consumer_reaches_everybody_who_waits(bool isSingle)
    {
        var failure = new TimeoutException("gone");
        EventQueue full = Full(isSingle, out int count);
        Task producer = full.EnqueueAsync(Ticked.Of(count), 1, count, 0).AsTask();
        full.Fail(failure);
        Assert.Same(failure, (await Assert.ThrowsAsync<InvalidOperationException>(() => producer.Within())).InnerException);

        EventQueue empty = EventQueueTests.Create(2, isSingle);
        using var batch = new EventBatch(1);
        Task<int> consumer = empty.ConsumerOf(1).DequeueAsync(batch).AsTask();
        empty.Fail(failure);
        Assert.Same(failure, (await Assert.ThrowsAsync<InvalidOperationException>(() => consumer.Within())).InnerException);
    }

    [Fact]
    public async Task Cancelled_wait_of_a_consumer_ends_and_takes_nothing()
    {
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        using var batch = new EventBatch(1);
        for (int i = 0; i < 20; i++)
        {
            using var source = new CancellationTokenSource();
            Task<int> waiting = queue.ConsumerOf(0).DequeueAsync(batch, source.Token).AsTask();
            Assert.False(waiting.IsCompleted);
            source.Cancel();
            OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Within());
            Assert.Equal(source.Token, cancelled.CancellationToken);
        }

        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        Assert.Equal(1, await queue.ConsumerOf(0).DequeueAsync(batch).Within());
    }

    [Fact]
    public async Task Cancelled_wait_of_a_producer_ends_puts_nothing_in_and_lets_others_pass()
    {
        EventQueue queue = Full(isSingle: false, out int count);
        using var source = new CancellationTokenSource();
        Task cancelled = queue.EnqueueAsync(new Huge(), 1, -1, 0, source.Token).AsTask();
        Task waiting = queue.EnqueueAsync(Ticked.Of(count), 1, count, 0).AsTask();
        using var one = new EventBatch(1);
        queue.ConsumerOf(0).TryDequeue(one);
        Assert.False(waiting.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());
        await waiting.Within();
        using var rest = new EventBatch(1_000, 1 << 16);
        queue.ConsumerOf(0).TryDequeue(rest);
        Assert.Equal(Enumerable.Range(1, count).Select(static i => (long)i), rest.Sequences.ToArray());
    }

    [Fact]
    public async Task Second_consumer_of_a_partition_that_waits_is_refused()
    {
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        using EventBatch one = new(1), other = new(1);
        Task<int> waiting = queue.ConsumerOf(0).DequeueAsync(one).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.ConsumerOf(0).DequeueAsync(other).Within());
        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        Assert.Equal(1, await waiting.Within());
    }

    [Fact]
    public async Task Continuation_of_a_wait_never_runs_inside_the_call_that_ends_it()
    {
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        using var batch = new EventBatch(1);
        int thread = 0;
        bool isInside = false, ranInside = false;
        async Task WaitAsync()
        {
            await queue.ConsumerOf(0).DequeueAsync(batch).ConfigureAwait(false);
            ranInside = isInside && Environment.CurrentManagedThreadId == thread;
        }

        Task waiting = WaitAsync();
        thread = Environment.CurrentManagedThreadId;
        isInside = true;
        queue.Enqueue(Ticked.Of(1), 1, 1, 1);
        isInside = false;
        await waiting.Within();
        Assert.False(ranInside);
    }

    [Fact]
    public async Task Metrics_tell_how_full_a_queue_is_and_whom_it_held_up()
    {
        string name = $"metrics {Guid.NewGuid()}";
        var queue = new EventQueue(new EventQueueOptions { Name = name, CapacityBytes = EventQueue.MinCapacityBytes });
        var values = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == MetricsObserver.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "engine.queue" && (string?)tag.Value == name)
                {
                    lock (values)
                    {
                        values[instrument.Name] = instrument.IsObservable ? value : values.GetValueOrDefault(instrument.Name) + value;
                    }
                }
            }
        });
        listener.Start();
        int count = Fill(queue);
        Assert.False(queue.TryEnqueue(Ticked.Of(0), 1, 0, 0));
        Task waiting = queue.EnqueueAsync(Ticked.Of(0), 1, 0, 0).AsTask();
        listener.RecordObservableInstruments();
        Assert.Equal(2, values["engine.queue.refusals"]);
        Assert.Equal(1, values["engine.queue.waits"]);
        Assert.Equal(count * 48, values["engine.queue.used"]);
        Assert.Equal(EventQueue.MinCapacityBytes, values["engine.queue.capacity"]);
        using var batch = new EventBatch(1_000);
        queue.ConsumerOf(0).TryDequeue(batch);
        await waiting.Within();
        queue.ConsumerOf(0).TryDequeue(batch);
        listener.RecordObservableInstruments();
        Assert.Equal(count + 1, values["engine.queue.dequeued"]);
        Assert.Equal(0, values["engine.queue.used"]);
        GC.KeepAlive(queue);
    }

    private static EventQueue Full(bool isSingle, out int count)
    {
        EventQueue queue = EventQueueTests.Create(1, isSingle);
        count = Fill(queue);
        return queue;
    }

    private static int Fill(EventQueue queue)
    {
        int count = 0;
        while (queue.TryEnqueue(Ticked.Of(count), 1, count, 0))
        {
            count++;
        }

        return count;
    }
}
