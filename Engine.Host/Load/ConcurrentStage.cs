namespace Engine.Host.Load;

/// <summary>What is known of a workflow's execution.</summary>
internal enum ConcurrentStage
{
    /// <summary>There is none, or its start failed.</summary>
    Idle,

    /// <summary>It waits for a connection to be started.</summary>
    Queued,

    /// <summary>Its start is not answered yet.</summary>
    Starting,

    UnderWay,

    /// <summary>It did not end in time, and no other is started.</summary>
    GivenUp,
}
