namespace Engine.Host.Bench;

/// <summary>
/// Turns the timings of one operation at several sizes into a row of its own: the fitted exponent of time against size as
/// the ratio to linear time, and the time per unit of size over all sizes as its median, p10 and p90.
/// </summary>
/// <remarks>
/// Each size stands with its fast rounds (p10): a spell of load while one size is measured would bend the line, and load
/// only ever makes rounds slower.
/// </remarks>
internal static class ScalingFit
{
    public const string Baseline = "linear time: the exponent of a power law fitted to time against nodes + edges";

    public static BenchMeasurement Of(IReadOnlyList<(long Size, BenchMeasurement Measured)> points)
    {
        double[] sizes = [.. points.Select(static point => (double)point.Size)];
        double[] times = [.. points.Select(static point => point.Measured.P10Ns)];
        double[] perUnit = [.. points.Select(static point => point.Measured.P10Ns / point.Size)];
        return new BenchMeasurement
        {
            MedianNs = Statistics.Median(perUnit),
            P10Ns = Statistics.Percentile(perUnit, 0.1),
            P90Ns = Statistics.Percentile(perUnit, 0.9),
            Operations = points.Sum(static point => point.Measured.Operations),
            BytesPerOperation = points.Max(static point => point.Measured.BytesPerOperation),
            Ratio = Statistics.FitExponent(sizes, times),
        };
    }
}
