using System.Text.Json;
using Engine.Host.Bench.History;

namespace Engine.Host.Serve.Page;

/// <summary>The reports of a history row by row: a value for each report, the ratio to the baseline where all that have the row have one, else the time.</summary>
internal static class BenchTrend
{
    /// <summary>So many newest reports are shown.</summary>
    private const int MaxReports = 200;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<BenchRecord> records)
    {
        BenchRecord[] shown = [.. records.Skip(Math.Max(0, records.Count - MaxReports))];
        json.WriteStartObject();
        json.WriteStartArray("reports"u8);
        foreach (BenchRecord record in shown)
        {
            json.WriteStartObject();
            json.WriteString("when"u8, record.When);
            json.WriteString("commit"u8, record.Commit);
            json.WriteString("machine"u8, record.Machine);
            json.WriteString("runtime"u8, record.Runtime);
            json.WriteString("effort"u8, record.Effort);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows"u8);
        foreach (((string suite, string name), BenchRow?[] rows) in RowsOf(shown))
        {
            bool isRatio = rows.All(static row => row is null || row.Ratio is not null);
            json.WriteStartObject();
            json.WriteString("suite"u8, suite);
            json.WriteString("name"u8, name);
            json.WriteString("measure"u8, isRatio ? "ratio"u8 : "ns"u8);
            json.WriteStartArray("values"u8);
            foreach (BenchRow? row in rows)
            {
                if (row is null)
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteNumberValue(isRatio ? row.Ratio!.Value : row.MedianNs);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>By suite and name, in the order in which they appear: the row of each report, null where it has none. O(rows of all reports).</summary>
    private static OrderedDictionary<(string Suite, string Name), BenchRow?[]> RowsOf(BenchRecord[] records)
    {
        var found = new OrderedDictionary<(string Suite, string Name), BenchRow?[]>();
        for (int report = 0; report < records.Length; report++)
        {
            foreach (BenchRow row in records[report].Rows)
            {
                if (!found.TryGetValue((row.Suite, row.Name), out BenchRow?[]? rows))
                {
                    found.Add((row.Suite, row.Name), rows = new BenchRow?[records.Length]);
                }

                rows[report] ??= row;
            }
        }

        return found;
    }
}
