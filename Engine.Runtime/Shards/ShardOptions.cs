namespace Engine.Runtime;

/// <summary>The limits of one shard of a host.</summary>
public sealed class ShardOptions
{
    /// <summary>The most runs that have not ended. Beyond it, starts are refused.</summary>
    public int MaxRuns { get; init; } = 1_000_000;

    /// <summary>How many runs that have ended are remembered, with their outcome. The one that ended first is forgotten first.</summary>
    public int MaxEndedRuns { get; init; } = 100_000;

    /// <summary>How long a run that has ended is remembered.</summary>
    public TimeSpan RetainFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Requests that may wait for the shard. Beyond it they are refused. A power of two.</summary>
    public int MaxRequests { get; init; } = 4096;

    /// <summary>After how many recoveries in a row that found an attempt of it under way a run is paused: it may be what brings the process down.</summary>
    public int MaxRecoveries { get; init; } = 3;

    /// <summary>The shortest journal that is made shorter, in bytes.</summary>
    internal long CleanFromBytes { get; init; } = 1 << 20;

    internal void Check()
    {
        Positive(MaxRuns, nameof(MaxRuns));
        Positive(MaxEndedRuns, nameof(MaxEndedRuns));
        Positive(MaxRequests, nameof(MaxRequests));
        Positive(MaxRecoveries, nameof(MaxRecoveries));
        if (!int.IsPow2(MaxRequests))
        {
            throw new ArgumentOutOfRangeException(nameof(MaxRequests), MaxRequests, $"{nameof(MaxRequests)} is {MaxRequests}; choose a power of two.");
        }

        if (RetainFor < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(RetainFor), RetainFor, $"{nameof(RetainFor)} is {RetainFor}; choose zero or more.");
        }
    }

    private static void Positive(int value, string name)
    {
        if (value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; choose 1 or more.");
        }
    }
}
