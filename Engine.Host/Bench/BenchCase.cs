namespace Engine.Host.Bench;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">Unique in its suite; targets name it.</param>
/// <param name="Setup">Builds the inputs; its time does not count.</param>
internal sealed record BenchCase(string Name, Func<BenchSubject> Setup)
{
    /// <summary>What the ratio compares with, in a few words; empty without baseline.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>The row of the scaling fit that the case is a point of; null: of none.</summary>
    public string? FitName { get; init; }
}
