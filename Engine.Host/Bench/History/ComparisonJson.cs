using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Engine.Host.Bench.History;

/// <summary>Writes a comparison as one JSON object.</summary>
internal static class ComparisonJson
{
    public static void Write(TextWriter output, IReadOnlyList<BenchRecord> a, IReadOnlyList<BenchRecord> b, BenchComparison comparison)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(utf8, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteSide(json, "a", a);
            WriteSide(json, "b", b);
            json.WriteBoolean("judges_times", comparison.JudgesTimes);
            json.WriteBoolean("worse", comparison.IsWorse);
            json.WriteStartArray("rows");
            foreach (ComparedRow row in comparison.Rows)
            {
                WriteRow(json, row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(utf8.WrittenSpan));
    }

    private static void WriteSide(Utf8JsonWriter json, string name, IReadOnlyList<BenchRecord> records)
    {
        json.WriteStartObject(name);
        json.WriteNumber("reports", records.Count);
        json.WriteStartArray("commits");
        foreach (string commit in records.Select(static record => record.Commit).Distinct())
        {
            json.WriteStringValue(commit);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, ComparedRow row)
    {
        json.WriteStartObject();
        json.WriteString("suite", row.Suite);
        json.WriteString("name", row.Name);
        json.WriteString("verdict", row.Verdict switch
        {
            BenchVerdict.Worse => "worse",
            BenchVerdict.Better => "better",
            BenchVerdict.Same => "same",
            _ => "not compared",
        });
        json.WriteString("reason", row.Reason);
        if (row.Verdict != BenchVerdict.NotCompared)
        {
            json.WriteString("measure", row.IsRatio ? "ratio" : "ns");
            json.WriteNumber("a", row.A);
            json.WriteNumber("b", row.B);
            json.WriteNumber("change", row.Change);
            if (row is { Low: double low, High: double high })
            {
                json.WriteNumber("low", low);
                json.WriteNumber("high", high);
                json.WriteNumber("probability", row.Probability);
            }

            json.WriteNumber("bytes_a", row.BytesA);
            json.WriteNumber("bytes_b", row.BytesB);
            if (row.Instructions is double change)
            {
                json.WriteNumber("instructions_change", change);
            }
        }

        json.WriteEndObject();
    }
}
