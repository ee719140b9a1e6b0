using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A table as those see it who start its runs.</summary>
internal abstract class RunTable<TIn, TOut>(Shard shard, int number) : RunTable<TOut>(shard, number)
{
    /// <summary>Makes a run with its input. It is recorded, and its first steps start in the next pass.</summary>
    /// <exception cref="ArgumentException">The input is longer than a record may be.</exception>
    public abstract int Start(ulong id, string? key, in TIn input, long startedMs);

    /// <summary>What the start of a run would take in the journal, in bytes.</summary>
    /// <exception cref="ArgumentException">The input is longer than a record may be.</exception>
    public abstract int Measure(in TIn input);

    /// <summary>Finds the run of a key, or makes one. Returns why it is refused; null if it is there.</summary>
    public Exception? TryStart(in TIn input, string? key, out int slot)
    {
        slot = -1;
        if (key is not null)
        {
            if (TryFind(key, out slot))
            {
                return null;
            }

            if (Shard.HeldBy(WorkflowName, key) is { } held)
            {
                return new RunHeldException(new RunId(held.Id), held.Reason);
            }
        }

        if (Shard.RefusalOf(1) is { } refusal)
        {
            return refusal;
        }

        slot = Start(Shard.NextId(), key, in input, Shard.NowMs);
        return null;
    }
}
