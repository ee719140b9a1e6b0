namespace Engine.Runtime;

/// <summary>What one run of a task graph may take, and how its tasks are tried again. The default: as long as it takes, and one attempt each.</summary>
public readonly record struct TaskOptions
{
    /// <summary>The most attempts that may follow the first of a task.</summary>
    public const int MaxRetries = 1_000_000;

    /// <summary>The longest time that a run can be given, in milliseconds: ten years.</summary>
    public const long MaxTimeoutMs = 10L * 365 * 24 * 60 * 60 * 1000;

    /// <summary>How many attempts may follow the first of each task, 0 to <see cref="MaxRetries"/>.</summary>
    public int Retries { get; init; }

    /// <summary>Milliseconds before the second attempt.</summary>
    public int DelayMs { get; init; }

    /// <summary>How the delay grows from attempt to attempt.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>The longest delay in milliseconds, 0 for that of a day.</summary>
    public int MaxDelayMs { get; init; }

    /// <summary>Whether delays are drawn between half and all, so that runs which failed together do not come back together.</summary>
    public bool Jitter { get; init; }

    /// <summary>
    /// Milliseconds from the start of the run, or from the last <see cref="WorkflowHost.RetryAsync"/>, after which nothing of it starts any more, and the
    /// tokens of bodies under way are cancelled: the run fails with a <see cref="TimeoutException"/>. 0 for no limit, at most <see cref="MaxTimeoutMs"/>. It counts on while no process runs.
    /// </summary>
    public long TimeoutMs { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">One of the values is out of its range.</exception>
    internal void Check()
    {
        if (Retries is < 0 or > MaxRetries)
        {
            throw new ArgumentOutOfRangeException(nameof(Retries), Retries, $"{nameof(Retries)} is {Retries}; choose 0 to {MaxRetries}.");
        }

        NotNegative(DelayMs, nameof(DelayMs));
        NotNegative(MaxDelayMs, nameof(MaxDelayMs));
        if (TimeoutMs is < 0 or > MaxTimeoutMs)
        {
            throw new ArgumentOutOfRangeException(nameof(TimeoutMs), TimeoutMs, $"{nameof(TimeoutMs)} is {TimeoutMs}; choose 0 to {MaxTimeoutMs}, which is ten years.");
        }

        if (Backoff is < Backoff.Constant or > Backoff.Exponential)
        {
            throw new ArgumentOutOfRangeException(nameof(Backoff), Backoff, $"{nameof(Backoff)} is {(int)Backoff}; choose one of its names.");
        }
    }

    private static void NotNegative(int value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; choose 0 or more.");
        }
    }
}
