using System.Runtime.CompilerServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>One partition of a queue: its ring, and the two places where one waits for the other side.</summary>
internal sealed class QueuePartition
{
    public QueuePartition(int capacityUnits, bool isSingleProducer)
    {
        Ring = new Ring<EventUnit>(capacityUnits, isSingleProducer);
        Events = new EventsGate(Ring);
        Room = new RoomGate(Ring);
    }

    public Ring<EventUnit> Ring { get; }

    public EventsGate Events { get; }

    public RoomGate Room { get; }

    /// <summary>Puts one event in.</summary>
    /// <returns>Its units, 0 where there is no room, or <see cref="Ring{T}.Closed"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the size of T decides most of it
    public int TryPut<T>(in T payload, long key, long sequence, long time)
        where T : unmanaged, IEvent
    {
        int units = EventRecord.UnitsFor(Unsafe.SizeOf<T>());
        int granted = Ring.Claim(units, units, out long start);
        if (granted > 0)
        {
            EventRecord.Write(Ring, start, key, sequence, time, in payload);
            Publish(start, start + units);
        }

        return granted;
    }

    /// <inheritdoc cref="TryPut{T}(in T, long, long, long)"/>
    public int TryPut(in EventHeader header, ReadOnlySpan<byte> payload)
    {
        int units = EventRecord.UnitsFor(payload.Length);
        int granted = Ring.Claim(units, units, out long start);
        if (granted > 0)
        {
            EventRecord.Write(Ring, start, in header, payload);
            Publish(start, start + units);
        }

        return granted;
    }

    /// <summary>Publishes the written part of a claim. What one of many producers claimed beyond is passed on as void.</summary>
    public void Publish(long start, long end, long claimEnd)
    {
        if (Ring.IsSingleProducer)
        {
            if (end > start)
            {
                Publish(start, end);
            }

            return;
        }

        if (end < claimEnd)
        {
            EventRecord.WriteVoid(Ring, end, (int)(claimEnd - end));
        }

        Publish(start, claimEnd);
    }

    private void Publish(long start, long end)
    {
        Ring.Publish(start, end);
        Events.WakeIfWaiting();
    }
}
