using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>
/// An event in a ring of units: the header, then the payload. A record without type id is void: room that its producer did not need.
/// <code>
/// 0                 32              48
/// | header          | payload       | payload, end unused |
/// </code>
/// </summary>
internal static class EventRecord
{
    public const int UnitBytes = 16;

    /// <summary>The longest record.</summary>
    public const int MaxUnits = HeaderUnits + (EventBatch.MaxEventBytes / UnitBytes);

    private const int HeaderUnits = EventHeader.SizeBytes / UnitBytes;

    public static int UnitsFor(int payloadBytes) => HeaderUnits + ((payloadBytes + UnitBytes - 1) / UnitBytes);

    /// <summary>Writes an event to claimed positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop over events is in one place
    public static void Write(Ring<EventUnit> ring, long position, in EventHeader header, ReadOnlySpan<byte> payload)
    {
        if (ring.IsRun(position, UnitsFor(payload.Length)))
        {
            // SAFETY: the units of the record lie side by side, which was just asked, and it has one for each 16 bytes of header and payload.
            ref byte record = ref Unsafe.As<EventUnit, byte>(ref ring[position]);
            Unsafe.WriteUnaligned(ref record, header);
            payload.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref record, EventHeader.SizeBytes), payload.Length));
        }
        else
        {
            WriteAround(ring, position, in header, payload);
        }
    }

    /// <summary>Writes an event of a type known at compile time to claimed positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a few stores
    public static void Write<T>(Ring<EventUnit> ring, long position, long key, long sequence, long time, in T payload)
        where T : unmanaged, IEvent
    {
        if (ring.IsRun(position, UnitsFor(Unsafe.SizeOf<T>())))
        {
            // SAFETY: as above.
            ref byte record = ref Unsafe.As<EventUnit, byte>(ref ring[position]);
            WriteHeader(ref record, T.EventTypeId, Unsafe.SizeOf<T>(), key, sequence, time);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref record, EventHeader.SizeBytes), payload);
        }
        else
        {
            WriteAround(ring, position, new EventHeader(T.EventTypeId, Unsafe.SizeOf<T>(), key, sequence, time), MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in payload)));
        }
    }

    /// <summary>Writes an event whose payload lies in whole units, the last of them readable to its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop over events is in one place
    public static void WriteUnits(Ring<EventUnit> ring, long position, uint typeId, int payloadBytes, long key, long sequence, long time, ref readonly byte payload)
    {
        int units = UnitsFor(payloadBytes);
        if (ring.IsRun(position, units))
        {
            // SAFETY: as above; the caller vouches for what is read.
            ref byte record = ref Unsafe.As<EventUnit, byte>(ref ring[position]);
            WriteHeader(ref record, typeId, payloadBytes, key, sequence, time);
            CopyUnits(ref Unsafe.Add(ref record, EventHeader.SizeBytes), in payload, units - HeaderUnits);
        }
        else
        {
            WriteAround(ring, position, new EventHeader(typeId, payloadBytes, key, sequence, time), MemoryMarshal.CreateReadOnlySpan(in payload, payloadBytes));
        }
    }

    /// <summary>Copies 16 bytes at a time: for the one to four units that payloads have, a call of memmove would cost more than it moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a load and a store, mostly
    public static void CopyUnits(ref byte target, ref readonly byte source, int units)
    {
        for (int i = 0; i < units; i++)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i * UnitBytes), Unsafe.ReadUnaligned<EventUnit>(in Unsafe.Add(ref Unsafe.AsRef(in source), i * UnitBytes)));
        }
    }

    /// <summary>Marks claimed positions as unused.</summary>
    public static void WriteVoid(Ring<EventUnit> ring, long position, int units) => ring[position] = new EventUnit((ulong)units << 32);

    /// <summary>Finds the record at a published position.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="position">Where it starts.</param>
    /// <param name="buffer">Room for <see cref="MaxUnits"/>: where a record lies around the ring's end it is put together there.</param>
    /// <param name="payload">Its payload; nothing where the record is void.</param>
    /// <param name="units">How long it is.</param>
    /// <returns>Its header, in the ring or in the buffer. Of a void one only the type id is there, and it is 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop over records is in one place
    public static ref readonly EventHeader Find(Ring<EventUnit> ring, long position, Span<EventUnit> buffer, out ReadOnlySpan<byte> payload, out int units)
    {
        ref EventUnit record = ref ring[position];
        int payloadBytes = (int)(record.Low >> 32);
        if ((uint)record.Low == 0)
        {
            payload = default;
            units = payloadBytes;
            return ref Unsafe.As<EventUnit, EventHeader>(ref record);
        }

        units = UnitsFor(payloadBytes);
        if (!ring.IsRun(position, units))
        {
            ring.Read(position, buffer[..units]);
            record = ref buffer[0];
        }

        // SAFETY: the units of the record lie side by side, in the ring or in the buffer, and it has one for each 16 bytes of header and payload.
        payload = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.As<EventUnit, byte>(ref record), EventHeader.SizeBytes), payloadBytes);
        return ref Unsafe.As<EventUnit, EventHeader>(ref record);
    }

    /// <summary>Field by field: a header made elsewhere and copied as a whole would be read before its four stores have reached the cache, which stalls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // four stores
    private static void WriteHeader(ref byte record, uint typeId, int payloadBytes, long key, long sequence, long time)
    {
        Unsafe.WriteUnaligned(ref record, typeId | ((ulong)(uint)payloadBytes << 32));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref record, 8), key);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref record, 16), sequence);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref record, 24), time);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // once a round, and with four kilobytes of stack
    private static void WriteAround(Ring<EventUnit> ring, long position, in EventHeader header, ReadOnlySpan<byte> payload)
    {
        Span<EventUnit> record = stackalloc EventUnit[MaxUnits];
        Span<byte> bytes = MemoryMarshal.AsBytes(record);
        MemoryMarshal.Write(bytes, in header);
        payload.CopyTo(bytes[EventHeader.SizeBytes..]);
        ring.Write(position, record[..UnitsFor(payload.Length)]);
    }
}
