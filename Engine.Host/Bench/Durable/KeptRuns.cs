using System.Diagnostics;
using Engine.Runtime;

namespace Engine.Host.Bench.Durable;

/// <summary>
/// Runs of ten steps that are kept on a disk, beside what the disk takes for as many bytes in as few synced writes as can be: one for all callers where
/// steps are recorded, ten where each is on the disk before the next begins. Nobody can wait for less.
/// </summary>
internal sealed class KeptRuns : IBenchSubject, IDisposable
{
    private readonly BenchFolder _folder;
    private readonly HostedRuns _hosted;
    private readonly int _fewestWrites;
    private readonly List<double> _times = [];

    /// <param name="parent">Where the files go.</param>
    /// <param name="workflow">Of ten steps.</param>
    /// <param name="callers">How many runs are under way at a time.</param>
    /// <param name="fewestWrites">The fewest synced writes that a run can wait for.</param>
    public KeptRuns(string parent, IHostedWorkflow<long, long> workflow, int callers, int fewestWrites)
    {
        _folder = new BenchFolder(parent);
        _hosted = new HostedRuns(_folder.Sub("host"), workflow, callers);
        _fewestWrites = fewestWrites;
    }

    public int UnitCount => TenSteps.Count;

    public long Size => _hosted.Callers.CallerCount;

    /// <summary>The median over the rounds of our time / that of as many bytes in as many synced writes as the journal made, its groups of mean length.</summary>
    public double SameWritesRatio { get; private set; }

    public string? Check()
    {
        _hosted.Callers.Run(each: 1);
        return null;
    }

    public BenchMeasurement Measure(BenchEffort effort)
    {
        int callers = _hosted.Callers.CallerCount, runsEach = HostedRounds.Repeats(_hosted.Callers.Run, effort);
        (double bytes, double writes) = Cost(() => _hosted.Callers.Run(runsEach), callers * runsEach);
        using var fewest = new RawGroups(_folder.Sub("fewest"), (int)Math.Ceiling(bytes * callers / _fewestWrites));
        using var same = new RawGroups(_folder.Sub("same"), (int)Math.Ceiling(bytes / writes));
        int sameGroups = (int)Math.Round(writes * callers * runsEach);
        var sameRatios = new List<double>();
        double ours = 0, allBytes = 0, allWrites = 0;
        BenchMeasurement measured = HostedRounds.Measure(
            () =>
            {
                // Over all rounds: in some of them, runs that have ended long ago are written again so that old segments can go.
                (double roundBytes, double roundWrites) = Cost(() => ours = _hosted.Callers.Run(runsEach), callers * runsEach);
                allBytes += roundBytes;
                allWrites += roundWrites;
                return ours;
            },
            () => Timed(fewest, runsEach * _fewestWrites),
            (long)callers * runsEach,
            effort,
            () =>
            {
                _hosted.Callers.AddTimes(_times);
                sameRatios.Add(ours / Timed(same, sameGroups));
            });
        SameWritesRatio = Statistics.Median([.. sameRatios]);
        int rounds = measured.RoundNs.Count;
        return measured with
        {
            Hosted = HostedFigures.OfTimes(_times) with
            {
                JournalBytesPerOperation = allBytes / rounds,
                SyncedWritesPerOperation = allWrites / rounds,
            },
        };
    }

    public void Dispose()
    {
        _hosted.Dispose();
        _folder.Dispose();
    }

    /// <summary>What runs take of the disk, each.</summary>
    private (double Bytes, double Writes) Cost(Action round, int runs)
    {
        long bytes = _hosted.Appended, writes = _hosted.SyncedWrites;
        round();
        return ((double)(_hosted.Appended - bytes) / runs, (double)(_hosted.SyncedWrites - writes) / runs);
    }

    private static double Timed(RawGroups raw, int groups)
    {
        long start = Stopwatch.GetTimestamp();
        raw.Write(groups);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
