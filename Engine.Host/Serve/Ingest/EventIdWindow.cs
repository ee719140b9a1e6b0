using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Remembers the ids of the last events: at least <see cref="Capacity"/> of them, at most twice as many. Two tables with linear probing; when the
/// younger one is full, the older one is emptied and becomes the younger. For one caller at a time.
/// </summary>
internal sealed class EventIdWindow
{
    public const int MinCapacity = 1_024;
    public const int MaxCapacity = 1 << 26;

    private readonly int _capacity;
    private readonly int _slotCount;
    private EventId[] _young;
    private EventId[] _old;
    private int _youngCount;
    private bool _hasOld;

    /// <param name="capacity">How many ids are remembered at least. Takes 64 bytes each, once twice as many have come; a power of two wastes nothing.</param>
    public EventIdWindow(int capacity)
    {
        if (capacity is < MinCapacity or > MaxCapacity)
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"The window of event ids is {capacity}; choose {MinCapacity} to {MaxCapacity}.");
        }

        // At most half full: a search for what is not there takes 2.5 places then, mostly in one line of the cache. At three quarters it takes 8.5.
        _slotCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2);
        _capacity = capacity;
        _young = new EventId[_slotCount];
        _old = [];
    }

    /// <summary>How many ids are remembered at least.</summary>
    public int Capacity => _capacity;

    public bool Contains(EventId id) => Find(_young, id) < 0 || (_hasOld && Find(_old, id) < 0);

    /// <summary>Remembers an id. False: it was remembered already. O(1); when the younger table is full, O(capacity).</summary>
    public bool TryAdd(EventId id)
    {
        int place = Find(_young, id);
        if (place < 0 || (_hasOld && Find(_old, id) < 0))
        {
            return false;
        }

        if (_youngCount == _capacity)
        {
            Turn();
            place = Find(_young, id);
        }

        _young[place] = id;
        _youngCount++;
        return true;
    }

    /// <summary>Asks for the lines of the cache in which an id will be looked for.</summary>
    public unsafe void Prefetch(EventId id)
    {
        // SAFETY: a hint; it may be outdated when the collector moves a table.
        int place = (int)id.Low & (_slotCount - 1);
        Engine.Internal.Prefetch.Read(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_young), place)));
        if (_hasOld)
        {
            Engine.Internal.Prefetch.Read(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_old), place)));
        }
    }

    private void Turn()
    {
        EventId[] emptied = _hasOld ? _old : new EventId[_slotCount];
        if (_hasOld)
        {
            Array.Clear(emptied);
        }

        _old = _young;
        _young = emptied;
        _youngCount = 0;
        _hasOld = true;
    }

    /// <summary>The free place for an id; -1 where it is there.</summary>
    private static int Find(EventId[] table, EventId id)
    {
        ref EventId first = ref MemoryMarshal.GetArrayDataReference(table);
        int mask = table.Length - 1;
        for (int place = (int)id.Low & mask; ; place = (place + 1) & mask)
        {
            // SAFETY: masked by the length, a power of two. Never full: there is an empty place.
            EventId there = Unsafe.Add(ref first, place);
            if (there.IsNone)
            {
                return place;
            }

            if (there == id)
            {
                return -1;
            }
        }
    }
}
