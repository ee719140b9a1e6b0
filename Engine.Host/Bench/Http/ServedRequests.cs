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
    private readonly Action<BenchServer>? _cleanUp;
    private readonly List<double> _times = [];
    private readonly List<double> _theirTimes = [];
    private readonly List<double> _theirRounds = [];

    /// <param name="script">What is asked for.</param>
    /// <param name="clients">How many connections ask, each again once it is answered.</param>
    /// <param name="unitCount">Units of a request: 1, or its events.</param>
    /// <param name="cleanUp">Takes away what a round has left in the server, out of all times.</param>
    public ServedRequests(Func<BenchServer, RequestScript> script, int clients, int unitCount, Action<BenchServer>? cleanUp = null)
    {
        _cleanUp = cleanUp;
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
        _cleanUp?.Invoke(_server);
        return _server.Errors.Length == 0 ? null : _server.Errors;
    }

    public BenchMeasurement Measure(BenchEffort effort)
    {
        int each = HostedRounds.Repeats(RunAndCleanUp, effort), theirsEach = HostedRounds.Repeats(_theirs.Run, effort);
        BenchMeasurement measured = HostedRounds.Measure(
            () => _ours.Run(each),
            () => RunTheirs(theirsEach) * each / theirsEach,
            (long)_clients * each,
            effort,
            () =>
            {
                _ours.AddTimes(_times);
                _cleanUp?.Invoke(_server);
            });
        HostedFigures theirs = HostedFigures.OfTimes(_theirTimes);
        return measured with
        {
            Hosted = HostedFigures.OfTimes(_times) with
            {
                Baseline = new BaselineFigures(Statistics.Median([.. _theirRounds]), theirs.P50Ns!.Value, theirs.P99Ns!.Value, theirs.P999Ns!.Value),
            },
        };
    }

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        _empty.Dispose();
        _server.Dispose();
    }

    private double RunAndCleanUp(int each)
    {
        double time = _ours.Run(each);
        _cleanUp?.Invoke(_server);
        return time;
    }

    private double RunTheirs(int each)
    {
        double time = _theirs.Run(each);
        _theirs.AddTimes(_theirTimes);
        _theirRounds.Add(time / ((double)_clients * each));
        return time;
    }
}
