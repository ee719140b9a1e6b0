namespace Engine.Internal;

/// <summary>A slab with the values of its runs.</summary>
internal sealed class RunSlab<TState>(RunTable table, int index, int lanes, int stepCount, int attemptedCount, int compensatedCount)
    : RunSlab(table, index, lanes, stepCount, attemptedCount, compensatedCount)
    where TState : struct
{
    public TState[] States { get; } = new TState[lanes];
}
