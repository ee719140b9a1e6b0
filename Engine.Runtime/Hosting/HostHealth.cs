namespace Engine.Runtime;

/// <summary>A host at one moment.</summary>
public sealed class HostHealth
{
    internal HostHealth(IReadOnlyList<ShardHealth> shards) => Shards = shards;

    /// <summary>Its shards; none before it has been started.</summary>
    public IReadOnlyList<ShardHealth> Shards { get; }

    /// <summary>Whether it takes runs, and none of its shards has failed.</summary>
    public bool IsHealthy => Shards.Count > 0 && Shards.All(static shard => shard.Condition == ShardCondition.Running);

    /// <summary>Runs that have not ended.</summary>
    public long RunCount => Shards.Sum(static shard => (long)shard.RunCount);

    /// <summary>Runs that this process cannot go on with.</summary>
    public long HeldRunCount => Shards.Sum(static shard => (long)shard.HeldRunCount);
}
