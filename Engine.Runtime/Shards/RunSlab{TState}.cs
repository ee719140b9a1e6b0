namespace Engine.Internal;

/// <summary>A slab with the values of its runs.</summary>
internal sealed class RunSlab<TState>(RunTable table, int index, int stepCount, int compensatedCount) : RunSlab(table, index, stepCount, compensatedCount)
    where TState : struct
{
    public TState[] States { get; } = new TState[LaneCount];
}
