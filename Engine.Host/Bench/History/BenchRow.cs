namespace Engine.Host.Bench.History;

/// <summary>One result of a report that was kept.</summary>
internal sealed record BenchRow(string Suite, string Name)
{
    public required double MedianNs { get; init; }

    public required double BytesPerOperation { get; init; }

    public required double? InstructionsPerOperation { get; init; }

    public required double? Ratio { get; init; }

    /// <summary>Nanoseconds per operation, round by round; none where a row sums up others.</summary>
    public required double[] RoundNs { get; init; }

    /// <summary>Ours over the baseline's, round by round; none without baseline.</summary>
    public required double[] RoundRatios { get; init; }
}
