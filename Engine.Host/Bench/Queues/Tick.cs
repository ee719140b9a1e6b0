using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>The event that goes through queues: 16 bytes.</summary>
[Event]
internal readonly partial record struct Tick(long Value, long Number);

/// <summary>The same with its header, as queues that know nothing of events carry it: 48 bytes.</summary>
internal readonly record struct TickItem(EventHeader Header, Tick Tick)
{
    private static readonly uint TypeId = IdOf<Tick>();

    /// <summary>The event of a number. Keys take turns; the sequence within a key counts up.</summary>
    public static TickItem Of(long number) => new(new EventHeader(TypeId, 16, number % TickCheck.Keys, number / TickCheck.Keys, number), new Tick(number * 3, number));

    private static uint IdOf<T>()
        where T : unmanaged, IEvent
        => T.EventTypeId;
}
