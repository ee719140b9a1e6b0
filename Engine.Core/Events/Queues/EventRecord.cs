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
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for a payload of known length a few stores
    public static void Write(Ring<EventUnit> ring, long position, in EventHeader header, ReadOnlySpan<byte> payload)
    {
        int units = UnitsFor(payload.Length);
        Span<EventUnit> run = ring.Run(position, units);
        if (run.Length < units)
        {
            WriteAround(ring, position, in header, payload);
            return;
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(run);
        MemoryMarshal.Write(bytes, in header);
        payload.CopyTo(bytes[EventHeader.SizeBytes..]);
    }

    /// <summary>Writes an event of a type known at compile time to claimed positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a few stores
    public static void Write<T>(Ring<EventUnit> ring, long position, in EventHeader header, in T payload)
        where T : unmanaged
    {
        int units = UnitsFor(Unsafe.SizeOf<T>());
        Span<EventUnit> run = ring.Run(position, units);
        if (run.Length < units)
        {
            WriteAround(ring, position, in header, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in payload)));
            return;
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(run);
        MemoryMarshal.Write(bytes, in header);
        MemoryMarshal.Write(bytes[EventHeader.SizeBytes..], in payload);
    }

    /// <summary>Marks claimed positions as unused.</summary>
    public static void WriteVoid(Ring<EventUnit> ring, long position, int units) => ring[position] = new EventUnit((ulong)units << 32);

    /// <summary>Reads the record at a published position.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="position">Where it starts.</param>
    /// <param name="buffer">Room for <see cref="MaxUnits"/>: where a record lies around the ring's end it is put together there.</param>
    /// <param name="header">Its header; nothing of it counts where the record is void.</param>
    /// <param name="units">How long it is.</param>
    /// <returns>Its payload, in the ring or in the buffer; nothing where the record is void.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop over records is in one place
    public static ReadOnlySpan<byte> Read(Ring<EventUnit> ring, long position, Span<EventUnit> buffer, out EventHeader header, out int units)
    {
        Span<EventUnit> run = ring.Run(position, MaxUnits);
        ulong first = run[0].Low;
        if ((uint)first == 0)
        {
            header = default;
            units = (int)(first >> 32);
            return default;
        }

        int payloadBytes = (int)(first >> 32);
        units = UnitsFor(payloadBytes);
        if (run.Length < units)
        {
            run = buffer[..units];
            ring.Read(position, run);
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(run);
        header = MemoryMarshal.Read<EventHeader>(bytes);
        return bytes.Slice(EventHeader.SizeBytes, payloadBytes);
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
