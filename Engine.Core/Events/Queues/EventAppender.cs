using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>
/// Appends many events that came as bytes to a batch: the columns as spans of one length, the type of the last event remembered, payloads
/// copied in units. What it costs beside memory is what a loop by hand would.
/// </summary>
internal ref struct EventAppender(
    EventSlots slots, Span<byte> types, Span<long> keys, Span<long> sequences, Span<long> times, Span<int> offsets, Span<ulong> payload, int maxWords, int count, int words)
{
    private readonly Span<byte> _types = types;
    private readonly Span<long> _keys = keys;
    private readonly Span<long> _sequences = sequences;
    private readonly Span<long> _times = times;
    private readonly Span<int> _offsets = offsets;
    private readonly Span<ulong> _payload = payload;
    private uint _lastType;
    private int _lastBytes;
    private int _lastSlot;

    public int Count { get; private set; } = count;

    public int Words { get; private set; } = words;

    /// <summary>Whether an event with such a payload fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // two comparisons
    public readonly bool HasRoomFor(int payloadBytes) => Count < _types.Length && EventBatch.WordsFor(payloadBytes) <= maxWords - Words;

    /// <summary>Before an event is added: finds its type's place in the batch.</summary>
    /// <exception cref="InvalidOperationException">Events of this type have another length here, or the batch has seen too many types.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // two comparisons
    public void Prepare(uint typeId, int payloadBytes)
    {
        if (typeId != _lastType || payloadBytes != _lastBytes)
        {
            FindSlot(typeId, payloadBytes);
        }
    }

    /// <summary>Adds an event that was prepared and has room; it cannot fail. The payload is read up to a multiple of <see cref="EventRecord.UnitBytes"/>: give a record of a ring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // into the loop over records
    public void Add(scoped in EventHeader header, scoped ReadOnlySpan<byte> payload)
    {
        int index = Count, word = Words;
        _types[index] = (byte)_lastSlot;
        _keys[index] = header.Key;
        _sequences[index] = header.Sequence;
        _times[index] = header.Time;
        _offsets[index] = word;

        // SAFETY: HasRoomFor said that the words are free, and the slack behind them is longer than a unit.
        EventRecord.CopyUnits(
            ref Unsafe.As<ulong, byte>(ref _payload[word]), in MemoryMarshal.GetReference(payload), (payload.Length + EventRecord.UnitBytes - 1) / EventRecord.UnitBytes);
        Count = index + 1;
        Words = word + EventBatch.WordsFor(payload.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // once for each change of type
    private void FindSlot(uint typeId, int payloadBytes)
    {
        _lastSlot = slots.Of(typeId, payloadBytes);
        _lastType = typeId;
        _lastBytes = payloadBytes;
    }
}
