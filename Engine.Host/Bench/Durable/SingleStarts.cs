namespace Engine.Host.Bench.Durable;

/// <summary>Runs of ten steps that nobody keeps, each started by itself, beside the same requests to a <see cref="HandActor"/>.</summary>
internal sealed class SingleStarts(int callers) : IBenchSubject, IDisposable
{
    private readonly HostedRuns _hosted = new(folder: null, new TenRecorded(), callers);
    private readonly HandActor _actor = new();
    private readonly List<double> _times = [];

    public int UnitCount => TenSteps.Count;

    public long Size => callers;

    public string? Check()
    {
        _hosted.Callers.Run(each: 1);
        return null;
    }

    public BenchMeasurement Measure(BenchEffort effort)
    {
        using var beside = new CallerRound(callers, _actor.RunAsync);
        int runsEach = HostedRounds.Repeats(_hosted.Callers.Run, effort), theirRunsEach = HostedRounds.Repeats(beside.Run, effort);

        // Rounds of different lengths, the same number of operations: both are as long as a round should be.
        BenchMeasurement measured = HostedRounds.Measure(
            () => _hosted.Callers.Run(runsEach),
            () => beside.Run(theirRunsEach) * runsEach / theirRunsEach,
            (long)callers * runsEach,
            effort,
            () => _hosted.Callers.AddTimes(_times));
        return measured with { Hosted = HostedFigures.OfTimes(_times) };
    }

    public void Dispose()
    {
        _hosted.Dispose();
        _actor.Dispose();
    }
}
