namespace Engine.Host.Bench;

/// <summary>What is measured of runs on a host, or of requests to one, beside their time and memory; null where it makes no sense.</summary>
internal sealed record HostedFigures
{
    /// <summary>The time that a caller waits for its run or its answer: half of them wait less.</summary>
    public double? P50Ns { get; init; }

    /// <summary>One in a hundred callers waits longer.</summary>
    public double? P99Ns { get; init; }

    /// <summary>One in a thousand.</summary>
    public double? P999Ns { get; init; }

    /// <summary>Bytes that a run takes in the journal, frames included.</summary>
    public double? JournalBytesPerOperation { get; init; }

    /// <summary>Writes to the disk, each with a sync; runs that share one have a part of it each.</summary>
    public double? SyncedWritesPerOperation { get; init; }

    /// <summary>Processor time of the process over wall time while nothing is due; 1 is a whole core.</summary>
    public double? CpuShare { get; init; }

    /// <summary>The same of the baseline, where it has callers.</summary>
    public BaselineFigures? Baseline { get; init; }

    /// <summary>What so many callers waited, in nanoseconds. O(n log n).</summary>
    public static HostedFigures OfTimes(IReadOnlyCollection<double> times)
    {
        double[] sorted = [.. times];
        Array.Sort(sorted);
        return new HostedFigures { P50Ns = At(0.5), P99Ns = At(0.99), P999Ns = At(0.999) };

        double At(double share) => sorted[(int)(sorted.Length * share)];
    }
}
