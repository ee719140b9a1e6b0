using Engine.Graphs;

namespace Engine.Internal;

/// <summary>What a visit by level found.</summary>
internal struct PlannerVisit
{
    public int Reached;
    public int LevelCount;
    public long Span;

    /// <summary>Whether each level lies in the queue by ascending id, so that the queue is the plan's order.</summary>
    public bool IsSorted;
}
