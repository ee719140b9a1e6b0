namespace Engine.Host.Serve.Ingest;

/// <summary>The events of one run: how many of each type, and the last of them, one behind the other in one array. Belongs to the hub's lock.</summary>
internal sealed class RunEvents
{
    /// <summary>Fewer sizes, fewer times that it grows.</summary>
    private const int Rounding = 256;

    private byte[] _bytes = [];
    private int _length;
    private long[] _countsByType = [];
    private long _count;

    /// <summary>All events so far. Any thread may ask; who shows them as well asks under the lock.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Its place among those that the batch that is being applied has been at; -1 where it has not.</summary>
    public int TouchedAt { get; private set; } = -1;

    public ReadOnlySpan<long> CountsByType => _countsByType;

    /// <summary>The first number that is still kept.</summary>
    public long FirstKept => Math.Max(0, Count - EventLimits.EventsOfRun);

    /// <summary>A kept event by its number. O(events that are kept).</summary>
    public KeptEvent this[long number]
    {
        get
        {
            ReadOnlySpan<byte> rest = _bytes.AsSpan(0, _length);
            for (long other = FirstKept; other < number; other++)
            {
                rest = rest[new KeptEvent(rest, other).Bytes.Length..];
            }

            return new KeptEvent(rest, number);
        }
    }

    /// <summary>The first event of a batch is about to be counted.</summary>
    public void Touch(int place) => TouchedAt = place;

    /// <summary>Counts an event of a batch.</summary>
    public void Add(int type)
    {
        if (type >= _countsByType.Length)
        {
            Array.Resize(ref _countsByType, Math.Min(EventLimits.TypeNames + 1, Math.Max(type + 1, 8)));
        }

        _countsByType[type]++;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>The batch has been counted: keeps those of its events that are among the last.</summary>
    /// <param name="stage">The batch.</param>
    /// <param name="countBefore">How many events there were before it.</param>
    /// <param name="places">Where in the batch the event of number n is: at n modulo <see cref="EventLimits.EventsOfRun"/>.</param>
    /// <param name="nowMicros">The time of events that have none.</param>
    public void Keep(EventStage stage, long countBefore, ReadOnlySpan<int> places, long nowMicros)
    {
        TouchedAt = -1;
        long first = Math.Max(countBefore, FirstKept);
        int size = 0;
        for (long number = first; number < Count; number++)
        {
            size += KeptEvent.SizeOf(stage, in stage.Events[places[(int)(number % EventLimits.EventsOfRun)]]);
        }

        MakeRoom(countBefore, size);
        for (long number = first; number < Count; number++)
        {
            _length += KeptEvent.Write(_bytes.AsSpan(_length), stage, in stage.Events[places[(int)(number % EventLimits.EventsOfRun)]], nowMicros);
        }
    }

    /// <summary>Takes an event that was kept elsewhere.</summary>
    public void Take(KeptEvent taken)
    {
        Add(taken.Type);
        MakeRoom(Count - 1, taken.Bytes.Length);
        taken.Bytes.CopyTo(_bytes.AsSpan(_length));
        _length += taken.Bytes.Length;
    }

    /// <summary>Drops those that are not among the last any more, and makes room behind the others.</summary>
    private void MakeRoom(long countBefore, int size)
    {
        ReadOnlySpan<byte> stay = _bytes.AsSpan(0, _length);
        for (long old = Math.Max(0, countBefore - EventLimits.EventsOfRun); old < Math.Min(FirstKept, countBefore); old++)
        {
            stay = stay[new KeptEvent(stay, old).Bytes.Length..];
        }

        int needed = stay.Length + size;
        byte[] into = needed <= _bytes.Length ? _bytes : new byte[(needed + Rounding - 1) / Rounding * Rounding];
        stay.CopyTo(into);
        _bytes = into;
        _length = stay.Length;
    }
}
