namespace Engine;

/// <summary>What one run may be given beside its input. The default is what <c>RunAsync(input)</c> uses.</summary>
public readonly record struct RunOptions
{
    /// <summary>The clock of timeouts and retry delays; the system's where not set. A test passes a fake one.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Seeds the jitter of retry delays.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// How many asynchronous steps may be under way at once, 0 for no limit. Those that must wait start in plan order; a step
    /// that waits between two attempts is not under way. For <see cref="ParallelExecutor"/>: how many threads work on the run,
    /// the caller's included, 0 for as many as there are processors. For <see cref="BatchExecutor"/>: how many threads work on
    /// the batch, the caller's included; 0 and 1 for the caller's alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 0.</exception>
    public int Degree
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
}
