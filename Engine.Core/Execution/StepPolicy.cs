namespace Engine;

/// <summary>The <see cref="RetryAttribute"/> and <see cref="TimeoutAttribute"/> of one step, as generated code hands them over.</summary>
public readonly record struct StepPolicy
{
    /// <summary>How many attempts may follow the first.</summary>
    public int Retries { get; init; }

    /// <summary>Milliseconds before the second attempt.</summary>
    public int DelayMs { get; init; }

    /// <summary>How the delay grows.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>The longest delay in milliseconds, 0 for that of a day.</summary>
    public int MaxDelayMs { get; init; }

    /// <summary>Whether delays are drawn between half and all.</summary>
    public bool Jitter { get; init; }

    /// <summary>The exceptions worth another attempt, any where null.</summary>
    public Type? RetryOn { get; init; }

    /// <summary>The time an attempt has in milliseconds, 0 for no bound.</summary>
    public int TimeoutMs { get; init; }
}
