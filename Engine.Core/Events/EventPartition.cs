using System.Buffers;
using System.Runtime.InteropServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>
/// The events of a batch by type: the memory of a dispatch, which the batch keeps. Places of the types are laid out from a histogram, then
/// payloads and the columns that are asked for are scattered to them in order of arrival.
/// </summary>
internal sealed class EventPartition : IDisposable
{
    private const int WordBytes = 8;
    private const int NoHandler = -1;

    private readonly int[] _scratch = new int[TypeHistogram.ScratchLength];
    private readonly int[] _counts = new int[EventSlots.MaxCount];
    private readonly int[] _handlers = new int[EventSlots.MaxCount];
    private readonly int[] _startBytes = new int[EventSlots.MaxCount];
    private readonly int[] _starts = new int[EventSlots.MaxCount];
    private readonly int[] _next = new int[EventSlots.MaxCount];
    private readonly byte[] _marks = new byte[EventSlots.MaxCount];
    private readonly ScatterTarget[] _targets = new ScatterTarget[EventSlots.MaxCount];
    private int[] _slotOfHandler = [];
    private Type? _routes;
    private int _mapped;
    private ulong[] _payload = [];
    private long[] _keys = [];
    private long[] _sequences = [];
    private long[] _times = [];
    private int[] _positions = [];

    /// <summary>Whether handlers are reading it.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>How many events no handler takes.</summary>
    public int Unknown { get; private set; }

    /// <summary>The positions of events that go to their handlers one by one.</summary>
    public ReadOnlyMemory<int> OneByOne { get; private set; }

    /// <summary>The batch's partition, opened; <see cref="Close"/> ends that.</summary>
    /// <exception cref="InvalidOperationException">It is open.</exception>
    public static EventPartition Open<TRoutes>(EventBatch batch)
        where TRoutes : struct, IEventRoutes
    {
        batch.CheckFree();
        EventPartition partition = batch.Partition ??= new EventPartition();
        partition.Map<TRoutes>(batch.Slots);
        partition.IsOpen = true;
        return partition;
    }

    /// <summary>The batch's partition, opened without being arranged: nobody changes the batch until <see cref="Close"/>.</summary>
    /// <exception cref="InvalidOperationException">It is open.</exception>
    public static EventPartition Hold(EventBatch batch)
    {
        batch.CheckFree();
        EventPartition partition = batch.Partition ??= new EventPartition();
        partition.IsOpen = true;
        return partition;
    }

    public void Close() => IsOpen = false;

    /// <summary>Where the events of a handler lie: its slot, or -1 where the batch has none.</summary>
    public int SlotOf(int handler) => _slotOfHandler[handler] is >= 0 and int slot && _counts[slot] > 0 ? slot : -1;

    public int HandlerOf(int slot) => _handlers[slot];

    public int CountOf(int slot) => _counts[slot];

    /// <summary>Moves the events of a batch to their places.</summary>
    public void Arrange<TRoutes>(EventBatch batch)
        where TRoutes : struct, IEventRoutes
    {
        ReadOnlySpan<byte> types = batch.Types;
        int slots = batch.Slots.Count;
        TypeHistogram.Count(types, _counts.AsSpan(0, slots), _scratch);

        int bytes = 0, events = 0, widest = 0, grouped = 0, single = 0;
        EventHandlerTraits asked = EventHandlerTraits.None;
        Unknown = 0;
        for (int slot = 0; slot < slots; slot++)
        {
            int count = _counts[slot], handler = _handlers[slot];
            _startBytes[slot] = bytes;
            _starts[slot] = events;
            _next[slot] = events;
            events += count;
            if (count == 0)
            {
                continue;
            }

            // Every type has a place, even one that nobody reads: a test per event would cost more than the copy.
            int size = batch.Slots[slot].PayloadBytes;
            _targets[slot] = new ScatterTarget { NextBytes = bytes, StrideBytes = size };
            bytes = ((bytes + (count * size) + WordBytes - 1) & -WordBytes) + EventScatter.SlackBytes;
            widest = Math.Max(widest, size);
            if (handler == NoHandler)
            {
                Unknown += count;
            }
            else if (_marks[slot] != 0)
            {
                single += count;
            }
            else
            {
                grouped += count;
                asked |= TRoutes.Traits[handler];
            }
        }

        if (grouped > 0)
        {
            Reserve(ref _payload, (bytes + EventScatter.SlackBytes) / WordBytes);
            EventScatter.Payloads(types, batch.Offsets, batch.PayloadWords, _targets.AsSpan(0, slots), _payload, widest);
            Scatter(asked, EventHandlerTraits.Keys, types, batch.Keys, ref _keys);
            Scatter(asked, EventHandlerTraits.Sequences, types, batch.Sequences, ref _sequences);
            Scatter(asked, EventHandlerTraits.Times, types, batch.Times, ref _times);
        }

        OneByOne = default;
        if (single > 0)
        {
            Reserve(ref _positions, types.Length);
            OneByOne = _positions.AsMemory(0, EventScatter.Marked(types, _marks, _positions));
        }
    }

    /// <summary>The events of one slot.</summary>
    public EventGroup Group(EventBatch batch, int slot, EventHandlerTraits asked)
    {
        ref readonly EventSlot type = ref batch.Slots[slot];
        int count = _counts[slot];
        return new EventGroup(
            type.TypeId,
            count,
            MemoryMarshal.AsBytes(_payload.AsSpan()).Slice(_startBytes[slot], count * type.PayloadBytes),
            (asked & EventHandlerTraits.Keys) != 0 ? _keys.AsSpan(_starts[slot], count) : default,
            (asked & EventHandlerTraits.Sequences) != 0 ? _sequences.AsSpan(_starts[slot], count) : default,
            (asked & EventHandlerTraits.Times) != 0 ? _times.AsSpan(_starts[slot], count) : default);
    }

    public void Dispose()
    {
        Return(ref _payload);
        Return(ref _keys);
        Return(ref _sequences);
        Return(ref _times);
        Return(ref _positions);
    }

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Return(ref array);
            array = ArrayPool<T>.Shared.Rent(length);
        }
    }

    private static void Return<T>(ref T[] array)
    {
        if (array.Length > 0)
        {
            ArrayPool<T>.Shared.Return(array);
            array = [];
        }
    }

    /// <summary>Finds the handlers of types that are new since the last time, or of all, for another kind of router.</summary>
    private void Map<TRoutes>(EventSlots slots)
        where TRoutes : struct, IEventRoutes
    {
        if (_routes != typeof(TRoutes))
        {
            _routes = null;
            _slotOfHandler = _slotOfHandler.Length >= TRoutes.HandlerCount ? _slotOfHandler : new int[TRoutes.HandlerCount];
            _slotOfHandler.AsSpan().Fill(-1);
            _mapped = 0;
        }

        for (; _mapped < slots.Count; _mapped++)
        {
            ref readonly EventSlot slot = ref slots[_mapped];
            int handler = TRoutes.HandlerOf(slot.TypeId);
            _handlers[_mapped] = handler;
            _marks[_mapped] = 0;
            if (handler == NoHandler)
            {
                continue;
            }

            if (TRoutes.PayloadBytesOf(handler) != slot.PayloadBytes)
            {
                ThrowEvents.LengthOfHandler(slot.Title, TRoutes.PayloadBytesOf(handler), slot.PayloadBytes);
            }

            _slotOfHandler[handler] = _mapped;
            _marks[_mapped] = (TRoutes.Traits[handler] & (EventHandlerTraits.Ordered | EventHandlerTraits.Asynchronous)) != 0 ? (byte)1 : (byte)0;
        }

        _routes = typeof(TRoutes);
    }

    private void Scatter(EventHandlerTraits asked, EventHandlerTraits column, ReadOnlySpan<byte> types, ReadOnlySpan<long> source, ref long[] target)
    {
        if ((asked & column) != 0)
        {
            Reserve(ref target, types.Length);
            _starts.CopyTo(_next.AsSpan());
            EventScatter.Column(types, source, _next, target);
        }
    }
}
