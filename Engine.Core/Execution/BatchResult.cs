using Engine.Internal;

namespace Engine;

/// <summary>How the lanes of a batch ended: counts, and what went wrong in the lowest ones.</summary>
/// <example><code>
/// BatchResult result = priceOrder.RunBatch(orders, invoices, statuses);
/// if (result.Completed &lt; result.Count) { log(result.Failures[0].Lane, result.Failures[0].Exception); }
/// </code></example>
public readonly struct BatchResult
{
    /// <summary>The most failures that <see cref="Failures"/> names; the counts and the statuses cover all.</summary>
    public const int MaxFailures = 16;

    private readonly LaneFailure[]? _failures;
    private readonly int _failureCount;

    internal BatchResult(in LaneTally tally)
    {
        Completed = tally[RunStatus.Completed];
        Failed = tally[RunStatus.Failed];
        Cancelled = tally[RunStatus.Cancelled];
        Compensated = tally[RunStatus.Compensated];
        CompensationFailed = tally[RunStatus.CompensationFailed];
        _failures = tally.Failures;
        _failureCount = tally.FailureCount;
    }

    /// <summary>How many lanes there were.</summary>
    public int Count => Completed + Failed + Cancelled + Compensated + CompensationFailed;

    /// <summary>Lanes that are <see cref="RunStatus.Completed"/>: only theirs are outputs, the others' are default.</summary>
    public int Completed { get; }

    /// <summary>Lanes that are <see cref="RunStatus.Failed"/>.</summary>
    public int Failed { get; }

    /// <summary>Lanes that are <see cref="RunStatus.Cancelled"/>.</summary>
    public int Cancelled { get; }

    /// <summary>Lanes that are <see cref="RunStatus.Compensated"/>.</summary>
    public int Compensated { get; }

    /// <summary>Lanes that are <see cref="RunStatus.CompensationFailed"/>.</summary>
    public int CompensationFailed { get; }

    /// <summary>What went wrong in the lowest lanes that did not complete, ascending, at most <see cref="MaxFailures"/>.</summary>
    public ReadOnlySpan<LaneFailure> Failures => _failures.AsSpan(0, _failureCount);

    /// <summary>Throws the exception of the lowest lane that did not complete, if there is one.</summary>
    public void ThrowUnlessCompleted()
    {
        if (_failureCount > 0)
        {
            new RunOutcome(_failures![0].Status, _failures[0].Exception).ThrowUnlessCompleted();
        }
    }
}
