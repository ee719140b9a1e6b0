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
        output.WriteLine();
        foreach (IGrouping<string, BenchResult> suite in report.Results.GroupBy(static result => result.Suite))
        {
            output.WriteLine(Row(suite.Key, "median", "p10 - p90", "per " + suite.First().Unit, "bytes", "ratio", "target", ""));
            output.WriteLine(new string('-', Width));
            foreach (BenchResult result in suite)
            {
                output.WriteLine(ResultRow(result));
            }
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

        return limits.Count == 0 ? "shown only" : string.Join(", ", limits);
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
