namespace Engine;

/// <summary>Tries a step or compensation again when an attempt fails or times out; never after a cancellation.</summary>
/// <param name="retries">How many attempts may follow the first: 1 to 1,000,000.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RetryAttribute(int retries) : Attribute
{
    /// <summary>How many attempts may follow the first.</summary>
    public int Retries { get; } = retries;

    /// <summary>Milliseconds before the second attempt, 0 for none. With a delay the step counts as one that suspends.</summary>
    public int DelayMs { get; set; }

    /// <summary>How the delay grows from attempt to attempt.</summary>
    public Backoff Backoff { get; set; }

    /// <summary>The longest delay in milliseconds; 0 for no bound but that of a day.</summary>
    public int MaxDelayMs { get; set; }

    /// <summary>
    /// Draws each delay between half of it and all of it, so that runs which failed together do not come back together. The
    /// draw depends on the run's seed alone.
    /// </summary>
    public bool Jitter { get; set; }

    /// <summary>The exceptions that are worth another attempt, with those derived from it; any where not set.</summary>
    public Type? On { get; set; }
}
