namespace Engine.Host.Bench.Queues;

/// <summary>Events from one thread to another, on two cores: ours beside the ring that one writes by hand, order, count and sum checked.</summary>
internal static class QueueSuite
{
    /// <summary>A round must be long beside the waking of its consumer.</summary>
    private const int Events = 200_000;

    private const string Hand = "a ring for one producer by hand";

    public static BenchSuite Create() => new("queue",
    [
        Case("one-1", static () => new EventQueuePair(1, isSingleProducer: true), 1),
        Case("one-64", static () => new EventQueuePair(64, isSingleProducer: true), 64),
        Case("many-1", static () => new EventQueuePair(1, isSingleProducer: false), 1),
        Case("many-64", static () => new EventQueuePair(64, isSingleProducer: false), 64),
        Case("batches-64", static () => new EventBatchPair(64, isSingleProducer: true), 64),
        Case("router-64", static () => new RouterPair(64, isSingleProducer: true), 64),
        Case("delivery-64", static () => new DeliveryPair(64, isSingleProducer: true), 64),
    ])
    {
        Unit = "event",
    };

    private static BenchCase Case(string name, Func<QueuePair> create, int batchLength) => new(name, () =>
    {
        QueuePair ours = create();
        var theirs = new HandRingPair(batchLength);
        return new BenchSubject
        {
            Run = () => ours.Run(Events),
            Baseline = () => theirs.Run(Events),
            Verify = () => ours.Check.Difference(Events) ?? theirs.Check.Difference(Events),
            UnitCount = Events,
        };
    })
    {
        Baseline = Hand,
    };
}
