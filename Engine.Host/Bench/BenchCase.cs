namespace Engine.Host.Bench;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">Unique in its suite; targets name it.</param>
/// <param name="Setup">Builds what is measured; its time does not count. A subject that has something to give back is disposed of after it.</param>
internal sealed record BenchCase(string Name, Func<BenchSettings, IBenchSubject> Setup)
{
    /// <summary>An operation, which is the same however long it is measured.</summary>
    public BenchCase(string name, Func<BenchSubject> setup)
        : this(name, _ => setup())
    {
    }

    /// <summary>What the ratio compares with, in a few words; empty without baseline.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>What an operation's time is divided by in the report; null: the suite's unit.</summary>
    public string? Unit { get; init; }

    /// <summary>The row of the scaling fit that the case is a point of; null: of none.</summary>
    public string? FitName { get; init; }
}
