using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Durable;

namespace Engine.Benchmarks.Hosting;

/// <summary>Hosted runs of ten steps beside the same records in FasterLog and SQLite, waited for at the same places, in alternating rounds, as a Markdown table.</summary>
internal static class PeerRatios
{
    private const string Skipped = "- | -";

    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        BenchEffort effort = quick ? BenchEffort.Quick : BenchEffort.Full with { CaseMs = 3_000 };
        output.WriteLine("| ten steps, steps/s, median; ours / theirs | hosted | FasterLog | | SQLite, what gathered in one transaction | | SQLite, a transaction for each wait | |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (bool isDurable in (bool[])[false, true])
        {
            foreach (int callers in (int[])[1, 64, 1024])
            {
                Row(output, progress, isDurable, callers, effort);
            }
        }
    }

    private static void Row(TextWriter output, TextWriter progress, bool isDurable, int callers, BenchEffort effort)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{(isDurable ? "durable" : "recorded")}, {callers:N0} caller{(callers == 1 ? "" : "s")}");
        progress.WriteLine($"hosting beside others, {name} ...");
        using var folder = new BenchFolder(Path.GetTempPath());
        using var hosted = new HostedRuns(folder.Sub("host"), isDurable ? new TenDurable() : new TenRecorded(), callers);
        int runsEach = HostedRounds.Repeats(hosted.Callers.Run, effort);
        var rates = new List<double>();
        string cells = string.Join(" | ",
            Beside(new FasterStore(folder.Sub("faster"))),
            Beside(new SqliteStore(folder.Sub("grouped"), isGrouped: true)),

            // A thousand callers that each wait for a transaction of their own wait for seconds.
            callers > 64 ? Skipped : Beside(new SqliteStore(folder.Sub("single"), isGrouped: false)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Statistics.Median([.. rates]):N0} | {cells} |"));

        string Beside(IRecordStore created)
        {
            using IRecordStore store = created;
            using var theirs = new CallerRound(callers, new StoredRuns(store, isDurable).RunAsync);
            int theirRunsEach = HostedRounds.Repeats(theirs.Run, effort);
            var theirNs = new List<double>();
            BenchMeasurement measured = HostedRounds.Measure(
                () => hosted.Callers.Run(runsEach),
                () =>
                {
                    double ns = theirs.Run(theirRunsEach) / theirRunsEach;
                    theirNs.Add(ns / callers);
                    return ns * runsEach;
                },
                (long)callers * runsEach,
                effort);
            rates.Add(TenSteps.Count * 1e9 / measured.MedianNs);
            return string.Create(CultureInfo.InvariantCulture, $"{TenSteps.Count * 1e9 / Statistics.Median([.. theirNs]):N0} | {1 / measured.Ratio:0.0}x");
        }
    }
}
