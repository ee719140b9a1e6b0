namespace Engine.Host.Bench;

/// <summary>What was measured of one case, before anyone judges it.</summary>
internal sealed record BenchMeasurement
{
    public required double MedianNs { get; init; }

    public required double P10Ns { get; init; }

    public required double P90Ns { get; init; }

    /// <summary>How many operations were timed.</summary>
    public required long Operations { get; init; }

    /// <summary>
    /// Managed bytes per operation on the calling thread, or on all threads where the work is others', the median over the rounds: what an operation
    /// allocates shows in every one.
    /// </summary>
    public required double BytesPerOperation { get; init; }

    /// <summary>The median over the rounds of our time / the baseline's in the same round; null without baseline.</summary>
    public required double? Ratio { get; init; }

    /// <summary>Instructions per operation that the calling thread retired in user mode, the median over the rounds; null where nobody counts them.</summary>
    public double? InstructionsPerOperation { get; init; }

    /// <summary>Nanoseconds per operation, round by round.</summary>
    public IReadOnlyList<double> RoundNs { get; init; } = [];

    /// <summary>Our time / the baseline's, round by round; empty without baseline.</summary>
    public IReadOnlyList<double> RoundRatios { get; init; } = [];

    /// <summary>What else is known of runs on a host; null where nothing is hosted.</summary>
    public HostedFigures? Hosted { get; init; }
}
