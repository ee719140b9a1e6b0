namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// A clock that moves when told, by one thread. Unlike other fakes it fires one timer at a time, so that a scheduler may put
/// anything between two that are due together, and it knows which timers nobody has disposed of. Steps on other threads may
/// begin and dispose of theirs meanwhile.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _active = [];
    private long _created;

    public long NowTicks { get; private set; }

    /// <summary>Timers that would still fire.</summary>
    public int ActiveCount
    {
        get
        {
            lock (_gate)
            {
                return _active.Count;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => NowTicks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(NowTicks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, Interlocked.Increment(ref _created));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to where the next timer is due, and fires that one.</summary>
    public bool FireNext() => FireDue(long.MaxValue);

    /// <summary>Whether a timer is due that has not fired.</summary>
    public bool HasDue => _active.Exists(timer => timer.DueTicks <= NowTicks);

    /// <summary>Moves on, firing what is due on the way.</summary>
    public void Advance(TimeSpan time)
    {
        long endTicks = NowTicks + time.Ticks;
        while (FireDue(endTicks))
        {
        }

        NowTicks = Math.Max(NowTicks, endTicks);
    }

    private bool FireDue(long endTicks)
    {
        Timer? next = _active.MinBy(static timer => (timer.DueTicks, timer.Order));
        if (next is null || next.DueTicks > endTicks)
        {
            return false;
        }

        NowTicks = Math.Max(NowTicks, next.DueTicks);
        next.Fire();
        return true;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state, long order) : ITimer
    {
        private TimeSpan _period;
        private bool _disposed;

        public long DueTicks { get; private set; }

        public long Order { get; } = order;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._active.Remove(this);
                if (_disposed)
                {
                    return false;
                }

                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueTicks = time.NowTicks + dueTime.Ticks;
                    _period = period;
                    time._active.Add(this);
                }

                return true;
            }
        }

        public void Fire()
        {
            lock (time._gate)
            {
                time._active.Remove(this);
                if (_period > TimeSpan.Zero)
                {
                    DueTicks += _period.Ticks;
                    time._active.Add(this);
                }
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                _disposed = true;
                time._active.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
