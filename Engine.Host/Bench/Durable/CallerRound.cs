using System.Diagnostics;

namespace Engine.Host.Bench.Durable;

/// <summary>Callers that make their runs at the same time, round after round.</summary>
internal sealed class CallerRound : IDisposable
{
    private readonly Caller[] _callers;
    private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 1);
    private int _left;
    private Exception? _failure;

    /// <param name="callers">How many runs are under way at a time.</param>
    /// <param name="run">Makes a run: gives its output.</param>
    public CallerRound(int callers, Func<long, ValueTask<long>> run) => _callers = [.. Enumerable.Range(0, callers).Select(_ => new Caller(run, this))];

    public int CallerCount => _callers.Length;

    /// <summary>Each caller makes so many runs.</summary>
    /// <returns>How long it took, in nanoseconds.</returns>
    /// <exception cref="InvalidOperationException">A run failed, or gave the wrong output.</exception>
    public double Run(int runsEach)
    {
        _left = _callers.Length;
        _failure = null;
        _ended.Reset();
        foreach (Caller caller in _callers)
        {
            caller.Prepare(runsEach);
        }

        long start = Stopwatch.GetTimestamp();
        foreach (Caller caller in _callers)
        {
            caller.Begin();
        }

        _ended.Wait();
        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return _failure is null ? elapsedNs : throw new InvalidOperationException($"A run failed: {_failure.Message}", _failure);
    }

    /// <summary>Adds the time of each run of the last round, in nanoseconds.</summary>
    public void AddTimes(List<double> times)
    {
        foreach (Caller caller in _callers)
        {
            foreach (long ticks in caller.Ticks)
            {
                times.Add(ticks * 1e9 / Stopwatch.Frequency);
            }
        }
    }

    public void Dispose()
    {
        foreach (Caller caller in _callers)
        {
            caller.Stop();
        }

        _ended.Dispose();
    }

    /// <summary>A caller has made its runs, or could not.</summary>
    internal void End(Exception? failure)
    {
        if (failure is not null)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended.Set();
        }
    }
}
