namespace Engine.Internal;

/// <summary>A table as those see it who wait for its runs.</summary>
internal abstract class RunTable<TOut>(Shard shard, int number) : RunTable(shard, number)
{
    /// <summary>The output of a run that has completed.</summary>
    public abstract TOut OutputOf(int slot);
}
