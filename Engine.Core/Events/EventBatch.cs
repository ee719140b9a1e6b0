using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// Events of many types in one piece of memory: a column each for type, key, sequence and time, and the payloads side by side, without
/// boxing. Bounded, reused with <see cref="Clear"/>; its memory comes from the pool and goes back with <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// An event takes 29 bytes beside its payload, which is padded to 8. Appending allocates nothing, but for the first event of a type.
/// Not safe for several threads at a time: whoever fills or dispatches a batch owns it.
/// </remarks>
/// <example><code>
/// using var batch = new EventBatch(maxEvents: 10_000);
/// batch.Append(new OrderPlaced(7, 99.5), key: 7, sequence: 1, time: clock.GetUtcNow().Ticks);
/// DispatchResult result = totals.Dispatch(batch);
/// batch.Clear();
/// </code></example>
public sealed class EventBatch : IDisposable
{
    /// <summary>How long the payload of one event may be.</summary>
    public const int MaxEventBytes = 4096;

    /// <summary>How many events the largest batch holds.</summary>
    public const int MaxEvents = 1 << 26;

    /// <summary>How many bytes of payload the largest batch holds: an offset is counted in words of 8 bytes, a target in bytes.</summary>
    public const int MaxPayloadBytes = 1 << 30;

    private const int DefaultBytesPerEvent = 32;
    private const int WordBytes = 8;

    // Kernels copy 16, 32 or 64 bytes where an event has fewer.
    private const int SlackWords = EventScatter.SlackBytes / WordBytes;

    private readonly int _maxEvents;
    private readonly int _maxWords;
    private readonly EventSlots _slots = new();
    private readonly byte[] _types;
    private readonly long[] _keys;
    private readonly long[] _sequences;
    private readonly long[] _times;
    private readonly int[] _offsets;
    private readonly ulong[] _payload;
    private int _count;
    private int _words;
    private bool _isDisposed;

    /// <summary>An empty batch.</summary>
    /// <param name="maxEvents">How many events it holds.</param>
    /// <param name="maxPayloadBytes">How many bytes of payload, each rounded up to a multiple of 8; 0 for 32 per event.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or larger than a batch can be.</exception>
    public EventBatch(int maxEvents, int maxPayloadBytes = 0)
    {
        if (maxEvents is < 1 or > MaxEvents)
        {
            ThrowEvents.BadCapacity(maxEvents, MaxEvents);
        }

        long bytes = maxPayloadBytes == 0 ? Math.Min((long)maxEvents * DefaultBytesPerEvent, MaxPayloadBytes) : maxPayloadBytes;
        if (bytes is < WordBytes or > MaxPayloadBytes)
        {
            ThrowEvents.BadPayloadCapacity(bytes, MaxPayloadBytes);
        }

        _maxEvents = maxEvents;
        _maxWords = (int)(bytes / WordBytes);
        _types = ArrayPool<byte>.Shared.Rent(maxEvents);
        _keys = ArrayPool<long>.Shared.Rent(maxEvents);
        _sequences = ArrayPool<long>.Shared.Rent(maxEvents);
        _times = ArrayPool<long>.Shared.Rent(maxEvents);
        _offsets = ArrayPool<int>.Shared.Rent(maxEvents);
        _payload = ArrayPool<ulong>.Shared.Rent(_maxWords + SlackWords);
    }

    /// <summary>How many events it has.</summary>
    public int Count => _count;

    /// <summary>How many it can have.</summary>
    public int Capacity => _maxEvents;

    /// <summary>How many bytes the payloads take, padding included.</summary>
    public int PayloadBytes => _words * WordBytes;

    /// <summary>The keys, in order of arrival.</summary>
    public ReadOnlySpan<long> Keys => _keys.AsSpan(0, _count);

    /// <summary>The sequence numbers, in order of arrival.</summary>
    public ReadOnlySpan<long> Sequences => _sequences.AsSpan(0, _count);

    /// <summary>The times in ticks, in order of arrival.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, _count);

    /// <summary>For each event the slot of its type.</summary>
    internal ReadOnlySpan<byte> Types => _types.AsSpan(0, _count);

    /// <summary>For each event where its payload starts, in words.</summary>
    internal ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, _count);

    internal EventSlots Slots => _slots;

    /// <summary>The payloads with the slack behind them that kernels may read.</summary>
    internal Span<ulong> PayloadWords => _payload.AsSpan(0, _words + SlackWords);

    internal int WordCount => _words;

    /// <summary>What the last dispatch made of it; kept, so that the next one allocates nothing.</summary>
    internal EventPartition? Partition { get; set; }

    /// <summary>Adds one event.</summary>
    /// <exception cref="InvalidOperationException">The batch is full, is being dispatched, or another type has the same id.</exception>
    public void Append<T>(in T payload, long key, long sequence, long time)
        where T : unmanaged, IEvent
    {
        if (!TryAppend(in payload, key, sequence, time))
        {
            ThrowFull();
        }
    }

    /// <summary>Adds one event, or says that the batch is full.</summary>
    /// <exception cref="InvalidOperationException">The batch is being dispatched, or another type has the same id.</exception>
    public bool TryAppend<T>(in T payload, long key, long sequence, long time)
        where T : unmanaged, IEvent
    {
        int slot = _slots.Of<T>(), count = _count, word = _words, words = WordsFor(Unsafe.SizeOf<T>());
        if (!HasRoom(1, words))
        {
            return false;
        }

        _types[count] = (byte)slot;
        _keys[count] = key;
        _sequences[count] = sequence;
        _times[count] = time;
        _offsets[count] = word;
        MemoryMarshal.Write(MemoryMarshal.AsBytes(_payload.AsSpan(word)), in payload);
        _count = count + 1;
        _words = word + words;
        return true;
    }

    /// <summary>Adds events of one type, column by column: a copy of memory each, not a loop over events where their size is a multiple of 8.</summary>
    /// <exception cref="ArgumentException">A column has another length than the events.</exception>
    /// <exception cref="InvalidOperationException">They do not all fit; none was added.</exception>
    public void Append<T>(ReadOnlySpan<T> payloads, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences, ReadOnlySpan<long> times)
        where T : unmanaged, IEvent
    {
        CheckColumn(nameof(keys), keys.Length, payloads.Length);
        CheckColumn(nameof(sequences), sequences.Length, payloads.Length);
        CheckColumn(nameof(times), times.Length, payloads.Length);
        int slot = _slots.Of<T>(), count = _count, word = _words, words = WordsFor(Unsafe.SizeOf<T>());
        if (!HasRoom(payloads.Length, (long)words * payloads.Length))
        {
            ThrowFull();
        }

        _types.AsSpan(count, payloads.Length).Fill((byte)slot);
        keys.CopyTo(_keys.AsSpan(count));
        sequences.CopyTo(_sequences.AsSpan(count));
        times.CopyTo(_times.AsSpan(count));
        Span<byte> target = MemoryMarshal.AsBytes(_payload.AsSpan(word));
        if (Unsafe.SizeOf<T>() == words * WordBytes)
        {
            MemoryMarshal.AsBytes(payloads).CopyTo(target);
        }
        else
        {
            for (int i = 0; i < payloads.Length; i++)
            {
                MemoryMarshal.Write(target[(i * words * WordBytes)..], in payloads[i]);
            }
        }

        Span<int> offsets = _offsets.AsSpan(count, payloads.Length);
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = word + (i * words);
        }

        _count = count + payloads.Length;
        _words = word + (words * payloads.Length);
    }

    /// <summary>Adds an event that came as bytes; its type need not be known in this process.</summary>
    /// <returns>False where the batch is full.</returns>
    /// <exception cref="ArgumentException">The payload is not as long as the header says, or the header has no type.</exception>
    /// <exception cref="InvalidOperationException">Events of this type have another length here.</exception>
    public bool TryAppend(in EventHeader header, ReadOnlySpan<byte> payload)
    {
        CheckColumn(nameof(payload), payload.Length, header.PayloadBytes);
        int slot = _slots.Of(header.TypeId, header.PayloadBytes), words = WordsFor(payload.Length);
        if (!HasRoom(1, words))
        {
            return false;
        }

        _types[_count] = (byte)slot;
        _keys[_count] = header.Key;
        _sequences[_count] = header.Sequence;
        _times[_count] = header.Time;
        _offsets[_count] = _words;
        payload.CopyTo(MemoryMarshal.AsBytes(_payload.AsSpan(_words)));
        _count++;
        _words += words;
        return true;
    }

    /// <summary>
    /// Adds records as they lie in a buffer: a header of 32 bytes, the payload, zeros up to a multiple of 8, the next header. All of them or
    /// none. What lies between is read once and written once.
    /// </summary>
    /// <returns>How many were added.</returns>
    /// <exception cref="ArgumentException">A record is cut off or says something impossible; the message names its byte.</exception>
    /// <exception cref="InvalidOperationException">They do not all fit, or events of a type have another length here; none was added.</exception>
    public int AppendRecords(ReadOnlySpan<byte> records)
    {
        CheckFree();
        int count = _count, word = _words;
        for (int at = 0; at < records.Length;)
        {
            EventHeader header = ReadHeader(records, at);
            int slot = _slots.Of(header.TypeId, header.PayloadBytes), words = WordsFor(header.PayloadBytes);
            if (count == _maxEvents || words > _maxWords - word)
            {
                ThrowFull();
            }

            // Written behind the last event, which nobody sees until the counts say so.
            _types[count] = (byte)slot;
            _keys[count] = header.Key;
            _sequences[count] = header.Sequence;
            _times[count] = header.Time;
            _offsets[count] = word;
            records.Slice(at + EventHeader.SizeBytes, header.PayloadBytes).CopyTo(MemoryMarshal.AsBytes(_payload.AsSpan(word)));
            count++;
            word += words;
            at += EventHeader.SizeBytes + (words * WordBytes);
        }

        int added = count - _count;
        _count = count;
        _words = word;
        return added;
    }

    /// <summary>Writes all events as <see cref="AppendRecords"/> reads them.</summary>
    /// <exception cref="ArgumentException">The buffer has fewer bytes than <see cref="RecordBytes"/>.</exception>
    public void WriteRecords(Span<byte> buffer)
    {
        buffer = buffer[..RecordBytes];
        Span<byte> payload = MemoryMarshal.AsBytes(_payload.AsSpan());
        for (int i = 0; i < _count; i++)
        {
            EventHeader header = HeaderOf(i);
            MemoryMarshal.Write(buffer, in header);
            int bytes = WordsFor(header.PayloadBytes) * WordBytes;
            Span<byte> target = buffer.Slice(EventHeader.SizeBytes, bytes);
            payload.Slice(_offsets[i] * WordBytes, header.PayloadBytes).CopyTo(target);
            target[header.PayloadBytes..].Clear();
            buffer = buffer[(EventHeader.SizeBytes + bytes)..];
        }
    }

    /// <summary>How many bytes <see cref="WriteRecords"/> writes.</summary>
    public int RecordBytes => checked((_count * EventHeader.SizeBytes) + PayloadBytes);

    /// <summary>The header of an event.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public EventHeader HeaderOf(int index)
    {
        CheckIndex(index);
        ref readonly EventSlot slot = ref _slots[_types[index]];
        return new EventHeader(slot.TypeId, slot.PayloadBytes, _keys[index], _sequences[index], _times[index]);
    }

    /// <summary>The bytes of an event's payload; valid until the batch is cleared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public ReadOnlySpan<byte> PayloadOf(int index)
    {
        CheckIndex(index);
        return MemoryMarshal.AsBytes(_payload.AsSpan()).Slice(_offsets[index] * WordBytes, _slots[_types[index]].PayloadBytes);
    }

    /// <summary>An event's payload.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    /// <exception cref="InvalidOperationException">It is of another type.</exception>
    public ref readonly T Read<T>(int index)
        where T : unmanaged, IEvent
    {
        CheckIndex(index);
        if (_slots[_types[index]].TypeId != T.EventTypeId || _slots[_types[index]].PayloadBytes != Unsafe.SizeOf<T>())
        {
            ThrowEvents.WrongType(index, _slots[_types[index]].Title, T.EventTypeName);
        }

        return ref MemoryMarshal.AsRef<T>(PayloadOf(index));
    }

    /// <summary>Forgets the events; the memory stays.</summary>
    /// <exception cref="InvalidOperationException">The batch is being dispatched.</exception>
    public void Clear()
    {
        CheckFree();
        _count = 0;
        _words = 0;
    }

    /// <summary>Gives the memory back to the pool.</summary>
    /// <exception cref="InvalidOperationException">The batch is being dispatched.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        CheckFree();
        _isDisposed = true;
        _count = 0;
        _words = 0;
        Partition?.Dispose();
        ArrayPool<byte>.Shared.Return(_types);
        ArrayPool<long>.Shared.Return(_keys);
        ArrayPool<long>.Shared.Return(_sequences);
        ArrayPool<long>.Shared.Return(_times);
        ArrayPool<int>.Shared.Return(_offsets);
        ArrayPool<ulong>.Shared.Return(_payload);
    }

    internal static int WordsFor(int bytes) => (bytes + WordBytes - 1) / WordBytes;

    /// <summary>What nobody may do while handlers read the batch.</summary>
    internal void CheckFree()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Partition is { IsOpen: true })
        {
            ThrowEvents.BatchInUse();
        }
    }

    private static EventHeader ReadHeader(ReadOnlySpan<byte> records, int at)
    {
        if (records.Length - at < EventHeader.SizeBytes)
        {
            ThrowEvents.BrokenRecord(at, $"is cut off: {records.Length - at} bytes are left, and a header has {EventHeader.SizeBytes}");
        }

        EventHeader header = MemoryMarshal.Read<EventHeader>(records[at..]);
        if (header.PayloadBytes is < 0 or > MaxEventBytes)
        {
            ThrowEvents.BrokenRecord(at, $"has a payload of {header.PayloadBytes} bytes, and an event has 0 to {MaxEventBytes}");
        }

        if (header.TypeId == 0)
        {
            ThrowEvents.BrokenRecord(at, "has no type");
        }

        int left = records.Length - at - EventHeader.SizeBytes;
        if (left < WordsFor(header.PayloadBytes) * WordBytes)
        {
            ThrowEvents.BrokenRecord(at, $"is cut off: its payload has {header.PayloadBytes} bytes, padded to a multiple of 8, and {left} are left");
        }

        return header;
    }

    private static void CheckColumn(string name, int actual, int events)
    {
        if (actual != events)
        {
            ThrowEvents.ColumnLength(name, actual, events);
        }
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)_count)
        {
            ThrowEvents.NoSuchEvent(index, _count);
        }
    }

    /// <summary>Whether an event with such a payload fits.</summary>
    internal bool HasRoomFor(int payloadBytes) => HasRoom(1, WordsFor(payloadBytes));

    /// <summary>Columns to append to without a check per event and column; nothing else may touch the batch until <see cref="EndAppend"/>.</summary>
    internal EventAppender BeginAppend()
    {
        CheckFree();
        return new EventAppender(
            _slots, _types.AsSpan(0, _maxEvents), _keys.AsSpan(0, _maxEvents), _sequences.AsSpan(0, _maxEvents), _times.AsSpan(0, _maxEvents),
            _offsets.AsSpan(0, _maxEvents), _payload.AsSpan(0, _maxWords + SlackWords), _maxWords, _count, _words);
    }

    /// <summary>Takes over what was appended.</summary>
    internal void EndAppend(scoped in EventAppender appender)
    {
        _count = appender.Count;
        _words = appender.Words;
    }

    private bool HasRoom(int events, long words)
    {
        CheckFree();
        return events <= _maxEvents - _count && words <= _maxWords - _words;
    }

    [DoesNotReturn]
    private void ThrowFull() => ThrowEvents.BatchFull(_count, _maxEvents, PayloadBytes, (long)_maxWords * WordBytes);
}
