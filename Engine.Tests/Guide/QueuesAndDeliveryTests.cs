using Engine.Events;

namespace Engine.Tests.Guide.Delivery;

[Event]
public readonly partial record struct Measured(long Device, double Celsius);

[EventRouter]
public sealed partial class Warnings
{
    public int Count { get; private set; }

    [OnEvent]
    public void On(in Measured measured)
    {
        if (double.IsNaN(measured.Celsius))
        {
            throw new InvalidDataException("not a temperature");
        }

        Count += measured.Celsius > 90 ? 1 : 0;
    }
}

/// <summary>docs/guide/queues-and-delivery.md.</summary>
public class QueuesAndDeliveryTests
{
    [Fact]
    public async Task Events_go_from_producers_to_handlers()
    {
        var queue = new EventQueue(new EventQueueOptions { Name = "measurements", CapacityBytes = 1 << 20, Partitions = 2 });

        await queue.EnqueueAsync(new Measured(7, 93.5), key: 7, sequence: 1, time: 0);           // waits while the partition of key 7 is full
        bool isIn = queue.TryEnqueue(new Measured(8, 20.1), key: 8, sequence: 1, time: 0);       // or is told that it is
        Assert.True(isIn);

        var warnings = new Warnings();
        var letters = new DeadLetterStore(maxLetters: 1_000);
        using var delivery = EventDelivery.Create(new Warnings.Routes(warnings), new SequenceWindows(), letters, retries: 3);

        await queue.EnqueueAsync(new Measured(7, 93.5), key: 7, sequence: 1, time: 0);           // sent twice
        await queue.EnqueueAsync(new Measured(7, double.NaN), key: 7, sequence: 2, time: 0);     // no handler can do anything with it
        queue.Complete();

        for (int partition = 0; partition < queue.Partitions; partition++)
        {
            await delivery.RunAsync(queue.ConsumerOf(partition));
        }

        Assert.Equal(1, warnings.Count);
        Assert.Equal(new DeliveryCounts(Handled: 2, Filtered: 0, Duplicates: 1, Late: 0, Undeliverable: 0, GivenUp: 1, Retries: 3), delivery.Counts);
        foreach (StoredDeadLetter letter in letters.Take())
        {
            Assert.Equal("HandlerFailed after 4: not a temperature", $"{letter.Reason} after {letter.Attempts}: {letter.Error!.Message}");
        }
    }

    [Fact]
    public async Task Batches_go_through_a_queue()
    {
        var queue = new EventQueue(new EventQueueOptions { SingleProducer = true });
        using EventBatch batch = new(maxEvents: 1_000), taken = new(maxEvents: 1_000);
        batch.Append(new Measured(7, 93.5), key: 7, sequence: 1, time: 0);
        var warnings = new Warnings();

        await queue.EnqueueAllAsync(batch);                     // as there is room, in order
        queue.Complete();

        EventConsumer consumer = queue.ConsumerOf(0);
        while (await consumer.DequeueAsync(taken) > 0)          // 0: completed, and nothing left
        {
            warnings.Dispatch(taken);
            taken.Clear();
        }

        Assert.Equal(1, warnings.Count);
    }
}
