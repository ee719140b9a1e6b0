namespace Engine.Internal;

/// <summary>
/// The types that a batch has seen, numbered as they came. Two ways lead to a number: the process-wide index of a type known at
/// compile time, one load; and the id of an event that came as bytes, a probe of a table that is never more than half full.
/// </summary>
internal sealed class EventSlots
{
    /// <summary>A slot is a byte, and one value means none.</summary>
    public const int MaxCount = 255;

    private const int TableSize = 512;
    private const int TableShift = 32 - 9;

    private readonly EventSlot[] _slots = new EventSlot[MaxCount];
    private readonly byte[] _ofId = new byte[TableSize];
    private byte[] _ofIndex = new byte[64];

    public int Count { get; private set; }

    public ref readonly EventSlot this[int slot] => ref _slots[slot];

    /// <summary>The slot of a type known at compile time, given one if it has none.</summary>
    public int Of<T>()
        where T : unmanaged, IEvent
    {
        int index = EventType<T>.Index;
        byte[] ofIndex = _ofIndex;
        return (uint)index < (uint)ofIndex.Length && ofIndex[index] != 0 ? ofIndex[index] - 1 : Add<T>(index);
    }

    /// <summary>The slot of an event that came as bytes.</summary>
    public int Of(uint typeId, int payloadBytes)
    {
        int slot = Find(typeId);
        if (slot < 0)
        {
            return Insert(new EventSlot(typeId, payloadBytes, null));
        }

        if (_slots[slot].PayloadBytes != payloadBytes)
        {
            ThrowEvents.PayloadLength(_slots[slot].Title, _slots[slot].PayloadBytes, payloadBytes);
        }

        return slot;
    }

    /// <summary>The slot of an id, -1 for none.</summary>
    public int Find(uint typeId)
    {
        for (uint probe = Hash(typeId); _ofId[probe] != 0; probe = (probe + 1) % TableSize)
        {
            if (_slots[_ofId[probe] - 1].TypeId == typeId)
            {
                return _ofId[probe] - 1;
            }
        }

        return -1;
    }

    private static uint Hash(uint typeId) => (typeId * 2654435769u) >> TableShift;

    private int Add<T>(int index)
        where T : unmanaged, IEvent
    {
        var wanted = new EventSlot(T.EventTypeId, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), T.EventTypeName);
        int slot = Find(wanted.TypeId);
        if (slot < 0)
        {
            slot = Insert(wanted);
        }
        else if (_slots[slot].PayloadBytes != wanted.PayloadBytes)
        {
            ThrowEvents.PayloadLength(wanted.Title, wanted.PayloadBytes, _slots[slot].PayloadBytes);
        }
        else if (_slots[slot].Name is { } name && name != wanted.Name)
        {
            ThrowEvents.SameId(wanted.TypeId, name, wanted.Name!);
        }
        else
        {
            _slots[slot] = wanted;
        }

        if (index >= _ofIndex.Length)
        {
            Array.Resize(ref _ofIndex, Math.Max(index + 1, 2 * _ofIndex.Length));
        }

        _ofIndex[index] = (byte)(slot + 1);
        return slot;
    }

    private int Insert(EventSlot slot)
    {
        if (slot.TypeId == 0)
        {
            ThrowEvents.NoTypeId(slot.Title);
        }

        if (slot.PayloadBytes is < 0 or > Events.EventBatch.MaxEventBytes)
        {
            ThrowEvents.EventTooLarge(slot.Title, slot.PayloadBytes, Events.EventBatch.MaxEventBytes);
        }

        if (Count == MaxCount)
        {
            ThrowEvents.TooManyTypes(slot.Title, MaxCount);
        }

        uint probe = Hash(slot.TypeId);
        while (_ofId[probe] != 0)
        {
            probe = (probe + 1) % TableSize;
        }

        _slots[Count] = slot;
        _ofId[probe] = (byte)(Count + 1);
        return Count++;
    }
}
