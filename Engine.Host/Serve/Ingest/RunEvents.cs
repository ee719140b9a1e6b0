namespace Engine.Host.Serve.Ingest;

/// <summary>The events of one run: how many of each type, and the last of them. Belongs to the hub's lock.</summary>
internal sealed class RunEvents
{
    /// <summary>Where an event of the batch that is being applied goes; its bytes are copied once, at the end.</summary>
    private readonly int[] _pending = new int[EventLimits.EventsOfRun];

    private KeptEvent[] _kept = [];
    private long[] _countsByType = [];

    /// <summary>All events so far.</summary>
    public long Count { get; private set; }

    /// <summary>The count before the batch that is being applied.</summary>
    public long CountBefore { get; private set; }

    /// <summary>Whether the batch that is being applied has been here.</summary>
    public bool IsTouched { get; private set; }

    public ReadOnlySpan<long> CountsByType => _countsByType;

    /// <summary>The first number that is still kept.</summary>
    public long FirstKept => Math.Max(0, Count - EventLimits.EventsOfRun);

    /// <summary>A kept event by its number.</summary>
    public ref readonly KeptEvent this[long number] => ref _kept[(int)(number % EventLimits.EventsOfRun)];

    /// <summary>Counts an event of a batch. The first of a batch begins with <see cref="Touch"/>.</summary>
    public void Add(int type, int stagedIndex)
    {
        if (type >= _countsByType.Length)
        {
            Array.Resize(ref _countsByType, Math.Min(EventLimits.TypeNames + 1, Math.Max(type + 1, 8)));
        }

        _countsByType[type]++;
        _pending[(int)(Count++ % EventLimits.EventsOfRun)] = stagedIndex;
    }

    /// <summary>Takes an event that was kept elsewhere.</summary>
    public void Take(ref KeptEvent taken)
    {
        Add(taken.Type, 0);
        if (_kept.Length == 0)
        {
            _kept = new KeptEvent[EventLimits.EventsOfRun];
        }

        taken.Number = Count - 1;
        _kept[(int)(taken.Number % EventLimits.EventsOfRun)] = taken;
    }

    public void Touch()
    {
        IsTouched = true;
        CountBefore = Count;
    }

    /// <summary>Copies those of a batch that are among the last.</summary>
    public void Keep(EventStage stage, long nowMicros)
    {
        IsTouched = false;
        if (_kept.Length == 0)
        {
            _kept = new KeptEvent[EventLimits.EventsOfRun];
        }

        for (long number = Math.Max(CountBefore, FirstKept); number < Count; number++)
        {
            int place = (int)(number % EventLimits.EventsOfRun);
            _kept[place].Keep(stage, in stage.Events[_pending[place]], number, nowMicros);
        }
    }
}
