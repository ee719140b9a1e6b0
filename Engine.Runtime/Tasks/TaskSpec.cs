namespace Engine.Runtime;

/// <summary>A task of a <see cref="TaskGraph"/> as it is given: its id, the activity that does it, and what must have ended before.</summary>
/// <param name="Id">Unique in its graph, 1 to <see cref="TaskGraph.MaxNameLength"/> characters.</param>
/// <param name="Activity">The name of its body in an <see cref="ActivityTable"/>.</param>
public sealed record TaskSpec(string Id, string Activity)
{
    /// <summary>The ids of the tasks whose results it gets, in the order in which it gets them. One that is named twice counts once.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What it takes, 0 or more, in a unit of your choice: for the critical path and pictures.</summary>
    public long Cost { get; init; } = 1;

    /// <summary>Whether both say the same. O(dependencies).</summary>
    public bool Equals(TaskSpec? other) => other is not null && Id == other.Id && Activity == other.Activity && Cost == other.Cost && DependsOn.SequenceEqual(other.DependsOn);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Activity, Cost, DependsOn.Count);
}
