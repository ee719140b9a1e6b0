using HdrHistogram;

namespace Engine.Host.Load;

/// <summary>What was seen of one route, or of whole executions. Any thread may add.</summary>
internal sealed class RouteTally(string name)
{
    /// <summary>The longest latency that is told apart, in microseconds: an hour.</summary>
    private const long LongestMicroseconds = 3_600_000_000;

    /// <summary>Kinds of failures that are told apart; the rest are counted together.</summary>
    private const int MaxReasons = 20;

    private readonly Lock _lock = new();
    private readonly LongHistogram _latencies = NewHistogram();
    private readonly Dictionary<string, long> _failures = [];

    /// <summary>Whether anything was seen.</summary>
    public bool IsUsed
    {
        get
        {
            lock (_lock)
            {
                return _latencies.TotalCount > 0 || _failures.Count > 0;
            }
        }
    }

    public static LongHistogram NewHistogram() => new(LongestMicroseconds, numberOfSignificantValueDigits: 3);

    /// <summary>The latency that so many percent do not exceed; 0 where there is none.</summary>
    public static double AtPercentile(LongHistogram latencies, double percent) => latencies.TotalCount == 0 ? 0 : latencies.GetValueAtPercentile(percent);

    /// <summary>Adds an answer that was as it should be.</summary>
    public void Add(double microseconds)
    {
        lock (_lock)
        {
            _latencies.RecordValue(Clamp(microseconds));
        }
    }

    /// <summary>Adds a failure.</summary>
    public void Fail(string reason)
    {
        lock (_lock)
        {
            string known = _failures.ContainsKey(reason) || _failures.Count < MaxReasons ? reason : "other";
            _failures[known] = _failures.GetValueOrDefault(known) + 1;
        }
    }

    public RouteResult Result(double seconds)
    {
        lock (_lock)
        {
            return RouteResult.Of(name, _latencies, _failures, seconds);
        }
    }

    public static long Clamp(double microseconds) => (long)Math.Clamp(microseconds, 1, LongestMicroseconds);
}
