namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Events that reached no run, oldest first, with the workflow that they named. Bounded: when it is full, further ones are counted and not kept, so that
/// what a person has not seen is never pushed out. Belongs to the hub's lock, under which ten thousand may come at once: they lie one behind the other in blocks of
/// bytes, and no object is made for one. Where more of them have been removed than are left, those move together: blocks are never much larger than what they hold.
/// </summary>
internal sealed class DeadEvents(int capacity)
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>So many places of removed events are not worth moving the others for.</summary>
    private const int FewPlaces = 1_024;

    /// <summary>By number, ascending. Some may have been removed.</summary>
    private readonly List<Place> _places = [];
    private byte[] _block = [];
    private int _blockLength;
    private long _next = 1;

    public int Count { get; private set; }

    public int Capacity => capacity;

    public bool IsFull => Count == capacity;

    /// <summary>Keeps an event. O(its bytes).</summary>
    public void Add(EventStage stage, in StagedEvent staged, long nowMicros)
    {
        int eventLength = KeptEvent.SizeOf(stage, in staged), length = eventLength + staged.WorkflowLength;
        Span<byte> bytes = Take(_next++, nowMicros, length);
        KeptEvent.Write(bytes, stage, in staged, nowMicros);
        stage.Bytes.AsSpan(staged.WorkflowStart, staged.WorkflowLength).CopyTo(bytes[eventLength..]);
        Count++;
    }

    /// <summary>Those behind a number, oldest first. O(log events + found).</summary>
    public IEnumerable<DeadEvent> After(long number, int count)
    {
        int index = IndexOf(number);
        for (index = index < 0 ? ~index : index + 1; index < _places.Count && count > 0; index++)
        {
            if (_places[index].Block is { } block)
            {
                count--;
                yield return ToEvent(_places[index], block);
            }
        }
    }

    /// <summary>One by its number; null where there is none. O(log events).</summary>
    public DeadEvent? Find(long number)
    {
        int index = IndexOf(number);
        return index >= 0 && _places[index].Block is { } block ? ToEvent(_places[index], block) : null;
    }

    /// <summary>Lets one go. O(log events), over many of them.</summary>
    public bool Remove(long number)
    {
        int index = IndexOf(number);
        if (index < 0 || _places[index].Block is null)
        {
            return false;
        }

        _places[index] = new Place(number, 0, null, 0, 0);
        Count--;
        if (_places.Count - Count > Math.Max(Count, FewPlaces))
        {
            MoveTogether();
        }

        return true;
    }

    public int Clear()
    {
        int count = Count;
        _places.Clear();
        _places.TrimExcess();
        _block = [];
        _blockLength = 0;
        Count = 0;
        return count;
    }

    /// <summary>A place behind all others, and its bytes.</summary>
    private Span<byte> Take(long number, long arrivedMicros, int length)
    {
        if (_block.Length - _blockLength < length)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, length));
            _blockLength = 0;
        }

        _places.Add(new Place(number, arrivedMicros, _block, _blockLength, length));
        _blockLength += length;
        return _block.AsSpan(_blockLength - length, length);
    }

    private void MoveTogether()
    {
        Place[] left = [.. _places.Where(static place => place.Block is not null)];
        _places.Clear();
        _block = [];
        _blockLength = 0;
        foreach (Place place in left)
        {
            place.Block.AsSpan(place.Start, place.Length).CopyTo(Take(place.Number, place.ArrivedMicros, place.Length));
        }
    }

    private static DeadEvent ToEvent(Place place, byte[] block) => new(place.ArrivedMicros, place.Number, block.AsMemory(place.Start, place.Length));

    /// <summary>Where the place of a number is; the complement of where it would be.</summary>
    private int IndexOf(long number) => _places.BinarySearch(new Place(number, 0, null, 0, 0));

    /// <summary>Where an event lies; in no block if it has been removed.</summary>
    private readonly record struct Place(long Number, long ArrivedMicros, byte[]? Block, int Start, int Length) : IComparable<Place>
    {
        public int CompareTo(Place other) => Number.CompareTo(other.Number);
    }
}
