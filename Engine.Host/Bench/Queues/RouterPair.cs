using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>Our queue with a router behind it.</summary>
internal sealed class RouterPair : EventBatchPair
{
    private readonly TickRouter _router;

    public RouterPair(int batchLength, bool isSingleProducer)
        : base(batchLength, isSingleProducer)
        => _router = new TickRouter(Check);

    protected override void Handle(EventBatch batch) => _router.Dispatch(batch);
}
