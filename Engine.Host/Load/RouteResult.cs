using HdrHistogram;

namespace Engine.Host.Load;

/// <summary>What was measured of one route, or of whole executions. Latencies in microseconds, of answers that were as they should be.</summary>
internal sealed record RouteResult(string Name)
{
    /// <summary>The shares, in percent, that the curve of latencies has a point for: those between are drawn straight.</summary>
    private static readonly double[] CurvePercents = [0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 99.995, 99.999, 100];

    public required long Answers { get; init; }

    public required long Failures { get; init; }

    public required IReadOnlyDictionary<string, long> Reasons { get; init; }

    public required double PerSecond { get; init; }

    public required double MeanUs { get; init; }

    public required double P50Us { get; init; }

    public required double P99Us { get; init; }

    public required double P999Us { get; init; }

    public required double MaxUs { get; init; }

    /// <summary>Percent and latency, ascending.</summary>
    public required IReadOnlyList<(double Percent, double Us)> Curve { get; init; }

    public static RouteResult Of(string name, LongHistogram latencies, IReadOnlyDictionary<string, long> failures, double seconds) => new(name)
    {
        Answers = latencies.TotalCount,
        Failures = failures.Values.Sum(),
        Reasons = new Dictionary<string, long>(failures),
        PerSecond = latencies.TotalCount / seconds,
        MeanUs = latencies.TotalCount == 0 ? 0 : latencies.GetMean(),
        P50Us = RouteTally.AtPercentile(latencies, 50),
        P99Us = RouteTally.AtPercentile(latencies, 99),
        P999Us = RouteTally.AtPercentile(latencies, 99.9),
        MaxUs = latencies.TotalCount == 0 ? 0 : latencies.GetMaxValue(),
        Curve = [.. CurvePercents.Select(percent => (percent, RouteTally.AtPercentile(latencies, percent)))],
    };
}
