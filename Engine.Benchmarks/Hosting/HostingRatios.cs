using System.Globalization;
using Engine.Benchmarks.Journal;
using Engine.Host.Bench;
using Engine.Runtime;

namespace Engine.Benchmarks.Hosting;

/// <summary>
/// Hosted runs of ten steps beside the disk's limit, in alternating rounds, as Markdown tables. The limit: as many bytes as the runs' records take, in one
/// synced write for all callers where steps are recorded, in ten where each is durable, since nobody can wait for less.
/// </summary>
internal static class HostingRatios
{
    private const int Steps = 10;
    private const int Rounds = 9;

    public static async Task RunAsync(TextWriter output, TextWriter progress, bool quick)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"engine-hosting-{Environment.ProcessId}");
        try
        {
            output.WriteLine("| ten steps, hosted on disk | steps/s, median | p50 of a run | p99 | bytes of journal per run | share of the disk's limit |");
            output.WriteLine("|---|---|---|---|---|---|");
            foreach ((int callers, int runsEach) in ((int, int)[])[(1, 200), (64, 200), (1024, 50)])
            {
                int runs = quick ? Math.Max(2, runsEach / 20) : runsEach;
                await KeptAsync(output, progress, folder, "recorded", new TenRecorded(), callers, runs, syncs: 1);
                await KeptAsync(output, progress, folder, "durable", new TenDurable(), callers, runs, syncs: Steps);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        output.WriteLine();
        output.WriteLine("| ten steps, volatile | steps/s, median | bytes allocated per run |");
        output.WriteLine("|---|---|---|");
        foreach (int callers in (int[])[1, 64, 1024])
        {
            int runs = (quick ? 10_000 : 200_000) / callers;
            await using HostedRuns hosted = await HostedRuns.StartAsync(folder: null, new TenRecorded(), callers, runs);
            await VolatileAsync(output, progress, $"single starts, {callers.ToString("N0", CultureInfo.InvariantCulture)} callers", hosted.RoundAsync, callers * runs);
        }

        // Together fewer than the ended runs that a shard remembers: all of them are asked for.
        int pieces = quick ? 10 : 50;
        await using HostedRuns batched = await HostedRuns.StartAsync(folder: null, new TenRecorded(), 1, 1);
        await VolatileAsync(output, progress, "started by the thousand", () => batched.BatchedRoundAsync(pieces), pieces * 1_000);
    }

    private static async Task KeptAsync(
        TextWriter output, TextWriter progress, string folder, string name, IHostedWorkflow<long, long> workflow, int callers, int runsEach, int syncs)
    {
        string label = $"{name}, {callers.ToString("N0", CultureInfo.InvariantCulture)} callers";
        progress.WriteLine($"hosting {label} ...");
        await using HostedRuns hosted = await HostedRuns.StartAsync(Path.Combine(folder, $"{name}-{callers}"), workflow, callers, runsEach);
        await hosted.RoundAsync();
        long before = hosted.Appended;
        await hosted.RoundAsync();
        double bytesPerRun = (double)(hosted.Appended - before) / (callers * runsEach);
        string rawFolder = Directory.CreateDirectory(Path.Combine(folder, $"raw-{name}-{callers}")).FullName;
        using var raw = new RawGroups(rawFolder, (int)Math.Ceiling(bytesPerRun * callers / syncs));
        double[] ours = new double[Rounds], shares = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            ours[round] = await hosted.RoundAsync();
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            for (int write = 0; write < runsEach * syncs; write++)
            {
                raw.Write();
            }

            shares[round] = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds / ours[round];
        }

        double[] latencies = hosted.Latencies;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {label} | {callers * (double)runsEach * Steps * 1e9 / Statistics.Median(ours):N0} | {latencies[latencies.Length / 2]:0.00} ms | {latencies[latencies.Length * 99 / 100]:0.00} ms | {bytesPerRun:0} | {Statistics.Median(shares):0.00} |"));
    }

    private static async Task VolatileAsync(TextWriter output, TextWriter progress, string label, Func<Task<double>> round, int runs)
    {
        progress.WriteLine($"hosting volatile, {label} ...");
        await round();
        await round();
        double[] times = new double[Rounds];
        long fewest = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            times[i] = await round();
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {label} | {runs * (double)Steps * 1e9 / Statistics.Median(times):N0} | {(double)fewest / runs:0.##} |"));
    }
}
