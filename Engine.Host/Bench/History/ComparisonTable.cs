using System.Globalization;

namespace Engine.Host.Bench.History;

/// <summary>Writes a comparison for a person: a line per row.</summary>
internal static class ComparisonTable
{
    public static void Write(TextWriter output, IReadOnlyList<BenchRecord> a, IReadOnlyList<BenchRecord> b, BenchComparison comparison)
    {
        output.WriteLine($"A  {Side(a)}");
        output.WriteLine($"B  {Side(b)}");
        if (!comparison.JudgesTimes)
        {
            output.WriteLine($"Times are shown and not judged: that takes {BenchComparison.FewestReports} reports a side, since two processes of one build differ too.");
        }

        output.WriteLine();
        output.WriteLine(Line("", "A", "B", "change", "99 % interval", "chance", "instr", "bytes", "verdict"));
        foreach (IGrouping<string, ComparedRow> suite in comparison.Rows.GroupBy(static row => row.Suite))
        {
            output.WriteLine(suite.Key);
            foreach (ComparedRow row in suite)
            {
                output.WriteLine(row.A == 0 ? Line("  " + row.Name, "", "", "", "", "", "", "", $"not compared: {row.Reason}") : Line(row));
            }
        }

        output.WriteLine();
        output.WriteLine($"{Count(comparison, BenchVerdict.Worse)} worse, {Count(comparison, BenchVerdict.Better)} better, {Count(comparison, BenchVerdict.Same)} the same, {Count(comparison, BenchVerdict.NotCompared)} not compared");
    }

    private static int Count(BenchComparison comparison, BenchVerdict verdict) => comparison.Rows.Count(row => row.Verdict == verdict);

    private static string Side(IReadOnlyList<BenchRecord> records) =>
        string.Create(CultureInfo.InvariantCulture, $"{records.Count} {(records.Count == 1 ? "report" : "reports")} of {string.Join(", ", records.Select(static record => Short(record.Commit)).Distinct())}, {records[^1].Effort}, {records[^1].Runtime}, newest {records[^1].When:yyyy-MM-dd HH:mm} UTC");

    private static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;

    private static string Line(ComparedRow row) => Line(
        "  " + row.Name,
        Value(row.A, row.IsRatio),
        Value(row.B, row.IsRatio),
        row.Verdict == BenchVerdict.NotCompared ? "-" : Percent(row.Change),
        row is { Low: double low, High: double high } ? $"{Percent(low)} to {Percent(high)}" : "-",
        row.Low is null ? "-" : row.Probability < 0.0001 ? "< 0.0001" : row.Probability.ToString("0.####", CultureInfo.InvariantCulture),
        row.Instructions is double change ? Percent(change) : "-",
        Math.Abs(row.BytesA - row.BytesB) < 0.005 ? BenchTable.Bytes(row.BytesB) : $"{BenchTable.Bytes(row.BytesA)} > {BenchTable.Bytes(row.BytesB)}",
        row.Verdict switch
        {
            BenchVerdict.Worse => $"WORSE: {row.Reason}",
            BenchVerdict.Better => $"better: {row.Reason}",
            BenchVerdict.Same => "same",
            _ => $"not compared: {row.Reason}",
        });

    private static string Value(double value, bool isRatio) => isRatio ? BenchTable.Ratio(value) + "x" : BenchTable.Time(value);

    private static string Percent(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";

    private static string Line(string name, string a, string b, string change, string interval, string chance, string instructions, string bytes, string verdict) =>
        $"{name,-24}{a,9}{b,9}{change,10}{interval,21}{chance,10}{instructions,10}  {bytes,-19} {verdict}".TrimEnd();
}
