using System.Collections.Concurrent;

namespace Engine.Host.Serve.Access;

/// <summary>A bucket of requests per client: so many a second, and one second's worth at once. O(1) a request.</summary>
/// <param name="perSecond">Requests a second; 0 for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(int perSecond, TimeProvider time)
{
    /// <summary>Clients that are remembered. Beyond it those that have not asked for a second are forgotten; if there are none, further clients wait.</summary>
    public const int MaxClients = 16_384;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();

    /// <summary>Takes one request of a client. False: it has used up what it may.</summary>
    public bool TryTake(string client)
    {
        if (perSecond == 0)
        {
            return true;
        }

        if (!_buckets.TryGetValue(client, out Bucket? bucket))
        {
            if (_buckets.Count >= MaxClients && !Forget())
            {
                return false;
            }

            bucket = _buckets.GetOrAdd(client, new Bucket(perSecond, time.GetTimestamp()));
        }

        return bucket.TryTake(perSecond, time);
    }

    private bool Forget()
    {
        foreach ((string client, Bucket bucket) in _buckets)
        {
            if (bucket.IsIdle(time))
            {
                _buckets.TryRemove(client, out _);
            }
        }

        return _buckets.Count < MaxClients;
    }

    private sealed class Bucket(double tokens, long at)
    {
        private double _tokens = tokens;
        private long _at = at;

        public bool TryTake(int perSecond, TimeProvider time)
        {
            lock (this)
            {
                long now = time.GetTimestamp();
                _tokens = Math.Min(perSecond, _tokens + time.GetElapsedTime(_at, now).TotalSeconds * perSecond);
                _at = now;
                if (_tokens < 1)
                {
                    return false;
                }

                _tokens--;
                return true;
            }
        }

        public bool IsIdle(TimeProvider time)
        {
            lock (this)
            {
                return time.GetElapsedTime(_at) > TimeSpan.FromSeconds(1);
            }
        }
    }
}
