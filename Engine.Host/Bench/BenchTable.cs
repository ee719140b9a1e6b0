using System.Globalization;

namespace Engine.Host.Bench;

/// <summary>Writes a report for a person: one line per result, at most 100 columns.</summary>
internal static class BenchTable
{
    private const int Width = 100;

    public static void Write(TextWriter output, BenchReport report)
    {
        output.WriteLine($"machine  {report.Machine.Machine}");
        output.WriteLine($"runtime  {report.Machine.Runtime}");
        output.WriteLine($"commit   {report.Machine.Commit}");
        foreach (IGrouping<(string Suite, string Unit), BenchResult> table in report.Results.GroupBy(static result => (result.Suite, result.Unit)))
        {
            output.WriteLine();
            output.WriteLine(Row(table.Key.Suite, "median", "p10 - p90", "/" + table.Key.Unit, "bytes", "ratio", "target", ""));
            output.WriteLine(new string('-', Width));
            foreach (BenchResult result in table)
            {
                output.WriteLine(ResultRow(result));
            }

            WriteHosted(output, table.Key.Unit, [.. table.Where(static result => result.Measured.Hosted is not null)]);
        }

        output.WriteLine();
        output.WriteLine($"peak memory {Bytes(report.PeakMemoryBytes)}, inputs and baselines included; {report.ElapsedSeconds.ToString("0", CultureInfo.InvariantCulture)} s in all");
        output.WriteLine("ratio = our time / the baseline's time in the same round; below 1 is faster. The baselines:");
        foreach (IGrouping<string, BenchResult> group in report.Results.Where(static result => result.Measured.Ratio is not null).GroupBy(static result => result.Baseline))
        {
            output.WriteLine($"  {group.Key}:");
            WriteWrapped(output, group.Select(static result => result.Name));
        }
    }

    /// <summary>Three digits and the unit that fits: "1.23 µs".</summary>
    public static string Time(double ns) => ns switch
    {
        < 1e3 => Digits(ns) + " ns",
        < 1e6 => Digits(ns / 1e3) + " µs",
        < 1e9 => Digits(ns / 1e6) + " ms",
        _ => Digits(ns / 1e9) + " s",
    };

    /// <summary>Whole bytes below 1 KiB, else three digits and the unit that fits.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        0 => "0 B",
        < 1024 => Digits(bytes) + " B",
        < 1024 * 1024 => Digits(bytes / 1024) + " KiB",
        < 1024 * 1024 * 1024 => Digits(bytes / (1024 * 1024)) + " MiB",
        _ => Digits(bytes / (1024 * 1024 * 1024)) + " GiB",
    };

    public static string Ratio(double? ratio) => ratio switch
    {
        null => "-",
        < 10 => ratio.Value.ToString("0.00#", CultureInfo.InvariantCulture),
        _ => Digits(ratio.Value),
    };

    public static string Percent(double? share) => share is null ? "-" : (share.Value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>Three digits and the multiple that fits: "2.04 M".</summary>
    public static string Count(double count) => count switch
    {
        < 1e3 => Digits(count),
        < 1e6 => Digits(count / 1e3) + " k",
        < 1e9 => Digits(count / 1e6) + " M",
        _ => Digits(count / 1e9) + " G",
    };

    private static string Time(double? ns) => ns is double known ? Time(known) : "-";

    private static string Digits(double value) => value.ToString(value switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);

    private static string Row(string name, string median, string spread, string perUnit, string bytes, string ratio, string target, string pass)
        => $"{name,-19}{median,8}{spread,18}{perUnit,9}{bytes,9}{ratio,7}{target,25} {pass}".TrimEnd();

    private static string ResultRow(BenchResult result)
    {
        BenchMeasurement measured = result.Measured;
        string perUnit = result.UnitCount == 0 ? "-" : Time(measured.MedianNs / result.UnitCount);
        return Row(
            result.Name,
            Time(measured.MedianNs),
            $"{Time(measured.P10Ns)} - {Time(measured.P90Ns)}",
            perUnit,
            Bytes(measured.BytesPerOperation),
            Ratio(measured.Ratio),
            TargetText(result.Target),
            result.Pass ? "ok" : "MISS");
    }

    /// <summary>A second table for what is known of hosted runs and requests alone.</summary>
    private static void WriteHosted(TextWriter output, string unit, BenchResult[] results)
    {
        if (results.Length == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(HostedRow("an operation", unit + "s/s", "p50", "p99", "p99.9", "journal", "synced", "CPU", "target"));
        output.WriteLine(new string('-', Width));
        foreach (BenchResult result in results)
        {
            HostedFigures hosted = result.Measured.Hosted!;
            output.WriteLine(HostedRow(
                result.Name,
                result.UnitsPerSecond is double rate ? Count(rate) : "-",
                Time(hosted.P50Ns),
                Time(hosted.P99Ns),
                Time(hosted.P999Ns),
                hosted.JournalBytesPerOperation is double bytes ? Bytes(bytes) : "-",
                Ratio(hosted.SyncedWritesPerOperation),
                Percent(hosted.CpuShare),
                HostedTargetText(result.Target)));
            if (hosted.Baseline is { } baseline)
            {
                output.WriteLine(HostedRow("  its baseline", Count(result.UnitCount * 1e9 / baseline.MedianNs), Time(baseline.P50Ns), Time(baseline.P99Ns), Time(baseline.P999Ns), "", "", "", ""));
            }
        }
    }

    private static string HostedRow(string name, string rate, string p50, string p99, string p999, string journal, string writes, string cpu, string target)
        => $"{name,-19}{rate,11}{p50,8}{p99,8}{p999,8}{journal,9}{writes,7}{cpu,7}{target,23}".TrimEnd();

    private static string HostedTargetText(BenchTarget target)
    {
        var limits = new List<string>();
        if (target.MaxJournalBytesPerOp is double bytes)
        {
            limits.Add(Bytes(bytes));
        }

        if (target.MaxSyncedWritesPerOp is double writes)
        {
            limits.Add(Ratio(writes) + " writes");
        }

        if (target.MaxCpuShare is double share)
        {
            limits.Add(Percent(share));
        }

        return string.Join(", ", limits);
    }

    private static string TargetText(BenchTarget target)
    {
        var limits = new List<string>();
        if (target.MaxBytesPerOp is double bytes)
        {
            limits.Add(Bytes(bytes));
        }

        if (target.MaxMedianNs is double median)
        {
            limits.Add(Time(median));
        }

        if (target.MaxRatio is double ratio)
        {
            limits.Add(Ratio(ratio) + "x");
        }

        if (target.MaxExponent is double exponent)
        {
            limits.Add("size^" + Ratio(exponent));
        }

        return limits.Count > 0 ? string.Join(", ", limits) : target.IsEmpty ? "shown only" : "below";
    }

    private static void WriteWrapped(TextWriter output, IEnumerable<string> names)
    {
        const string Indent = "   ";
        string line = Indent;
        foreach (string name in names)
        {
            if (line.Length + 1 + name.Length > Width)
            {
                output.WriteLine(line);
                line = Indent;
            }

            line += " " + name;
        }

        output.WriteLine(line);
    }
}
