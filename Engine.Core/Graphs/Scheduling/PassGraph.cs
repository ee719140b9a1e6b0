using Engine.Graphs;

namespace Engine.Internal;

/// <summary>What a pass reads: the graph in one direction of time. Backwards, predecessors and successors change places.</summary>
internal readonly ref struct PassGraph
{
    public required Rows Rows { get; init; }

    public required ReadOnlySpan<int> InDegrees { get; init; }

    /// <summary>One per task, never empty where there are tasks.</summary>
    public required ReadOnlySpan<long> Costs { get; init; }

    public required long MaxCost { get; init; }

    /// <summary>From the start of a task to the end of everything takes at least this long.</summary>
    public required ReadOnlySpan<long> Tails { get; init; }
}
