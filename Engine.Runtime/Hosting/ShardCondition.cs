namespace Engine.Runtime;

/// <summary>Whether a shard does its work.</summary>
public enum ShardCondition
{
    /// <summary>The host has not been started.</summary>
    NotStarted,

    /// <summary>It does.</summary>
    Running,

    /// <summary>It takes no new runs, because the host stops.</summary>
    Draining,

    /// <summary>It has stopped in order.</summary>
    Stopped,

    /// <summary>It has stopped because its journal failed: nothing more of it is acknowledged. Start the host anew.</summary>
    Failed,

    /// <summary>
    /// It waits, because its disk takes nothing more: it is full. What needs the disk is neither done nor acknowledged meanwhile, and nothing is lost.
    /// It goes on by itself when there is space.
    /// </summary>
    Waiting,
}
