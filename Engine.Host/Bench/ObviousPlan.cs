namespace Engine.Host.Bench;

/// <summary>What <see cref="ObviousPlanner"/> finds out: the same facts as <see cref="Engine.Graphs.Plan"/>.</summary>
internal sealed class ObviousPlan
{
    public required List<int> Order { get; init; }

    public required int[] Levels { get; init; }

    public required int[] InDegrees { get; init; }

    public required int[] OutDegrees { get; init; }

    public required long[] EarliestStart { get; init; }

    public required long[] LatestStart { get; init; }

    public required List<int> CriticalPath { get; init; }

    public required int LevelCount { get; init; }

    public required long Work { get; init; }

    public required long Span { get; init; }
}
