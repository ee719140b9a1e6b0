namespace Engine.Host.Serve.Http;

/// <summary>Counts requests of one route by class of status, and their times in buckets. Any thread.</summary>
internal sealed class RouteMetrics
{
    /// <summary>Upper bounds of the buckets, in microseconds; one more is without bound.</summary>
    private static readonly long[] Bounds = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000];

    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private readonly long[] _statuses = new long[6];
    private long _micros;
    private long _slowestMicros;

    public static ReadOnlySpan<long> BoundsMicros => Bounds;

    public long Micros => Interlocked.Read(ref _micros);

    /// <summary>The longest that a request has taken.</summary>
    public long SlowestMicros => Volatile.Read(ref _slowestMicros);

    public long CountOfClass(int statusClass) => Interlocked.Read(ref _statuses[statusClass]);

    public long CountOfBucket(int bucket) => Interlocked.Read(ref _buckets[bucket]);

    public void Record(int status, TimeSpan elapsed)
    {
        long micros = (long)elapsed.TotalMicroseconds;
        int bucket = 0;
        while (bucket < Bounds.Length && micros > Bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _statuses[Math.Clamp(status / 100, 0, 5)]);
        Interlocked.Add(ref _micros, micros);
        long slowest = Volatile.Read(ref _slowestMicros);
        while (micros > slowest)
        {
            long seen = Interlocked.CompareExchange(ref _slowestMicros, micros, slowest);
            if (seen == slowest)
            {
                break;
            }

            slowest = seen;
        }
    }
}
