using System.Diagnostics;
using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Durable;

namespace Engine.Benchmarks.Journal;

/// <summary>Synced groups of records: the journal beside the disk's limit for as many bytes, and FasterLog, in alternating rounds, as a Markdown table.</summary>
internal static class JournalRatios
{
    private static readonly BenchEffort Effort = new()
    {
        Name = "ratios",
        WarmUpMs = 300,
        RoundMs = 40,
        MinRounds = 7,
        MaxRounds = 41,
        CaseMs = 3_000,
        GatesTimeRatios = false,
    };

    public static void Run(TextWriter output, TextWriter progress)
    {
        using var folder = new BenchFolder(Path.GetTempPath());
        output.WriteLine("| one synced group | journal, median | records/s | bytes allocated | / raw writes of as many bytes | / FasterLog |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach ((int recordBytes, int count) in ((int, int)[])[(32, 1), (32, 64), (32, 1024), (512, 64), (32, 16_384)])
        {
            string name = $"{count.ToString("N0", CultureInfo.InvariantCulture)} x {recordBytes} B";
            progress.WriteLine($"journal {name} ...");
            using var journal = new JournalGroups(folder.Sub($"{recordBytes}-{count}"), recordBytes, count);
            using var raw = new RawGroups(folder.Sub($"raw-{recordBytes}-{count}"), count * recordBytes);
            BenchMeasurement measured = Interleaved.Measure(new BenchSubject { Run = journal.Write, Baseline = raw.Write, Verify = static () => null }, Effort);
            using var faster = new FasterGroups(folder.Sub($"faster-{recordBytes}-{count}"), recordBytes, count);
            BenchMeasurement beside = Interleaved.Measure(new BenchSubject { Run = journal.Write, Baseline = faster.Write, Verify = static () => null }, Effort);
            string perSecond = (count * 1e9 / measured.MedianNs).ToString("N0", CultureInfo.InvariantCulture);
            string bytes = measured.BytesPerOperation.ToString("0.##", CultureInfo.InvariantCulture);
            output.WriteLine($"| {name} | {BenchTable.Time(measured.MedianNs)} | {perSecond} | {bytes} | {BenchTable.Ratio(measured.Ratio)} | {BenchTable.Ratio(beside.Ratio)} |");
        }

        string last = folder.Sub("32-16384");
        long start = Stopwatch.GetTimestamp(), records = JournalGroups.Read(last);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.WriteLine();
        output.WriteLine($"Read again: {records.ToString("N0", CultureInfo.InvariantCulture)} records in {(seconds * 1000).ToString("N0", CultureInfo.InvariantCulture)} ms.");
    }
}
