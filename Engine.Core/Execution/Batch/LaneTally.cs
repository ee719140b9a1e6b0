namespace Engine.Internal;

/// <summary>Counts how lanes end and keeps the failures of the lowest ones. Steps come before lanes, so failures arrive in any order.</summary>
internal struct LaneTally
{
    private int _completed;
    private int _failed;
    private int _cancelled;
    private int _compensated;
    private int _compensationFailed;

    /// <summary>The failures of the lowest lanes, ascending; null while there are none.</summary>
    public LaneFailure[]? Failures { get; private set; }

    public int FailureCount { get; private set; }

    public readonly int this[RunStatus status] => status switch
    {
        RunStatus.Completed => _completed,
        RunStatus.Failed => _failed,
        RunStatus.Cancelled => _cancelled,
        RunStatus.Compensated => _compensated,
        _ => _compensationFailed,
    };

    public void AddCompleted(int count) => _completed += count;

    /// <summary>Adds the lanes of another tally; the order in which tallies are added does not matter.</summary>
    public void Add(in LaneTally other)
    {
        _completed += other._completed;
        _failed += other._failed;
        _cancelled += other._cancelled;
        _compensated += other._compensated;
        _compensationFailed += other._compensationFailed;
        foreach (LaneFailure failure in other.Failures.AsSpan(0, other.FailureCount))
        {
            Keep(failure);
        }
    }

    public void Add(LaneFailure failure)
    {
        switch (failure.Status)
        {
            case RunStatus.Failed: _failed++; break;
            case RunStatus.Cancelled: _cancelled++; break;
            case RunStatus.Compensated: _compensated++; break;
            default: _compensationFailed++; break;
        }

        Keep(failure);
    }

    private void Keep(LaneFailure failure)
    {
        LaneFailure[] failures = Failures ??= new LaneFailure[BatchResult.MaxFailures];
        if (FailureCount == failures.Length && failure.Lane > failures[^1].Lane)
        {
            return;
        }

        int at = FailureCount < failures.Length ? FailureCount++ : failures.Length - 1;
        for (; at > 0 && failures[at - 1].Lane > failure.Lane; at--)
        {
            failures[at] = failures[at - 1];
        }

        failures[at] = failure;
    }
}
