namespace Engine.Host.Bench;

/// <summary>One row of the report.</summary>
/// <param name="Suite">The suite of the case.</param>
/// <param name="Name">The case.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Baseline">What the ratio compares with; empty without baseline.</param>
/// <param name="Target">The limits that counted.</param>
/// <param name="UnitCount">Units per operation, 0 where they make no sense.</param>
internal sealed record BenchResult(string Suite, string Name, BenchMeasurement Measured, string Baseline, BenchTarget Target, int UnitCount)
{
    /// <summary>What time is shown per.</summary>
    public string Unit { get; init; } = BenchSuite.DefaultUnit;

    /// <summary>One line per missed limit.</summary>
    public IReadOnlyList<string> Misses { get; } = [.. Target.Misses(Measured)];

    /// <summary>Units per second at the median; null where they make no sense.</summary>
    public double? UnitsPerSecond => UnitCount == 0 ? null : UnitCount * 1e9 / Measured.MedianNs;

    public bool Pass => Misses.Count == 0;
}
