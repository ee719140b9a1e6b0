using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>The event that goes through queues: 16 bytes.</summary>
internal readonly record struct Tick(long Value, long Number) : IEvent
{
    public static uint EventTypeId => 0x7EC0_0001;

    public static string EventTypeName => "Tick";
}

/// <summary>The same with its header, as queues that know nothing of events carry it: 48 bytes.</summary>
internal readonly record struct TickItem(EventHeader Header, Tick Tick)
{
    /// <summary>The event of a number. Keys take turns; the sequence within a key counts up.</summary>
    public static TickItem Of(long number) => new(new EventHeader(Tick.EventTypeId, 16, number % TickCheck.Keys, number / TickCheck.Keys, number), new Tick(number * 3, number));
}
