namespace Engine.Host.Bench;

/// <summary>What one case measures, built by <see cref="BenchCase.Setup"/> just before and dropped right after.</summary>
internal interface IBenchSubject
{
    /// <summary>How many of the suite's units one operation is, for time per unit; 0 where they make no sense.</summary>
    int UnitCount { get; }

    /// <summary>What a linear algorithm is linear in; only fits ask for it.</summary>
    long Size { get; }

    /// <summary>Does it once, before anything is timed: what is wrong with the results, or null.</summary>
    string? Check();

    /// <summary>Measures it, and its baseline in alternating rounds.</summary>
    BenchMeasurement Measure(BenchEffort effort);
}
