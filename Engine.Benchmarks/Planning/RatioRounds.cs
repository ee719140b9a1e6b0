using System.Globalization;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Planning;

/// <summary>How <c>--ratios</c> measures one pair.</summary>
internal static class RatioRounds
{
    private static readonly BenchEffort Effort = new()
    {
        Name = "ratios",
        WarmUpMs = 400,
        RoundMs = 10,
        MinRounds = 7,
        MaxRounds = 41,
        CaseMs = 1_500,
        GatesTimeRatios = false,
    };

    /// <exception cref="BenchCheckException">The two answers differ.</exception>
    public static BenchMeasurement Measure(string name, Action ours, Action theirs, Func<string?> verify)
    {
        ours();
        theirs();
        return verify() is string difference
            ? throw new BenchCheckException($"{name}: the answers differ, so nothing is timed: {difference}.")
            : Interleaved.Measure(new BenchSubject { Run = ours, Baseline = theirs, Verify = verify }, Effort);
    }

    /// <summary>Median, time per edge and bytes, as cells of a Markdown table.</summary>
    public static string Columns(BenchMeasurement measured, Digraph graph)
    {
        string bytes = measured.BytesPerOperation.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{BenchTable.Time(measured.MedianNs)} | {BenchTable.Time(measured.MedianNs / graph.EdgeCount)} | {bytes}";
    }
}
