using System.Runtime.CompilerServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>
/// Puts many events into the partitions of a queue, one claim a partition for a window of them. What is accepted is always the
/// beginning of what was given: an event that finds no room ends it for all behind, so that no order is lost when the caller comes again.
/// </summary>
internal static class Placement
{
    /// <summary>How many events are looked at together.</summary>
    private const int WindowLength = 256;

    /// <returns>How many events from <paramref name="first"/> on were put in; <see cref="Ring{T}.Closed"/> where the queue is closed and none was.</returns>
    public static int Put<TSource>(QueuePartition[] partitions, scoped in TSource source, int first)
        where TSource : struct, IEventSource, allows ref struct
    {
        int next = first;
        while (next < source.Count)
        {
            int length = Math.Min(WindowLength, source.Count - next);
            int put = partitions.Length == 1 ? PutOne(partitions[0], in source, next, length) : PutShared(partitions, in source, next, length);
            if (put < 0)
            {
                return next == first ? put : next - first;
            }

            next += put;
            if (put < length)
            {
                break;
            }
        }

        return next - first;
    }

    /// <summary>A window of events into the only partition.</summary>
    private static int PutOne<TSource>(QueuePartition partition, scoped in TSource source, int first, int length)
        where TSource : struct, IEventSource, allows ref struct
    {
        int each = source.UnitsOfEach, wanted = each * length;
        for (int i = 0; each == 0 && i < length; i++)
        {
            wanted += source.UnitsOf(first + i);
        }

        Ring<EventUnit> ring = partition.Ring;
        int granted = ring.Claim(source.UnitsOf(first), Math.Min(wanted, ring.Capacity), out long start);
        if (granted <= 0)
        {
            return granted;
        }

        // Mostly all were granted, and nobody has to look again.
        int put = granted == wanted ? length : FirstThatFit(in source, first, length, granted);
        long end = Write(in source, first, put, ring, start, put == length ? wanted : 0);
        partition.Publish(start, end, start + granted);
        return put;
    }

    /// <summary>Writes events to claimed positions.</summary>
    /// <param name="source">The events.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="ring">Where to.</param>
    /// <param name="position">The first position.</param>
    /// <param name="units">How many units they take, 0 where that is not known.</param>
    /// <returns>The position behind the last.</returns>
    private static long Write<TSource>(scoped in TSource source, int first, int count, Ring<EventUnit> ring, long position, int units)
        where TSource : struct, IEventSource, allows ref struct
    {
        if (units > 0 && ring.IsRun(position, units))
        {
            source.WriteRun(first, count, ring.Run(position, units));
            return position + units;
        }

        for (int i = 0; i < count; i++)
        {
            source.Write(first + i, ring, position);
            position += source.UnitsOf(first + i);
        }

        return position;
    }

    private static int FirstThatFit<TSource>(scoped in TSource source, int first, int length, int units)
        where TSource : struct, IEventSource, allows ref struct
    {
        int fit = 0;
        for (; fit < length && source.UnitsOf(first + fit) <= units; fit++)
        {
            units -= source.UnitsOf(first + fit);
        }

        return fit;
    }

    /// <summary>A window of events by key: looks where there is room, claims for what fits everywhere, writes that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // its tables are kilobytes of stack
    private static int PutShared<TSource>(QueuePartition[] partitions, scoped in TSource source, int first, int length)
        where TSource : struct, IEventSource, allows ref struct
    {
        Span<byte> places = stackalloc byte[WindowLength];
        Span<long> starts = stackalloc long[EventQueue.MaxPartitions], ends = stackalloc long[EventQueue.MaxPartitions], next = stackalloc long[EventQueue.MaxPartitions];
        Span<int> wanted = stackalloc int[EventQueue.MaxPartitions];
        for (int i = 0; i < length; i++)
        {
            places[i] = (byte)EventQueue.PartitionOf(source.KeyOf(first + i), partitions.Length);
        }

        // Before anything is claimed, since a claim can only be passed on: how many events fit, as far as one can say.
        for (int p = 0; p < partitions.Length; p++)
        {
            wanted[p] = partitions[p].Ring.Free;
        }

        int fitting = Fitting(in source, first, places[..length], wanted);
        wanted[..partitions.Length].Clear();
        for (int i = 0; i < fitting; i++)
        {
            wanted[places[i]] += source.UnitsOf(first + i);
        }

        bool isClosed = false;
        for (int p = 0; p < partitions.Length; p++)
        {
            int granted = wanted[p] == 0 ? 0 : partitions[p].Ring.Claim(1, wanted[p], out starts[p]);
            isClosed |= granted < 0;
            wanted[p] = Math.Max(granted, 0);
            next[p] = starts[p];
            ends[p] = starts[p] + wanted[p];
        }

        // Again, with what was granted: other producers may have been faster.
        int put = Fitting(in source, first, places[..fitting], wanted);
        for (int i = 0; i < put; i++)
        {
            int p = places[i];
            source.Write(first + i, partitions[p].Ring, next[p]);
            next[p] += source.UnitsOf(first + i);
        }

        for (int p = 0; p < partitions.Length; p++)
        {
            if (ends[p] > starts[p])
            {
                partitions[p].Publish(starts[p], next[p], ends[p]);
            }
        }

        // Completing closes one partition after the other: what went in before the first closed one is in, the next call is refused.
        return put == 0 && (isClosed || (fitting == 0 && partitions[places[0]].Ring.IsClosed)) ? Ring<EventUnit>.Closed : put;
    }

    /// <summary>How many events from the first on find room; takes the room of each.</summary>
    private static int Fitting<TSource>(scoped in TSource source, int first, ReadOnlySpan<byte> places, Span<int> room)
        where TSource : struct, IEventSource, allows ref struct
    {
        for (int i = 0; i < places.Length; i++)
        {
            int units = source.UnitsOf(first + i);
            if (units > room[places[i]])
            {
                return i;
            }

            room[places[i]] -= units;
        }

        return places.Length;
    }
}
