namespace Engine.Host.Bench.History;

/// <summary>A report that was kept.</summary>
internal sealed record BenchRecord
{
    public required DateTimeOffset When { get; init; }

    public required string Commit { get; init; }

    public required string Machine { get; init; }

    public required string Runtime { get; init; }

    /// <summary>The name of the <see cref="BenchEffort"/>.</summary>
    public required string Effort { get; init; }

    public required IReadOnlyList<BenchRow> Rows { get; init; }
}
