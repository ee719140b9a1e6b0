using Engine.Host.Bench.Queues;

namespace Engine.Benchmarks.Queues;

/// <summary>Everything that brings events from one thread to another here, by name.</summary>
internal static class QueuePairs
{
    /// <summary>The baseline of those that take events one by one, and of those that take them by 64.</summary>
    public static readonly string[] Hands = ["ring by hand, by 1", "ring by hand, by 64"];

    public static readonly IReadOnlyList<(string Name, int BatchLength, Func<QueuePair> Create)> All =
    [
        (Hands[0], 1, static () => new HandRingPair(1)),
        ("EventQueue, one producer, by 1", 1, static () => new EventQueuePair(1, isSingleProducer: true)),
        ("EventQueue, many producers, by 1", 1, static () => new EventQueuePair(1, isSingleProducer: false)),
        ("Channel, bounded", 1, static () => new ChannelPair(isBounded: true)),
        ("Channel, unbounded", 1, static () => new ChannelPair(isBounded: false)),
        ("ActionBlock, bounded", 1, static () => new ActionBlockPair()),
        (Hands[1], 64, static () => new HandRingPair(64)),
        ("EventQueue, one producer, by 64", 64, static () => new EventQueuePair(64, isSingleProducer: true)),
        ("EventQueue, many producers, by 64", 64, static () => new EventQueuePair(64, isSingleProducer: false)),
        ("EventQueue, batch to batch, by 64", 64, static () => new EventBatchPair(64, isSingleProducer: true)),
        ("EventQueue and router, by 64", 64, static () => new RouterPair(64, isSingleProducer: true)),
        ("EventQueue, delivery and router, by 64", 64, static () => new DeliveryPair(64, isSingleProducer: true)),
    ];

    /// <exception cref="InvalidOperationException">Events were lost, repeated or changed.</exception>
    public static void Run(QueuePair pair, string name, int events)
    {
        pair.Run(events);
        if (pair.Check.Difference(events) is string difference)
        {
            throw new InvalidOperationException($"{name}: {difference}.");
        }
    }
}
