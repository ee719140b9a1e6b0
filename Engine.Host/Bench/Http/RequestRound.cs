using System.Diagnostics;
using System.Net;

namespace Engine.Host.Bench.Http;

/// <summary>Clients that ask a server at the same time, each again once it is answered, round after round.</summary>
internal sealed class RequestRound : IDisposable
{
    private readonly Requester[] _requesters;
    private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 1);
    private int _left;
    private int _stamp;
    private Exception? _failure;

    /// <param name="address">The server.</param>
    /// <param name="script">What they ask for.</param>
    /// <param name="clients">How many connections.</param>
    public RequestRound(IPEndPoint address, RequestScript script, int clients) => _requesters = [.. Enumerable.Range(0, clients).Select(_ => new Requester(address, script, this))];

    /// <summary>Managed bytes that the clients allocated in the last round.</summary>
    public long ClientBytes => _requesters.Sum(static requester => requester.AllocatedBytes);

    /// <summary>Each client makes so many requests.</summary>
    /// <returns>How long it took, in nanoseconds.</returns>
    /// <exception cref="BenchCheckException">An answer was wrong, or none came.</exception>
    public double Run(int requestsEach)
    {
        _left = _requesters.Length;
        _failure = null;
        _ended.Reset();
        foreach (Requester requester in _requesters)
        {
            requester.Prepare(requestsEach);
        }

        long start = Stopwatch.GetTimestamp();
        foreach (Requester requester in _requesters)
        {
            requester.Begin();
        }

        _ended.Wait();
        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return _failure is null ? elapsedNs : throw new BenchCheckException($"A request failed: {_failure.Message}.");
    }

    /// <summary>Adds the time of each request of the last round, in nanoseconds.</summary>
    public void AddTimes(List<double> times)
    {
        foreach (Requester requester in _requesters)
        {
            foreach (long ticks in requester.Ticks)
            {
                times.Add(ticks * 1e9 / Stopwatch.Frequency);
            }
        }
    }

    public void Dispose()
    {
        foreach (Requester requester in _requesters)
        {
            requester.Dispose();
        }

        _ended.Dispose();
    }

    /// <summary>A number that no request has had.</summary>
    internal uint NextStamp() => (uint)Interlocked.Increment(ref _stamp);

    /// <summary>A client has made its requests, or could not.</summary>
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
