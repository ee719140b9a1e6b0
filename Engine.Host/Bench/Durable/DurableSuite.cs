using Engine.Runtime;

namespace Engine.Host.Bench.Durable;

/// <summary>
/// Runs on a host. Ten synchronous steps that are kept on a disk, beside the disk's own limit; the same without a disk; many runs that wait; and how
/// long the next process takes until it goes on.
/// </summary>
internal static class DurableSuite
{
    private const int IdleCount = 1_000_000;
    private const string Disk = "the disk: as many bytes in as few synced writes as can be";
    private const string Actor = "a channel, a loop that calls Run, a task per answer, by hand";
    private const string Called = "the same calls in Run, on one thread";

    public static BenchSuite Create() => new("durable",
    [
        Kept("recorded-1", 1, isDurable: false),
        Kept("recorded-64", 64, isDurable: false),
        Kept("recorded-1024", 1024, isDurable: false),
        Kept("durable-1", 1, isDurable: true),
        Kept("durable-64", 64, isDurable: true),
        Kept("durable-1024", 1024, isDurable: true),
        new BenchCase("volatile-1", static _ => new SingleStarts(1)) { Baseline = Actor },
        new BenchCase("volatile-64", static _ => new SingleStarts(64)) { Baseline = Actor },
        new BenchCase("volatile-batched", static _ => new BatchedStarts(isOverhead: false)) { Baseline = Called },
        new BenchCase("overhead", static _ => new BatchedStarts(isOverhead: true)),
        new BenchCase("idle", static settings => new IdleRuns(Part(IdleCount, settings))),
        new BenchCase("recovery-ended", static settings => Ended(settings)) { Baseline = "a tenth of the runs ended" },
        new BenchCase("recovery-live", static settings => Live(settings)) { Baseline = "a tenth of the runs go on, per run" },
        new BenchCase("recovery-workflows", static settings => Workflows(settings)) { Baseline = "one workflow in the host" },
    ])
    {
        Unit = "step",
    };

    private static BenchCase Kept(string name, int callers, bool isDurable) => new(
        name, settings => new KeptRuns(settings.Folder, isDurable ? new TenDurable() : new TenRecorded(), callers, isDurable ? TenSteps.Count : 1))
    { Baseline = Disk };

    private static Recovery Ended(BenchSettings settings)
    {
        int waiting = Part(1_000, settings), remembered = Part(1_000, settings), ended = Part(200_000, settings);
        return new Recovery(new RecoveredHost(settings.Folder, ended, remembered, waiting), new RecoveredHost(settings.Folder, ended / 10, remembered, waiting), isPerRun: false);
    }

    private static Recovery Live(BenchSettings settings)
    {
        int waiting = Part(100_000, settings);
        return new Recovery(new RecoveredHost(settings.Folder, 0, 1, waiting), new RecoveredHost(settings.Folder, 0, 1, waiting / 10), isPerRun: true);
    }

    private static Recovery Workflows(BenchSettings settings)
    {
        int waiting = Part(1_000, settings), workflows = Part(1_000, settings);
        return new Recovery(
            new RecoveredHost(settings.Folder, 0, 1, waiting, workflows), new RecoveredHost(settings.Folder, 0, 1, waiting), isPerRun: false);
    }

    private static int Part(int all, BenchSettings settings) => (int)(all * settings.Effort.Share);
}
