using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// All events of one type in a batch, in order of arrival, each column contiguous. Columns that the handler did not ask for are empty.
/// Generated code reads it; it is valid during the call.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct EventGroup
{
    private readonly Span<byte> _payloads;
    private readonly Span<long> _keys;
    private readonly Span<long> _sequences;
    private readonly Span<long> _times;
    private readonly uint _typeId;

    internal EventGroup(uint typeId, int count, Span<byte> payloads, Span<long> keys, Span<long> sequences, Span<long> times)
    {
        _typeId = typeId;
        Count = count;
        _payloads = payloads;
        _keys = keys;
        _sequences = sequences;
        _times = times;
    }

    /// <summary>How many events there are, after filters.</summary>
    public int Count { get; private set; }

    /// <summary>How many have been handled.</summary>
    public int Done { get; set; }

    /// <summary>The keys.</summary>
    public readonly ReadOnlySpan<long> Keys => _keys[..Count];

    /// <summary>The sequence numbers.</summary>
    public readonly ReadOnlySpan<long> Sequences => _sequences[..Count];

    /// <summary>The times in ticks.</summary>
    public readonly ReadOnlySpan<long> Times => _times[..Count];

    /// <summary>The payloads.</summary>
    public readonly ReadOnlySpan<T> Events<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_payloads)[..Count];

    /// <summary>The header of an event, where all three columns were asked for.</summary>
    public readonly EventHeader HeaderOf<T>(int index)
        where T : unmanaged => new(_typeId, Unsafe.SizeOf<T>(), _keys[index], _sequences[index], _times[index]);

    /// <summary>Keeps the events of which a member passes.</summary>
    public void Where<T, TColumn, TValue>(EventComparison comparison, TValue value)
        where T : unmanaged
        where TColumn : struct, IEventColumn<T, TValue>
        where TValue : unmanaged, INumber<TValue>
    {
        ReadOnlySpan<T> events = Events<T>();
        Span<TValue> tile = stackalloc TValue[FilterMask.TileLength];
        int kept = 0;
        for (int start = 0; start < events.Length; start += FilterMask.TileLength)
        {
            ReadOnlySpan<T> part = events.Slice(start, Math.Min(FilterMask.TileLength, events.Length - start));
            for (int i = 0; i < part.Length; i++)
            {
                tile[i] = TColumn.Read(in part[i]);
            }

            kept = Keep<T>(FilterMask.Of(tile, comparison, value), start, part.Length, kept);
        }

        Count = kept;
    }

    /// <summary>Keeps the events whose key passes.</summary>
    public void WhereKey<T>(EventComparison comparison, long value)
        where T : unmanaged => WhereColumn<T>(_keys, comparison, value);

    /// <summary>Keeps the events whose sequence number passes.</summary>
    public void WhereSequence<T>(EventComparison comparison, long value)
        where T : unmanaged => WhereColumn<T>(_sequences, comparison, value);

    /// <summary>Keeps the events whose time passes.</summary>
    public void WhereTime<T>(EventComparison comparison, long value)
        where T : unmanaged => WhereColumn<T>(_times, comparison, value);

    private void WhereColumn<T>(Span<long> column, EventComparison comparison, long value)
        where T : unmanaged
    {
        Span<long> tile = stackalloc long[FilterMask.TileLength];
        int kept = 0, count = Count;
        for (int start = 0; start < count; start += FilterMask.TileLength)
        {
            // A copy, because what is kept moves down in the column itself.
            int length = Math.Min(FilterMask.TileLength, count - start);
            column.Slice(start, length).CopyTo(tile);
            kept = Keep<T>(FilterMask.Of(tile, comparison, value), start, length, kept);
        }

        Count = kept;
    }

    /// <summary>Moves the events of a tile that passed down to those kept before; returns how many are kept now.</summary>
    private readonly int Keep<T>(ulong mask, int start, int length, int kept)
        where T : unmanaged
    {
        if (length < FilterMask.TileLength)
        {
            mask &= (1UL << length) - 1;
        }

        int passed = BitOperations.PopCount(mask);
        if (passed == length && kept == start)
        {
            return kept + length;
        }

        Span<T> events = MemoryMarshal.Cast<byte, T>(_payloads);
        Pack(events, mask, start, kept);
        Pack(_keys, mask, start, kept);
        Pack(_sequences, mask, start, kept);
        Pack(_times, mask, start, kept);
        return kept + passed;
    }

    private static void Pack<T>(Span<T> column, ulong mask, int start, int kept)
    {
        if (column.IsEmpty)
        {
            return;
        }

        for (; mask != 0; mask &= mask - 1)
        {
            column[kept++] = column[start + BitOperations.TrailingZeroCount(mask)];
        }
    }
}
