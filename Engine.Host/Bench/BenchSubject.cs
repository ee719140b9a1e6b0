namespace Engine.Host.Bench;

/// <summary>An operation on one thread, done over and over.</summary>
internal sealed class BenchSubject : IBenchSubject
{
    /// <summary>The operation under test. Must leave its result where <see cref="Verify"/> finds it.</summary>
    public required Action Run { get; init; }

    /// <summary>The same work by the baseline, measured in alternating rounds; null when there is none.</summary>
    public Action? Baseline { get; init; }

    /// <summary>Called once after both have run, before anything is timed: what is wrong with the results, or null.</summary>
    public required Func<string?> Verify { get; init; }

    /// <summary>Makes fresh inputs before each round, outside of its time, for operations that use theirs up; null when they do not.</summary>
    public Action? PrepareRound { get; init; }

    /// <summary>How many operations <see cref="PrepareRound"/> makes inputs for; 0: as many as fill a round.</summary>
    public int RoundOperations { get; init; }

    /// <summary>How often one call of <see cref="Run"/> and of <see cref="Baseline"/> does the operation: often, where one is as short as a call.</summary>
    public int OperationsPerCall { get; init; } = 1;

    public int UnitCount { get; init; }

    /// <summary>Nodes plus edges.</summary>
    public long Size { get; init; }

    public string? Check()
    {
        Run();
        Baseline?.Invoke();
        return Verify();
    }

    public BenchMeasurement Measure(BenchEffort effort) => Interleaved.Measure(this, effort);
}
