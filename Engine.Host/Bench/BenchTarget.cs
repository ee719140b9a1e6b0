namespace Engine.Host.Bench;

/// <summary>What one result must keep; a limit that is null is not asked for.</summary>
internal sealed record BenchTarget(string Suite, string Name)
{
    public double? MaxMedianNs { get; init; }

    public double? MaxBytesPerOp { get; init; }

    public double? MaxRatio { get; init; }

    public double? MaxExponent { get; init; }

    public double? MaxJournalBytesPerOp { get; init; }

    public double? MaxSyncedWritesPerOp { get; init; }

    public double? MaxCpuShare { get; init; }

    public bool IsEmpty => this == new BenchTarget(Suite, Name);

    /// <summary>The limits that count at this effort.</summary>
    public BenchTarget At(BenchEffort effort) => effort.GatesTimeRatios ? this : this with { MaxRatio = null, MaxExponent = null };

    /// <summary>One line per limit that a measurement misses.</summary>
    public IEnumerable<string> Misses(BenchMeasurement measured)
    {
        if (measured.MedianNs > MaxMedianNs)
        {
            yield return $"median {BenchTable.Time(measured.MedianNs)}, target {BenchTable.Time(MaxMedianNs.Value)}";
        }

        if (measured.BytesPerOperation > MaxBytesPerOp)
        {
            yield return $"{BenchTable.Bytes(measured.BytesPerOperation)} per operation, target {BenchTable.Bytes(MaxBytesPerOp.Value)}";
        }

        if (MaxRatio is not null && !(measured.Ratio <= MaxRatio))
        {
            yield return $"ratio {BenchTable.Ratio(measured.Ratio)} to the baseline, target {BenchTable.Ratio(MaxRatio)}";
        }

        if (MaxJournalBytesPerOp is not null && !(measured.Hosted?.JournalBytesPerOperation <= MaxJournalBytesPerOp))
        {
            yield return $"{BenchTable.Bytes(measured.Hosted?.JournalBytesPerOperation ?? double.NaN)} of journal per operation, target {BenchTable.Bytes(MaxJournalBytesPerOp.Value)}";
        }

        if (MaxSyncedWritesPerOp is not null && !(measured.Hosted?.SyncedWritesPerOperation <= MaxSyncedWritesPerOp))
        {
            yield return $"{BenchTable.Ratio(measured.Hosted?.SyncedWritesPerOperation)} synced writes per operation, target {BenchTable.Ratio(MaxSyncedWritesPerOp)}";
        }

        if (MaxCpuShare is not null && !(measured.Hosted?.CpuShare <= MaxCpuShare))
        {
            yield return $"{BenchTable.Percent(measured.Hosted?.CpuShare)} of a core while nothing is due, target {BenchTable.Percent(MaxCpuShare)}";
        }

        if (MaxExponent is not null && !(measured.Ratio <= MaxExponent))
        {
            yield return $"time grows with size^{BenchTable.Ratio(measured.Ratio)}, target {BenchTable.Ratio(MaxExponent)}";
        }
    }
}
