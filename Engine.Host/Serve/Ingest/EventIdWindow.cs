using System.Numerics;
using System.Runtime.InteropServices;

namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Remembers the ids of the last events: at least <see cref="Capacity"/> of them, at most twice as many. Two tables with linear probing; when the
/// younger one is full, the older one becomes the younger. It is not emptied: an id is stored with the number of its era in place of 16 of its bits, and a
/// place of another era is free. The tables are the system's memory, which gives pages when they are first written, more than a microsecond each: those of
/// the first table are all there when the window is made, those of the other come while the first fills. They go when the window does. For one caller at a time.
/// </summary>
internal sealed unsafe class EventIdWindow
{
    public const int MinCapacity = 1_024;
    public const int MaxCapacity = 1 << 26;

    /// <summary>So many bits of the upper half of an id are compared.</summary>
    private const int UpperBits = 48;
    private const ulong UpperMask = (1UL << UpperBits) - 1;
    private const int LastEra = ushort.MaxValue;

    /// <summary>The smallest page of any system, in places.</summary>
    private const int PagePlaces = 4_096 / 16;

    private readonly int _capacity;
    private readonly int _mask;
    private EventId* _young;
    private EventId* _old;

    /// <summary>The eras of the tables, from 1: what has never been written is of none.</summary>
    private int _youngEra = 2;
    private int _oldEra = 1;
    private int _youngCount;
    private bool _hasOld;

    /// <summary>O(capacity): 5 ms for half a million.</summary>
    /// <param name="capacity">How many ids are remembered at least. Takes 32 bytes each, and 64 once so many have come; a power of two wastes nothing.</param>
    public EventIdWindow(int capacity)
    {
        if (capacity is < MinCapacity or > MaxCapacity)
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"The window of event ids is {capacity}; choose {MinCapacity} to {MaxCapacity}.");
        }

        // At most half full: a search for what is not there takes 2.5 places then, mostly in one line of the cache. At three quarters it takes 8.5.
        int placeCount = (int)BitOperations.RoundUpToPowerOf2((uint)capacity * 2);
        _capacity = capacity;
        _mask = placeCount - 1;
        _young = (EventId*)NativeMemory.AllocZeroed((nuint)placeCount, (nuint)sizeof(EventId));
        _old = (EventId*)NativeMemory.AllocZeroed((nuint)placeCount, (nuint)sizeof(EventId));
        for (int place = 0; place < placeCount; place += PagePlaces)
        {
            _young[place] = default;
        }
    }

    ~EventIdWindow()
    {
        NativeMemory.Free(_young);
        NativeMemory.Free(_old);
    }

    /// <summary>How many ids are remembered at least.</summary>
    public int Capacity => _capacity;

    public bool Contains(EventId id)
    {
        bool isThere = Find(_young, _youngEra, id) < 0 || IsInOld(id);
        GC.KeepAlive(this);
        return isThere;
    }

    /// <summary>Remembers an id. False: it was remembered already. O(1), but for once in 65,534 x <see cref="Capacity"/> ids.</summary>
    public bool TryAdd(EventId id)
    {
        int place = Find(_young, _youngEra, id);
        bool isNew = place >= 0 && !IsInOld(id);
        if (isNew)
        {
            if (_youngCount == _capacity)
            {
                Turn();
                place = Find(_young, _youngEra, id);
            }

            _young[place] = new EventId(id.Low, UpperOf(id, _youngEra));
            _youngCount++;
            if (!_hasOld && _youngCount % (PagePlaces / 2) == 0)
            {
                // There are two places for each id: the last page comes with the last id.
                _old[(2 * _youngCount) - 1] = default;
            }
        }

        GC.KeepAlive(this);
        return isNew;
    }

    /// <summary>Asks for the lines of the cache in which an id will be looked for.</summary>
    public void Prefetch(EventId id)
    {
        int place = (int)id.Low & _mask;
        Engine.Internal.Prefetch.Read(_young + place);
        Engine.Internal.Prefetch.Read(_old + place);
    }

    private bool IsInOld(EventId id) => _hasOld && Find(_old, _oldEra, id) < 0;

    private void Turn()
    {
        EventId* oldest = _old;
        _old = _young;
        _young = oldest;
        _oldEra = _youngEra;
        _youngEra = _youngEra == LastEra ? 1 : _youngEra + 1;
        _youngCount = 0;
        _hasOld = true;
        if (_youngEra <= 2)
        {
            // Eras are counted from 1 again: what the table has of that era is of the last time.
            NativeMemory.Clear(_young, (nuint)(_mask + 1) * (nuint)sizeof(EventId));
        }
    }

    private static ulong UpperOf(EventId id, int era) => (id.High & UpperMask) | ((ulong)era << UpperBits);

    /// <summary>The free place for an id; -1 where it is there.</summary>
    private int Find(EventId* table, int era, EventId id)
    {
        ulong upper = UpperOf(id, era);
        for (int place = (int)id.Low & _mask; ; place = (place + 1) & _mask)
        {
            // Masked by the length, a power of two. Never full: there is a free place.
            EventId there = table[place];
            ulong difference = there.High ^ upper;
            if (difference >> UpperBits != 0)
            {
                return place;
            }

            if (difference == 0 && there.Low == id.Low)
            {
                return -1;
            }
        }
    }
}
