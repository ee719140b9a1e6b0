using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Durable;
using Engine.Runtime;

namespace Engine.Benchmarks.Hosting;

/// <summary>
/// Hosted runs of ten steps beside the disk's limit, in alternating rounds, as Markdown tables; measured as by <c>engine bench durable</c>, and told in other words.
/// </summary>
internal static class HostingRatios
{
    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        BenchEffort effort = quick ? BenchEffort.Quick : BenchEffort.Full;
        output.WriteLine("| ten steps, hosted on disk | steps/s, median | p50 of a run | p99 | journal per run | synced writes per run | share of the disk's limit, as many writes | share, fewest writes |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (int callers in (int[])[1, 64, 1024])
        {
            Kept(output, progress, "recorded", new TenRecorded(), callers, fewestWrites: 1, effort);
            Kept(output, progress, "durable", new TenDurable(), callers, TenSteps.Count, effort);
        }

        output.WriteLine();
        output.WriteLine("| ten steps, volatile | steps/s, median | p50 of a run | p99 | bytes allocated per run | time / the baseline's |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (int callers in (int[])[1, 64, 1024])
        {
            Volatile(output, progress, $"single starts, {Callers(callers)}; a channel, a loop and a task per answer by hand", new SingleStarts(callers), effort);
        }

        Volatile(output, progress, "started by the thousand; the same calls in `Run`", new BatchedStarts(isOverhead: false), effort);
    }

    private static void Kept(TextWriter output, TextWriter progress, string name, IHostedWorkflow<long, long> workflow, int callers, int fewestWrites, BenchEffort effort)
    {
        string label = $"{name}, {Callers(callers)}";
        progress.WriteLine($"hosting {label} ...");
        using var subject = new KeptRuns(Path.GetTempPath(), workflow, callers, fewestWrites);
        BenchmarkChecks.ThrowIf(subject.Check());
        BenchMeasurement measured = subject.Measure(effort);
        HostedFigures hosted = measured.Hosted!;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {label} | {Rate(measured)} | {BenchTable.Time(hosted.P50Ns!.Value)} | {BenchTable.Time(hosted.P99Ns!.Value)} | {hosted.JournalBytesPerOperation:0} B | {hosted.SyncedWritesPerOperation:0.###} | {1 / subject.SameWritesRatio:0.00} | {1 / measured.Ratio:0.00} |"));
    }

    private static void Volatile<TSubject>(TextWriter output, TextWriter progress, string label, TSubject created, BenchEffort effort)
        where TSubject : IBenchSubject, IDisposable
    {
        progress.WriteLine($"hosting volatile, {label} ...");
        using TSubject subject = created;
        BenchmarkChecks.ThrowIf(subject.Check());
        BenchMeasurement measured = subject.Measure(effort);
        string p50 = measured.Hosted?.P50Ns is double half ? BenchTable.Time(half) : "-", p99 = measured.Hosted?.P99Ns is double most ? BenchTable.Time(most) : "-";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {label} | {Rate(measured)} | {p50} | {p99} | {measured.BytesPerOperation:0.##} | {BenchTable.Ratio(measured.Ratio)} |"));
    }

    private static string Rate(BenchMeasurement measured) => (TenSteps.Count * 1e9 / measured.MedianNs).ToString("N0", CultureInfo.InvariantCulture);

    private static string Callers(int callers) => callers == 1 ? "1 caller" : $"{callers.ToString("N0", CultureInfo.InvariantCulture)} callers";
}
