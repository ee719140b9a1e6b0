using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Http;

namespace Engine.Benchmarks.Http;

/// <summary>The routes of `engine serve` beside a minimal API that does nothing, as a Markdown table; measured as by <c>engine bench http</c>, and told in other words.</summary>
internal static class HttpRatios
{
    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        var settings = new BenchSettings(quick ? BenchEffort.Quick : BenchEffort.Full);
        output.WriteLine("| request | a second, median | p50 | p99 | p99.9 | bytes allocated | of an empty minimal API's requests/s |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (BenchCase one in HttpSuite.Create().Cases)
        {
            progress.WriteLine($"http {one.Name} ...");
            IBenchSubject subject = one.Setup(settings);
            using var owned = subject as IDisposable;
            BenchmarkChecks.ThrowIf(subject.Check());
            BenchMeasurement measured = subject.Measure(settings.Effort);
            HostedFigures hosted = measured.Hosted!;
            string rate = Count(1e9 / measured.MedianNs), units = subject.UnitCount == 1 ? "" : $" ({Count(subject.UnitCount * 1e9 / measured.MedianNs)} events)";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {one.Name} | {rate}{units} | {BenchTable.Time(hosted.P50Ns!.Value)} | {BenchTable.Time(hosted.P99Ns!.Value)} | {BenchTable.Time(hosted.P999Ns!.Value)} | {measured.BytesPerOperation:N0} | {1 / measured.Ratio:0.00} |"));
            BaselineFigures empty = hosted.Baseline!;
            output.WriteLine($"| the empty one, beside it | {Count(1e9 / empty.MedianNs)} | {BenchTable.Time(empty.P50Ns)} | {BenchTable.Time(empty.P99Ns)} | {BenchTable.Time(empty.P999Ns)} | | |");
        }
    }

    private static string Count(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);
}
