using System.Diagnostics;

namespace Engine.Host.Bench.Durable;

/// <summary>Runs of ten steps that nobody keeps, started by the thousand, beside the same calls in <c>Run</c>.</summary>
/// <param name="isOverhead">Whether our time is told as what it is more than that of the calls.</param>
internal sealed class BatchedStarts(bool isOverhead) : IBenchSubject, IDisposable
{
    private readonly HostedRuns _hosted = new(folder: null, new TenRecorded(), callers: 1);
    private readonly TenRecorded _workflow = new();

    public int UnitCount => TenSteps.Count;

    public long Size => HostedRuns.Pieces * HostedRuns.PieceLength;

    public string? Check()
    {
        _hosted.StartPieces(1);
        return _workflow.Run(7) == TenSteps.Output(7) ? null : "a run in the call itself gives something else";
    }

    public BenchMeasurement Measure(BenchEffort effort)
    {
        int repeats = HostedRounds.Repeats(Hosted, effort), runs = repeats * HostedRuns.Pieces * HostedRuns.PieceLength;
        Called(runs);
        var figures = new HostedFigures();
        return isOverhead
            ? HostedRounds.Measure(() => Hosted(repeats) - Called(runs), theirs: null, runs, effort)
            : HostedRounds.Measure(() => Hosted(repeats), () => Called(runs), runs, effort) with { Hosted = figures };
    }

    public void Dispose() => _hosted.Dispose();

    private double Hosted(int repeats)
    {
        double elapsedNs = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            elapsedNs += _hosted.StartPieces(HostedRuns.Pieces);
        }

        return elapsedNs;
    }

    private double Called(int runs)
    {
        long start = Stopwatch.GetTimestamp(), sum = 0;
        for (int run = 0; run < runs; run++)
        {
            sum += _workflow.Run(run);
        }

        double elapsedNs = Math.Max(Stopwatch.GetElapsedTime(start).TotalNanoseconds, 1);
        return sum == (runs * (runs - 1L) / 2) + ((long)runs * TenSteps.Count) ? elapsedNs : throw new InvalidOperationException($"Runs in the call add up to {sum}.");
    }
}
