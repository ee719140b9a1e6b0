namespace Engine.Internal;

/// <summary>Ticks a shard on a thread of its own, and sleeps while there is nothing to do.</summary>
internal sealed class ShardThread : IDisposable
{
    /// <summary>How long it sleeps at most while something is due one day: a clock that was set back must not keep timers for long.</summary>
    private const int LongestSleepMs = 10_000;

    private readonly Doze _doze = new();
    private readonly Thread _thread;
    private Shard? _shard;
    private ITimer? _alarm;
    private long _alarmMs;
    private volatile bool _isStopping;

    public ShardThread(string name) => _thread = new Thread(Run) { Name = name, IsBackground = true };

    public void Start(Shard shard)
    {
        _shard = shard;

        // By the shard's own clock, so that a test that turns it wakes the shard.
        _alarm = shard.Clock.CreateTimer(static self => ((ShardThread)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread.UnsafeStart();
    }

    /// <summary>Something has come. Any thread. A full fence.</summary>
    public void Wake() => _doze.Wake();

    /// <summary>Ends the thread after the tick that it is in.</summary>
    public void Dispose()
    {
        _isStopping = true;
        if (_shard is not null)
        {
            _doze.Shake();
            _thread.Join();
            _alarm!.Dispose();
        }
    }

    private void Run()
    {
        Shard shard = _shard!;
        while (!_isStopping)
        {
            try
            {
                if (!shard.Tick())
                {
                    Sleep(shard);
                }
            }
            catch (Exception exception)
            {
                // It goes on to tick: who asks is told.
                shard.Abandon(exception);
            }
        }
    }

    private void Sleep(Shard shard)
    {
        _doze.Announce();
        if (!shard.HasNews && !_isStopping && SetAlarm(shard))
        {
            _doze.Sleep();
        }

        _doze.Rise();
    }

    /// <summary>False: something is due already.</summary>
    private bool SetAlarm(Shard shard)
    {
        // Without room in the journal nothing can be done when it is due; the journal's thread wakes this one when there is some.
        long nextMs = shard.Failure is null && shard.MayWork ? shard.NextMs() : long.MaxValue;
        if (nextMs == long.MaxValue || nextMs == Volatile.Read(ref _alarmMs))
        {
            return true;
        }

        long nowMs = shard.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (nextMs <= nowMs)
        {
            return false;
        }

        Volatile.Write(ref _alarmMs, nextMs);
        _alarm!.Change(TimeSpan.FromMilliseconds(Math.Min(nextMs - nowMs, LongestSleepMs)), Timeout.InfiniteTimeSpan);

        // A test's clock may have been turned meanwhile: the alarm counts from then.
        return shard.Clock.GetUtcNow().ToUnixTimeMilliseconds() < nextMs;
    }

    private void Ring()
    {
        // It is set anew before the next sleep, whatever it was set for.
        Volatile.Write(ref _alarmMs, 0);
        Wake();
    }
}
