namespace Engine.Host.Serve.Ingest;

/// <summary>
/// Takes batches of events: recognises those that came before, counts them by type, and applies each to the latest run of the workflow that it names. One
/// per tenant. Any thread; batches are read apart and applied one at a time, whole or not at all.
/// </summary>
internal sealed class EventHub
{
    private const int PooledStages = 8;
    private const int PrefetchDistance = 16;

    private readonly Lock _gate = new();
    private readonly Lock _windowGate = new();
    private readonly EventIdHash _hash = EventIdHash.CreateRandom();
    private readonly int _windowCapacity;
    private readonly TimeProvider _time;
    private readonly Stack<EventStage> _stages = new();

    /// <summary>The runs that the batch that is being applied has been at, with their counts before it.</summary>
    private readonly List<(RunEvents Run, long CountBefore)> _touched = [];
    private readonly long[] _countsByType = new long[EventLimits.TypeNames + 1];
    private RunEvents?[] _runs = new RunEvents?[64];

    /// <summary>For each of those runs a row: where in the batch its last events are.</summary>
    private int[] _places = new int[64 * EventLimits.EventsOfRun];
    private volatile EventIdWindow? _window;
    private EventCounts _counts;

    /// <param name="windowCapacity">How many ids are remembered at least.</param>
    /// <param name="deadCapacity">How many dead letters are kept.</param>
    /// <param name="time">The clock.</param>
    public EventHub(int windowCapacity, int deadCapacity, TimeProvider time)
    {
        _windowCapacity = windowCapacity;
        _time = time;
        Dead = new DeadEvents(deadCapacity);
    }

    public EventTypes Types { get; } = new();

    public EventTargets Targets { get; } = new();

    /// <summary>Under the lock only: <see cref="Read"/>.</summary>
    private DeadEvents Dead { get; }

    /// <summary>Everything so far.</summary>
    public EventCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>Raised when events of runs were applied, outside of the lock.</summary>
    public event Action? Applied;

    /// <summary>Takes the memory for the ids of events. Otherwise the first batch does; only those wait for it that have one.</summary>
    public void Prepare()
    {
        if (_window is null)
        {
            lock (_windowGate)
            {
                _window ??= new EventIdWindow(_windowCapacity);
            }
        }
    }

    /// <summary>An empty stage; give it back with <see cref="Return"/>.</summary>
    public EventStage Rent()
    {
        Prepare();
        lock (_stages)
        {
            if (_stages.TryPop(out EventStage? stage))
            {
                stage.Clear();
                return stage;
            }
        }

        return new EventStage(Types, Targets, _hash);
    }

    public void Return(EventStage stage)
    {
        if (stage.IsSmall)
        {
            lock (_stages)
            {
                if (_stages.Count < PooledStages)
                {
                    _stages.Push(stage);
                    return;
                }
            }
        }

        stage.Dispose();
    }

    /// <summary>From now on events of a workflow go to this run.</summary>
    public void SetRun(int workflow, RunEvents run)
    {
        lock (_gate)
        {
            if (workflow >= _runs.Length)
            {
                Array.Resize(ref _runs, Math.Max(workflow + 1, _runs.Length * 2));
            }

            _runs[workflow] = run;
        }
    }

    /// <summary>A workflow has been removed: events that name it are unknown from now on.</summary>
    public void RemoveTarget(string workflow, int target)
    {
        lock (_gate)
        {
            if (target < _runs.Length)
            {
                _runs[target] = null;
            }

            Targets.Remove(workflow);
        }
    }

    /// <summary>Applies a batch. O(events).</summary>
    public EventCounts Apply(EventStage stage)
    {
        long nowMicros = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
        EventCounts counts;
        lock (_gate)
        {
            if (stage.TargetsVersion != Targets.Version)
            {
                stage.FindTargetsAgain();
            }

            counts = ApplyAll(stage, nowMicros);
            _counts += counts;
        }

        if (counts.Accepted > 0)
        {
            Applied?.Invoke();
        }

        return counts;
    }

    /// <summary>Looks at counts and events of runs, and at the dead letters.</summary>
    public TResult Read<TArgument, TResult>(TArgument argument, Func<EventHub, DeadEvents, TArgument, TResult> read)
    {
        lock (_gate)
        {
            return read(this, Dead, argument);
        }
    }

    /// <summary>Sends a dead letter again. False: there is none of that number.</summary>
    /// <param name="number">The letter's number.</param>
    /// <param name="isApplied">Whether it reached a run now; otherwise it stays.</param>
    public bool Resend(long number, out bool isApplied)
    {
        isApplied = false;
        lock (_gate)
        {
            if (Dead.Find(number) is not { } letter)
            {
                return false;
            }

            int target = Targets.Find(System.Text.Encoding.UTF8.GetBytes(letter.Workflow));
            if ((uint)target < (uint)_runs.Length && _runs[target] is { } run)
            {
                isApplied = true;
                run.Take(letter.Event);
                Dead.Remove(number);
                _counts += new EventCounts(0, 1, 0, -1, 0, -1);
            }
        }

        if (isApplied)
        {
            Applied?.Invoke();
        }

        return true;
    }

    /// <summary>How many events of a type came, duplicates aside. Under the lock: within <see cref="Read"/>.</summary>
    public long CountOf(int type) => _countsByType[type];

    private EventCounts ApplyAll(EventStage stage, long nowMicros)
    {
        EventIdWindow window = _window!;
        RunEvents?[] runs = _runs;
        ReadOnlySpan<StagedEvent> events = stage.Events;
        long accepted = 0, duplicates = 0, unknown = 0, dead = 0;
        for (int index = 0; index < events.Length; index++)
        {
            if (index + PrefetchDistance < events.Length)
            {
                // The tables are larger than the cache: without this each event waits twice for memory, 150 ns instead of 40.
                window.Prefetch(events[index + PrefetchDistance].Id);
            }

            ref readonly StagedEvent staged = ref events[index];
            RunEvents? run = (uint)staged.Workflow < (uint)runs.Length ? runs[staged.Workflow] : null;
            if (run is null)
            {
                // Its id is remembered only where the event is: who sends it again later is heard.
                if (Dead.IsFull ? window.Contains(staged.Id) : !window.TryAdd(staged.Id))
                {
                    duplicates++;
                    continue;
                }

                unknown++;
                _countsByType[staged.Type]++;
                if (!Dead.IsFull)
                {
                    dead++;
                    Dead.Add(stage, in staged, nowMicros);
                }

                continue;
            }

            if (!window.TryAdd(staged.Id))
            {
                duplicates++;
                continue;
            }

            accepted++;
            _countsByType[staged.Type]++;
            if (run.TouchedAt < 0)
            {
                Touch(run);
            }

            _places[(run.TouchedAt * EventLimits.EventsOfRun) + (int)(run.Count % EventLimits.EventsOfRun)] = index;
            run.Add(staged.Type);
        }

        for (int place = 0; place < _touched.Count; place++)
        {
            (RunEvents run, long countBefore) = _touched[place];
            run.Keep(stage, countBefore, _places.AsSpan(place * EventLimits.EventsOfRun, EventLimits.EventsOfRun), nowMicros);
        }

        _touched.Clear();
        return new EventCounts(stage.ReceivedCount, accepted, duplicates, unknown, stage.InvalidCount, dead);
    }

    private void Touch(RunEvents run)
    {
        run.Touch(_touched.Count);
        _touched.Add((run, run.Count));
        if (_places.Length < _touched.Count * EventLimits.EventsOfRun)
        {
            Array.Resize(ref _places, _places.Length * 2);
        }
    }
}
