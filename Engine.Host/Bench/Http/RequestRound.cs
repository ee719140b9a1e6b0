using System.Net;

namespace Engine.Host.Bench.Http;

/// <summary>Clients that ask a server at the same time, each again once it is answered, round after round.</summary>
internal sealed class RequestRound : ClosedLoop<Requester>
{
    private int _stamp;

    /// <param name="address">The server.</param>
    /// <param name="script">What they ask for.</param>
    /// <param name="clients">How many connections.</param>
    public RequestRound(IPEndPoint address, RequestScript script, int clients) => Members = [.. Enumerable.Range(0, clients).Select(_ => new Requester(address, script, this))];

    /// <summary>Managed bytes that the clients allocated in the last round.</summary>
    public long ClientBytes => Members.Sum(static requester => requester.AllocatedBytes);

    /// <summary>A number that no request has had.</summary>
    internal uint NextStamp() => (uint)Interlocked.Increment(ref _stamp);

    /// <summary>An answer was wrong, or none came.</summary>
    protected override BenchCheckException Failed(Exception failure) => new($"A request failed: {failure.Message}.");
}
