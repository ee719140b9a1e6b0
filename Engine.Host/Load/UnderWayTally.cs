namespace Engine.Host.Load;

/// <summary>For how long how many executions were under way. Its owner holds a lock. O(1) a change; O(most) to read.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class UnderWayTally(int most)
{
    private readonly long[] _ticks = new long[most + 1];
    private TimeSpan? _since;

    /// <summary>How many are under way.</summary>
    public int Count { get; private set; }

    /// <summary>The least that there were for any time between beginning and end.</summary>
    public int Least => AtShare(0);

    /// <summary>Half of the time there were more.</summary>
    public int Median => AtShare(0.5);

    /// <summary>From now on it counts.</summary>
    public void Begin(TimeSpan now) => _since = now;

    /// <summary>It counts no more.</summary>
    public void End(TimeSpan now)
    {
        Change(0, now);
        _since = null;
    }

    public void Change(int difference, TimeSpan now)
    {
        if (_since is { } since)
        {
            _ticks[Count] += (now - since).Ticks;
            _since = now;
        }

        Count += difference;
    }

    private int AtShare(double share)
    {
        long all = 0, passed = 0;
        foreach (long ticks in _ticks)
        {
            all += ticks;
        }

        for (int count = 0; count < _ticks.Length; count++)
        {
            passed += _ticks[count];
            if (passed > all * share)
            {
                return count;
            }
        }

        // No time has passed.
        return Count;
    }
}
