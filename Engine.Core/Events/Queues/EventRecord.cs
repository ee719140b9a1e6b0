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

    /// <summary>Writes an event whose payload lies in whole units, the last of them readable to its end, to units side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop over events is in one place
    public static void WriteSideBySide(Span<EventUnit> units, uint typeId, int payloadBytes, long key, long sequence, long time, ref readonly byte payload)
    {
        // SAFETY: the span has the units of the record, which its caller sliced; of the payload the caller vouches.
        ref byte record = ref Unsafe.As<EventUnit, byte>(ref MemoryMarshal.GetReference(units));
        WriteHeader(ref record, typeId, payloadBytes, key, sequence, time);
        CopyUnits(ref Unsafe.Add(ref record, EventHeader.SizeBytes), in payload, units.Length - HeaderUnits);
    }

    /// <summary>Writes events of one type side by side: no test per event but the loop's own.</summary>
    /// <param name="units">As many as the records take.</param>
    /// <param name="keys">One per event, as the other columns.</param>
    /// <param name="sequences">One per event.</param>
    /// <param name="times">One per event.</param>
    /// <param name="payloads">One per event.</param>
    public static void WriteAll<T>(Span<EventUnit> units, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences, ReadOnlySpan<long> times, ReadOnlySpan<T> payloads)
        where T : unmanaged, IEvent
    {
        int stride = UnitsFor(Unsafe.SizeOf<T>()) * UnitBytes;
        ArgumentOutOfRangeException.ThrowIfLessThan(units.Length, payloads.Length * (stride / UnitBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(keys.Length, sequences.Length), times.Length), payloads.Length);

        // SAFETY: there are as many units as the records take, and as many values in each column as payloads; both were just asked.
        ref byte record = ref Unsafe.As<EventUnit, byte>(ref MemoryMarshal.GetReference(units));
        ref long key = ref MemoryMarshal.GetReference(keys), sequence = ref MemoryMarshal.GetReference(sequences), time = ref MemoryMarshal.GetReference(times);
        for (int i = 0; i < payloads.Length; i++)
        {
            WriteHeader(ref record, T.EventTypeId, Unsafe.SizeOf<T>(), Unsafe.Add(ref key, i), Unsafe.Add(ref sequence, i), Unsafe.Add(ref time, i));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref record, EventHeader.SizeBytes), payloads[i]);
            record = ref Unsafe.Add(ref record, stride);
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

    /// <summary>Finds the record at the start of published units that lie side by side.</summary>
    /// <param name="run">The units; they may end within the record.</param>
    /// <param name="guess">How long the record before was, or the default at first.</param>
    /// <param name="payload">Its payload; nothing where the record is void.</param>
    /// <param name="units">How long it is.</param>
    /// <returns>False where the units end within it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the loop over records is in one place
    public static bool TryFind(ReadOnlySpan<EventUnit> run, ref Length guess, out ReadOnlySpan<byte> payload, out int units)
    {
        ulong low = run[0].Low;
        int payloadBytes = (int)(low >> 32);
        if ((uint)low == 0)
        {
            // A void is of no more than one unit that says anything.
            payload = default;
            units = payloadBytes;
            return true;
        }

        units = guess.UnitsFor(payloadBytes);
        if (units > run.Length)
        {
            payload = default;
            return false;
        }

        // SAFETY: the units of the record lie side by side in the span, and it has one for each 16 bytes of header and payload.
        payload = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.As<EventUnit, byte>(ref MemoryMarshal.GetReference(run)), EventHeader.SizeBytes), payloadBytes);
        return true;
    }

    /// <summary>Whether a record is an event's, by its first unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a comparison
    public static bool HasType(in EventUnit first) => (uint)first.Low != 0;

    /// <summary>The header of a record that was found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a cast
    public static ref readonly EventHeader HeaderOf(ref readonly EventUnit record) => ref Unsafe.As<EventUnit, EventHeader>(ref Unsafe.AsRef(in record));

    /// <summary>The payload of a record that lies side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // an addition
    public static ReadOnlySpan<byte> PayloadOf(ref readonly EventUnit record, int payloadBytes) =>
        MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.As<EventUnit, byte>(ref Unsafe.AsRef(in record)), EventHeader.SizeBytes), payloadBytes);

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

    /// <summary>
    /// How long records are, guessed. Where the next one starts hangs on what this one's first word says: a chain of loads, 3 ns each. While
    /// lengths repeat, a comparison that the processor predicts stands in for it; where they do not, that is given up, since a wrong guess costs
    /// more than the chain.
    /// </summary>
    public struct Length
    {
        private const int MaxMisses = 4;
        private int _payloadBytes;
        private int _units;
        private int _misses;

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // a comparison, mostly
        public int UnitsFor(int payloadBytes)
        {
            if (payloadBytes + 1 == _payloadBytes)
            {
                return _units;
            }

            int units = EventRecord.UnitsFor(payloadBytes);
            if (_misses < MaxMisses)
            {
                _misses++;
                _payloadBytes = payloadBytes + 1;
                _units = units;
            }
            else
            {
                _payloadBytes = 0;
            }

            return units;
        }
    }
}
