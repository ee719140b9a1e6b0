namespace Engine;

/// <summary>
/// A run failed or was cancelled, and undoing it failed too. The inner exception is what ended the run; the failures are
/// those of the compensations, in the order in which they ran.
/// </summary>
public sealed class CompensationFailedException : Exception
{
    /// <summary>A run whose compensations failed.</summary>
    /// <param name="message">Which compensations failed.</param>
    /// <param name="original">What ended the run.</param>
    /// <param name="failures">What the compensations threw.</param>
    public CompensationFailedException(string message, Exception original, IReadOnlyList<Exception> failures)
        : base(message, original) => Failures = failures;

    /// <summary>What the compensations threw, in the order in which they ran.</summary>
    public IReadOnlyList<Exception> Failures { get; }
}
