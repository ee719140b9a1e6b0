namespace Engine.Host.Bench.Http;

/// <summary>
/// Requests to `engine serve`, beside the same bytes to a minimal API that does nothing, in one process. Clients and servers share the processors: what
/// the clients take is in both sides.
/// </summary>
internal sealed class ServedRequests : IBenchSubject, IDisposable
{
    private readonly BenchServer _server = new();
    private readonly EmptyServer _empty = EmptyServer.Start();
    private readonly RequestRound _ours;
    private readonly RequestRound _theirs;
    private readonly int _clients;
    private readonly List<double> _times = [];

    /// <param name="script">What is asked for.</param>
    /// <param name="clients">How many connections ask, each again once it is answered.</param>
    /// <param name="unitCount">Units of a request: 1, or its events.</param>
    public ServedRequests(Func<BenchServer, RequestScript> script, int clients, int unitCount)
    {
        RequestScript ours = script(_server);
        _ours = new RequestRound(_server.Address, ours, clients);
        _theirs = new RequestRound(_empty.Address, ours.ToEmptyServer(), clients);
        _clients = clients;
        UnitCount = unitCount;
    }

    public int UnitCount { get; }

    public long Size => _clients;

    public string? Check()
    {
        _ours.Run(each: 1);
        _theirs.Run(each: 1);
        _server.WaitUntilRunsEnded();
        return _server.Errors.Length == 0 ? null : _server.Errors;
    }

    public BenchMeasurement Measure(BenchEffort effort)
    {
        int each = HostedRounds.Repeats(_ours.Run, effort), theirsEach = HostedRounds.Repeats(_theirs.Run, effort);
        BenchMeasurement measured = HostedRounds.Measure(
            () => _ours.Run(each),
            () => _theirs.Run(theirsEach) * each / theirsEach,
            (long)_clients * each,
            effort,
            () => _ours.AddTimes(_times));
        return measured with { Hosted = HostedFigures.OfTimes(_times) };
    }

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        _empty.Dispose();
        _server.Dispose();
    }
}
