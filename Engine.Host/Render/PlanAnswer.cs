using Engine.Graphs;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>What `engine plan --json` answers; what is null was not asked for.</summary>
internal sealed record PlanAnswer
{
    public required Digraph Graph { get; init; }

    public required Plan Plan { get; init; }

    public required CostUnit Unit { get; init; }

    /// <summary>A topological order of another kind than the plan's.</summary>
    public int[]? Order { get; init; }

    /// <summary>Which edges, by edge number, do not follow from others.</summary>
    public bool[]? KeptEdges { get; init; }

    /// <summary>The size of the largest antichain.</summary>
    public int? MaxParallelism { get; init; }

    /// <summary>One schedule per number of workers that was asked for, each valid until the next.</summary>
    public IEnumerable<Schedule>? Schedules { get; init; }
}
