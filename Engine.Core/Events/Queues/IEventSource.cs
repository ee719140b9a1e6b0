using Engine.Events;

namespace Engine.Internal;

/// <summary>Events that are put into a queue together.</summary>
internal interface IEventSource
{
    int Count { get; }

    long KeyOf(int index);

    /// <summary>How many units the record of an event takes.</summary>
    int UnitsOf(int index);

    /// <summary>Writes the record to claimed positions.</summary>
    void Write(int index, Ring<EventUnit> ring, long position);
}

/// <summary>The events of a batch.</summary>
internal readonly struct BatchSource(EventBatch batch) : IEventSource
{
    public int Count => batch.Count;

    public long KeyOf(int index) => batch.Keys[index];

    public int UnitsOf(int index) => EventRecord.UnitsFor(batch.Slots[batch.Types[index]].PayloadBytes);

    public void Write(int index, Ring<EventUnit> ring, long position)
    {
        ref readonly EventSlot slot = ref batch.Slots[batch.Types[index]];
        var header = new EventHeader(slot.TypeId, slot.PayloadBytes, batch.Keys[index], batch.Sequences[index], batch.Times[index]);
        EventRecord.Write(ring, position, in header, batch.PayloadOf(index));
    }
}

/// <summary>Events of one type, in columns.</summary>
internal readonly ref struct ColumnSource<T>(ReadOnlySpan<T> payloads, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences, ReadOnlySpan<long> times) : IEventSource
    where T : unmanaged, IEvent
{
    private readonly ReadOnlySpan<T> _payloads = payloads;
    private readonly ReadOnlySpan<long> _keys = keys;
    private readonly ReadOnlySpan<long> _sequences = sequences;
    private readonly ReadOnlySpan<long> _times = times;

    public int Count => _payloads.Length;

    public long KeyOf(int index) => _keys[index];

    public int UnitsOf(int index) => EventRecord.UnitsFor(System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    public void Write(int index, Ring<EventUnit> ring, long position)
    {
        var header = new EventHeader(T.EventTypeId, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), _keys[index], _sequences[index], _times[index]);
        EventRecord.Write(ring, position, in header, in _payloads[index]);
    }
}
