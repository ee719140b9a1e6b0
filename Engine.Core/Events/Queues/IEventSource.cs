using System.Runtime.CompilerServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>Events that are put into a queue together.</summary>
internal interface IEventSource
{
    int Count { get; }

    long KeyOf(int index);

    /// <summary>How many units each record takes, 0 where they differ.</summary>
    int UnitsOfEach { get; }

    /// <summary>How many units the record of an event takes.</summary>
    int UnitsOf(int index);

    /// <summary>Writes the record to claimed positions.</summary>
    void Write(int index, Ring<EventUnit> ring, long position);

    /// <summary>Writes the records of several events side by side.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="units">Claimed units that lie side by side, exactly as many as the records take.</param>
    void WriteRun(int first, int count, Span<EventUnit> units);
}

/// <summary>The events of a batch.</summary>
internal readonly ref struct BatchSource(EventBatch batch) : IEventSource
{
    private readonly EventSlots _slots = batch.Slots;
    private readonly ReadOnlySpan<byte> _types = batch.Types;
    private readonly ReadOnlySpan<long> _keys = batch.Keys;
    private readonly ReadOnlySpan<long> _sequences = batch.Sequences;
    private readonly ReadOnlySpan<long> _times = batch.Times;
    private readonly ReadOnlySpan<int> _offsets = batch.Offsets;
    private readonly ReadOnlySpan<ulong> _payload = batch.PayloadWords;

    public int Count => _types.Length;

    public int UnitsOfEach => 0;

    public long KeyOf(int index) => _keys[index];

    public int UnitsOf(int index) => EventRecord.UnitsFor(_slots[_types[index]].PayloadBytes);

    public void Write(int index, Ring<EventUnit> ring, long position)
    {
        ref readonly EventSlot slot = ref _slots[_types[index]];

        // The slack behind a batch's payloads is longer than a unit.
        ref readonly byte payload = ref Unsafe.As<ulong, byte>(ref Unsafe.AsRef(in _payload[_offsets[index]]));
        EventRecord.WriteUnits(ring, position, slot.TypeId, slot.PayloadBytes, _keys[index], _sequences[index], _times[index], in payload);
    }

    public void WriteRun(int first, int count, Span<EventUnit> units)
    {
        ReadOnlySpan<byte> types = _types.Slice(first, count);
        ReadOnlySpan<long> keys = _keys.Slice(first, types.Length), sequences = _sequences.Slice(first, types.Length), times = _times.Slice(first, types.Length);
        ReadOnlySpan<int> offsets = _offsets.Slice(first, types.Length);
        for (int i = 0; i < types.Length; i++)
        {
            ref readonly EventSlot slot = ref _slots[types[i]];
            int length = EventRecord.UnitsFor(slot.PayloadBytes);
            Span<EventUnit> record = units[..length];
            ref readonly byte payload = ref Unsafe.As<ulong, byte>(ref Unsafe.AsRef(in _payload[offsets[i]]));
            EventRecord.WriteSideBySide(record, slot.TypeId, slot.PayloadBytes, keys[i], sequences[i], times[i], in payload);
            units = units[length..];
        }
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

    public int UnitsOfEach => EventRecord.UnitsFor(Unsafe.SizeOf<T>());

    public int UnitsOf(int index) => EventRecord.UnitsFor(Unsafe.SizeOf<T>());

    public void Write(int index, Ring<EventUnit> ring, long position)
        => EventRecord.Write(ring, position, _keys[index], _sequences[index], _times[index], in _payloads[index]);

    public void WriteRun(int first, int count, Span<EventUnit> units)
        => EventRecord.WriteAll(units, _keys.Slice(first, count), _sequences.Slice(first, count), _times.Slice(first, count), _payloads.Slice(first, count));
}
