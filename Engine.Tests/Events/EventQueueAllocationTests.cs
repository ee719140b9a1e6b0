using Engine.Events;
using Engine.Tests.Execution;

namespace Engine.Tests.Events;

/// <summary>Events go through a queue without a byte, waits included.</summary>
[Collection(ProcessAllocations.Name)]
public class EventQueueAllocationTests
{
    private const int Rounds = 20;
    private const int EventsPerRound = 3_000;

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(5, false)]
    public void Events_through_a_queue_allocate_nothing(int partitions, bool isSingle)
    {
        EventQueue queue = EventQueueTests.Create(partitions, isSingle);
        using EventBatch given = new(100), taken = new(300);
        long[] numbers = [.. Enumerable.Range(0, 100).Select(static i => (long)i)];
        Ticked[] events = [.. numbers.Select(Ticked.Of)];
        given.Append<Ticked>(events, numbers, numbers, numbers);
        byte[] payload = new byte[100];
        long total = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            taken.Clear();
            queue.Enqueue(Ticked.Of(1), 1, 1, 1);
            queue.TryEnqueue(new Blinked(1), 2, 1, 1);
            queue.EnqueueAll(given);
            total += queue.TryEnqueue<Ticked>(events.AsSpan(0, 40), numbers.AsSpan(0, 40), numbers.AsSpan(0, 40), numbers.AsSpan(0, 40));
            for (int p = 0; p < partitions; p++)
            {
                while (queue.ConsumerOf(p).TryDequeue(out _, payload))
                {
                    total++;
                    queue.ConsumerOf(p).TryDequeue(taken);
                }
            }
        }));
        Assert.True(total > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waits_of_both_sides_allocate_nothing(bool isSingle)
    {
        EventQueue queue = EventQueueTests.Create(1, isSingle);
        using var source = new CancellationTokenSource();
        using var batch = new EventBatch(EventsPerRound);
        long waits = 0;
        async Task ProduceAsync()
        {
            for (long i = 0; !source.IsCancellationRequested; i++)
            {
                ValueTask enqueued = queue.EnqueueAsync(Ticked.Of(i), 1, i, 0);
                if (!enqueued.IsCompleted)
                {
                    Interlocked.Increment(ref waits);
                }

                await enqueued.ConfigureAwait(false);

                // So that the consumer, too, has to wait now and then.
                if (i % 500 == 499)
                {
                    while (queue.UsedBytes > 0)
                    {
                        Thread.Yield();
                    }
                }
            }

            queue.Complete();
        }

        async Task ConsumeAsync()
        {
            while (true)
            {
                ValueTask<int> dequeued = queue.ConsumerOf(0).DequeueAsync(batch);
                if (!dequeued.IsCompleted)
                {
                    Interlocked.Increment(ref waits);
                }

                if (await dequeued.ConfigureAwait(false) == 0)
                {
                    return;
                }

                batch.Clear();
            }
        }

        Task consumer = Task.Run(ConsumeAsync), producer = Task.Run(ProduceAsync);
        AwaitEvents(EventsPerRound);
        long fewest = long.MaxValue;
        for (int round = 0; round < Rounds && fewest > 0; round++)
        {
            long waitsBefore = Interlocked.Read(ref waits), before = GC.GetTotalAllocatedBytes(precise: true);
            AwaitEvents(EventsPerRound);
            long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;

            // A round in which nobody had to wait says nothing.
            fewest = Interlocked.Read(ref waits) > waitsBefore ? Math.Min(fewest, bytes) : fewest;
        }

        source.Cancel();
        await Task.WhenAll(producer, consumer).Within();
        Assert.Equal(0, fewest);

        void AwaitEvents(int count)
        {
            long end = queue.ConsumerOf(0).Dequeued + count;
            var spinner = default(SpinWait);
            while (queue.ConsumerOf(0).Dequeued < end)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
