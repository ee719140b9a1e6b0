using Engine.Events;

namespace Engine.Tests.Events;

/// <summary>Threads and tasks on both sides at once: every event arrives once, in the order of its key, and an end is an end.</summary>
public class EventQueueStressTests
{
    private const int KeysPerProducer = 5;

    public enum Way
    {
        Spin,
        Async,
        Batch,
        BatchAsync,
        Columns,
    }

    public static TheoryData<Way, int, int> Ways()
    {
        var ways = new TheoryData<Way, int, int>();
        foreach (Way way in Enum.GetValues<Way>())
        {
            ways.Add(way, 1, 1);
            ways.Add(way, 3, 1);
            ways.Add(way, 3, 3);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Events_of_many_producers_arrive_once_and_in_the_order_of_their_keys(Way way, int producers, int partitions)
    {
        const int PerProducer = 20_000;
        EventQueue queue = EventQueueTests.Create(partitions, isSingle: producers == 1);
        Task<long[]>[] consumers = [.. Enumerable.Range(0, partitions).Select(p => Task.Run(() => ConsumeAsync(queue, p, producers, isSpinning: p % 2 == 1)))];
        await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(() => ProduceAsync(queue, way, producer, PerProducer)))).Within();
        queue.Complete();
        long[][] counts = await Task.WhenAll(consumers).Within();
        for (int key = 0; key < producers * KeysPerProducer; key++)
        {
            Assert.Equal(PerProducer / KeysPerProducer, counts.Sum(count => count[key]));
        }

        Assert.Equal(0, queue.UsedBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Queue_that_is_completed_under_its_producers_delivers_exactly_what_it_took(int partitions)
    {
        for (int round = 0; round < 40; round++)
        {
            EventQueue queue = EventQueueTests.Create(partitions, isSingle: false);
            long taken = 0;
            Task[] producers = [.. Enumerable.Range(0, 3).Select(producer => Task.Run(async () =>
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        await queue.EnqueueAsync(Ticked.Of(i / KeysPerProducer), (producer * KeysPerProducer) + (i % KeysPerProducer), i / KeysPerProducer, 0);
                        Interlocked.Increment(ref taken);
                    }
                }
                catch (InvalidOperationException) when (queue.IsCompleted)
                {
                    // What it came for.
                }
            }))];
            Task<long[]>[] consumers = [.. Enumerable.Range(0, partitions).Select(p => Task.Run(() => ConsumeAsync(queue, p, 3, isSpinning: false)))];
            Task[] all = [.. producers, .. consumers];
            while (Interlocked.Read(ref taken) < round * 20 && !queue.IsCompleted)
            {
                await Task.Yield();
            }

            queue.Complete();
            await Task.WhenAll(all).Within();
            long[][] counts = await Task.WhenAll(consumers);
            Assert.Equal(taken, counts.Sum(static count => count.Sum()));
        }
    }

    [Fact]
    public async Task Waits_that_are_cancelled_at_random_lose_and_repeat_nothing()
    {
        const int Total = 5_000;
        EventQueue queue = EventQueueTests.Create(1, isSingle: false);
        int cancelled = 0;
        Task producer = Task.Run(async () =>
        {
            var random = new Random(1);
            for (int i = 0; i < Total;)
            {
                using var source = new CancellationTokenSource();
                ValueTask enqueued = queue.EnqueueAsync(Ticked.Of(i), 0, i, 0, source.Token);
                if (!enqueued.IsCompleted && random.Next(2) == 0)
                {
                    source.Cancel();
                }

                try
                {
                    await enqueued.Within();
                    i++;
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
            }

            queue.Complete();
        });
        var shuffle = new Random(2);
        using var batch = new EventBatch(40);
        for (long next = 0; ;)
        {
            using var source = new CancellationTokenSource();
            ValueTask<int> dequeued = queue.ConsumerOf(0).DequeueAsync(batch, source.Token);
            if (!dequeued.IsCompleted && shuffle.Next(2) == 0)
            {
                source.Cancel();
            }

            try
            {
                if (await dequeued.Within() == 0)
                {
                    Assert.Equal(Total, next);
                    break;
                }
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
            }

            foreach (long sequence in batch.Sequences)
            {
                Assert.Equal(next++, sequence);
            }

            batch.Clear();
        }

        await producer.Within();
        Assert.True(cancelled > 0, "no wait was cancelled");
    }

    private static async Task<long[]> ConsumeAsync(EventQueue queue, int partition, int producers, bool isSpinning)
    {
        EventConsumer consumer = queue.ConsumerOf(partition);
        try
        {
            return await ConsumeAllAsync(consumer, producers, isSpinning);
        }
        catch (Exception failure)
        {
            // Otherwise its producers would wait for room that nobody makes, and hide what went wrong.
            consumer.Fail(failure);
            throw;
        }
    }

    private static async Task<long[]> ConsumeAllAsync(EventConsumer consumer, int producers, bool isSpinning)
    {
        long[] next = new long[producers * KeysPerProducer];
        using var batch = new EventBatch(100);
        while ((isSpinning ? consumer.Dequeue(batch) : await consumer.DequeueAsync(batch)) > 0)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Assert.Equal(next[batch.Keys[i]]++, batch.Sequences[i]);
                Assert.Equal(Ticked.Of(batch.Sequences[i]), batch.Read<Ticked>(i));
            }

            batch.Clear();
        }

        Assert.True(consumer.IsDrained);
        return next;
    }

    private static async Task ProduceAsync(EventQueue queue, Way way, int producer, int count)
    {
        using var batch = new EventBatch(64);
        for (int i = 0; i < count;)
        {
            if (way is Way.Spin or Way.Async)
            {
                long sequence = i / KeysPerProducer, key = (producer * KeysPerProducer) + (i % KeysPerProducer);
                i++;
                if (way == Way.Spin)
                {
                    queue.Enqueue(Ticked.Of(sequence), key, sequence, 0);
                }
                else
                {
                    await queue.EnqueueAsync(Ticked.Of(sequence), key, sequence, 0);
                }

                continue;
            }

            batch.Clear();
            for (; i < count && batch.Count < 64; i++)
            {
                batch.Append(Ticked.Of(i / KeysPerProducer), (producer * KeysPerProducer) + (i % KeysPerProducer), i / KeysPerProducer, 0);
            }

            switch (way)
            {
                case Way.Batch:
                    queue.EnqueueAll(batch);
                    break;
                case Way.BatchAsync:
                    await queue.EnqueueAllAsync(batch);
                    break;
                default:
                    EnqueueColumns(queue, batch);
                    break;
            }
        }
    }

    private static void EnqueueColumns(EventQueue queue, EventBatch batch)
    {
        Ticked[] events = [.. batch.Sequences.ToArray().Select(Ticked.Of)];
        for (int put = 0; put < events.Length;)
        {
            int more = queue.TryEnqueue<Ticked>(events.AsSpan(put), batch.Keys[put..], batch.Sequences[put..], batch.Times[put..]);
            put += more;
            if (more == 0)
            {
                Thread.Yield();
            }
        }
    }
}
