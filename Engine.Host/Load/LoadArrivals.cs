namespace Engine.Host.Load;

/// <summary>
/// When requests arrive: independently of each other and of the answers, as those of many people do (a Poisson process). A server that stalls finds
/// all that arrived meanwhile, and each of those has waited: a load that waits for its answers would have left them out.
/// </summary>
internal sealed class LoadArrivals
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly double _ticksBetween;
    private readonly double _endTicks;
    private double _ticks;
    private long _number;

    /// <param name="rate">Requests a second; infinite: all at once, so that each connection sends as soon as it may.</param>
    /// <param name="lasts">For how long they arrive.</param>
    /// <param name="ticksPerSecond">Of the clock.</param>
    /// <param name="seed">The same seed gives the same arrivals.</param>
    public LoadArrivals(double rate, TimeSpan lasts, long ticksPerSecond, int seed)
    {
        _random = new Random(seed);
        _ticksBetween = ticksPerSecond / rate;
        _endTicks = lasts.TotalSeconds * ticksPerSecond;
    }

    /// <summary>How many have been taken.</summary>
    public long Taken
    {
        get
        {
            lock (_lock)
            {
                return _number;
            }
        }
    }

    /// <summary>The next arrival.</summary>
    /// <param name="nowTicks">Since the start, for the end of arrivals that come at once.</param>
    /// <param name="dueTicks">When it arrives, since the start.</param>
    /// <param name="number">0, 1, 2, ...</param>
    /// <param name="random">A number of its own.</param>
    /// <returns>False: no more arrive.</returns>
    public bool TryTake(long nowTicks, out long dueTicks, out long number, out uint random)
    {
        lock (_lock)
        {
            _ticks = _ticksBetween == 0 ? nowTicks : _ticks - (Math.Log(1 - _random.NextDouble()) * _ticksBetween);
            dueTicks = (long)_ticks;
            number = _number;
            random = (uint)_random.NextInt64(1L << 32);
            if (_ticks >= _endTicks)
            {
                return false;
            }

            _number++;
            return true;
        }
    }
}
