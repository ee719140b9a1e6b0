using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>Our queue with delivery behind it: duplicates looked for, then the router.</summary>
internal sealed class DeliveryPair : EventBatchPair
{
    private readonly TickRouter _router;

    public DeliveryPair(int batchLength, bool isSingleProducer)
        : base(batchLength, isSingleProducer)
        => _router = new TickRouter(Check);

    protected override void Consume(int events)
    {
        // Each round starts with sequence 0 again, so each has a history of its own; it is small, and a round is long.
        using EventDelivery<TickRouter.Routes, SequenceWindows, DeadLetterStore> delivery =
            EventDelivery.Create(new TickRouter.Routes(_router), new SequenceWindows(64, 64), new DeadLetterStore(1));
        EventConsumer consumer = Queue.ConsumerOf(0);
        var spinner = default(SpinWait);
        while (delivery.Counts.Taken < events)
        {
            if (delivery.TryDeliver(consumer) == 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
