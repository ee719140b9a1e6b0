namespace Engine.Host.Bench;

/// <summary>How suites are run: how long, and where their files go.</summary>
internal sealed record BenchSettings(BenchEffort Effort)
{
    /// <summary>A folder on the disk that is measured; what is written there is gone afterwards.</summary>
    public string Folder { get; init; } = Path.GetTempPath();
}
