using HdrHistogram;

namespace Engine.Host.Load;

/// <summary>Second by second what was seen; any thread may add. An answer belongs to the second in which it came.</summary>
internal sealed class LoadSeries
{
    private readonly Lock _lock = new();
    private readonly List<LoadSecond> _seconds = [];
    private readonly LongHistogram _current = RouteTally.NewHistogram();
    private long _failures;

    public void Add(double microseconds)
    {
        lock (_lock)
        {
            _current.RecordValue(RouteTally.Clamp(microseconds));
        }
    }

    public void Fail()
    {
        lock (_lock)
        {
            _failures++;
        }
    }

    /// <summary>Ends a second and begins the next.</summary>
    public LoadSecond Close()
    {
        lock (_lock)
        {
            bool isEmpty = _current.TotalCount == 0;
            var second = new LoadSecond(
                _seconds.Count, _current.TotalCount, _failures, RouteTally.AtPercentile(_current, 50), RouteTally.AtPercentile(_current, 99), isEmpty ? 0 : _current.GetMaxValue());
            _seconds.Add(second);
            _current.Reset();
            _failures = 0;
            return second;
        }
    }

    /// <summary>Closes a second each second.</summary>
    public async Task TickAsync(Action<LoadSecond> onSecond, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                onSecond(Close());
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    public IReadOnlyList<LoadSecond> ToList()
    {
        lock (_lock)
        {
            return [.. _seconds];
        }
    }
}
