namespace Engine.Host.Bench;

/// <summary>Everything that <c>engine bench</c> prints.</summary>
internal sealed record BenchReport(MachineFacts Machine, IReadOnlyList<BenchResult> Results)
{
    /// <summary>The largest working set of this process so far, inputs and baselines included.</summary>
    public required long PeakMemoryBytes { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>The name of the <see cref="BenchEffort"/> it was made with.</summary>
    public required string Effort { get; init; }

    public bool Pass => Results.All(static result => result.Pass);
}
