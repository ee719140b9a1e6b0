using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Engine.Host.Bench;

/// <summary>Writes a report as one JSON object, for scripts and for keeping.</summary>
internal static class BenchJson
{
    /// <param name="output">Gets the object and the end of a line.</param>
    /// <param name="report">What was measured.</param>
    /// <param name="isOneLine">All of it in one line, as a history keeps it.</param>
    public static void Write(TextWriter output, BenchReport report, bool isOneLine = false)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(utf8, new JsonWriterOptions { Indented = !isOneLine }))
        {
            WriteReport(json, report);
        }

        output.WriteLine(Encoding.UTF8.GetString(utf8.WrittenSpan));
    }

    private static void WriteReport(Utf8JsonWriter json, BenchReport report)
    {
        json.WriteStartObject();
        json.WriteString("when", report.When);
        json.WriteString("effort", report.Effort);
        json.WriteString("machine", report.Machine.Machine);
        json.WriteString("commit", report.Machine.Commit);
        json.WriteString("runtime", report.Machine.Runtime);
        json.WriteNumber("peak_memory_bytes", report.PeakMemoryBytes);
        json.WriteStartArray("results");
        foreach (BenchResult result in report.Results)
        {
            WriteResult(json, result);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, BenchResult result)
    {
        BenchMeasurement measured = result.Measured;
        json.WriteStartObject();
        json.WriteString("suite", result.Suite);
        json.WriteString("name", result.Name);
        json.WriteNumber("median_ns", Math.Round(measured.MedianNs, 3));
        json.WriteNumber("p10_ns", Math.Round(measured.P10Ns, 3));
        json.WriteNumber("p90_ns", Math.Round(measured.P90Ns, 3));
        json.WriteNumber("ops", measured.Operations);
        json.WriteNumber("bytes_per_op", Math.Round(measured.BytesPerOperation, 3));
        WriteValue(json, "instructions_per_op", measured.InstructionsPerOperation, 1);
        json.WriteString("unit", result.Unit);
        json.WriteNumber("units_per_op", result.UnitCount);
        if (measured.Ratio is double ratio)
        {
            json.WriteString("baseline", result.Baseline);
            json.WriteNumber("ratio", Math.Round(ratio, 4));
        }
        else
        {
            json.WriteNull("baseline");
            json.WriteNull("ratio");
        }

        WriteRounds(json, "rounds_ns", measured.RoundNs);
        WriteRounds(json, "rounds_ratio", measured.RoundRatios);
        if (measured.Hosted is HostedFigures hosted)
        {
            WriteHosted(json, result, hosted);
        }

        json.WriteStartObject("target");
        WriteKnown(json, "max_median_ns", result.Target.MaxMedianNs);
        WriteKnown(json, "max_bytes_per_op", result.Target.MaxBytesPerOp);
        WriteKnown(json, "max_ratio", result.Target.MaxRatio);
        WriteKnown(json, "max_exponent", result.Target.MaxExponent);
        WriteKnown(json, "max_journal_bytes_per_op", result.Target.MaxJournalBytesPerOp);
        WriteKnown(json, "max_synced_writes_per_op", result.Target.MaxSyncedWritesPerOp);
        WriteKnown(json, "max_cpu_share", result.Target.MaxCpuShare);
        json.WriteEndObject();
        json.WriteBoolean("pass", result.Pass);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is double known)
        {
            json.WriteNumber(name, Math.Round(known, digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteRounds(Utf8JsonWriter json, string name, IReadOnlyList<double> rounds)
    {
        json.WriteStartArray(name);
        foreach (double round in rounds)
        {
            json.WriteNumberValue(double.Parse(round.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
    }

    /// <summary>Figures that a case has none of are left out.</summary>
    private static void WriteHosted(Utf8JsonWriter json, BenchResult result, HostedFigures hosted)
    {
        json.WriteStartObject("hosted");
        WriteKnown(json, "units_per_s", result.UnitsPerSecond is double rate ? Math.Round(rate) : null);
        WriteKnown(json, "p50_ns", hosted.P50Ns);
        WriteKnown(json, "p99_ns", hosted.P99Ns);
        WriteKnown(json, "p999_ns", hosted.P999Ns);
        WriteKnown(json, "journal_bytes_per_op", hosted.JournalBytesPerOperation);
        WriteKnown(json, "synced_writes_per_op", hosted.SyncedWritesPerOperation);
        WriteKnown(json, "cpu_share", hosted.CpuShare);
        if (hosted.Baseline is { } baseline)
        {
            json.WriteStartObject("baseline");
            json.WriteNumber("units_per_s", Math.Round(result.UnitCount * 1e9 / baseline.MedianNs));
            json.WriteNumber("p50_ns", Math.Round(baseline.P50Ns));
            json.WriteNumber("p99_ns", Math.Round(baseline.P99Ns));
            json.WriteNumber("p999_ns", Math.Round(baseline.P999Ns));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
        {
            json.WriteNumber(name, Math.Round(number, 6));
        }
    }
}
