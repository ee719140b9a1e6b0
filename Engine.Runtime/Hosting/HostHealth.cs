namespace Engine.Runtime;

/// <summary>A host at one moment.</summary>
public sealed class HostHealth
{
    internal HostHealth(IReadOnlyList<ShardHealth> shards) => Shards = shards;

    /// <summary>Its shards; none before it has been started.</summary>
    public IReadOnlyList<ShardHealth> Shards { get; }

    /// <summary>Whether it takes runs, none of its shards has failed, and none waits for its disk.</summary>
    public bool IsHealthy => Shards.Count > 0 && Shards.All(static shard => shard.Condition == ShardCondition.Running);

    /// <summary>Shards whose disk takes nothing more at present.</summary>
    public int WaitingShardCount => Shards.Count(static shard => shard.Condition == ShardCondition.Waiting);

    /// <summary>Runs that have not ended.</summary>
    public long RunCount => Shards.Sum(static shard => (long)shard.RunCount);

    /// <summary>Runs that this process cannot go on with.</summary>
    public long HeldRunCount => Shards.Sum(static shard => (long)shard.HeldRunCount);
}
