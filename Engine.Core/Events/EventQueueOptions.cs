namespace Engine.Events;

/// <summary>How large a queue is, and who uses it.</summary>
public sealed record EventQueueOptions
{
    /// <summary>As metrics and errors call it.</summary>
    public string Name { get; init; } = "events";

    /// <summary>
    /// How much each partition holds, 8 KiB to 1 GiB, rounded up to a power of two. An event takes 32 bytes and its payload, rounded up to
    /// 16 bytes: a mebibyte holds 21,845 events of 16 bytes. The queue takes half as much again for what it notes of claims.
    /// </summary>
    public int CapacityBytes { get; init; } = 1 << 20;

    /// <summary>How many consumers share the events by key, 1 to 64. All events of a key go to one of them, in order.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>
    /// Whether one thread at a time enqueues, and the same completes: spares an exchange for each claim, and is wrong with two. Not checked, since
    /// checking would cost what it saves.
    /// </summary>
    public bool SingleProducer { get; init; }
}
