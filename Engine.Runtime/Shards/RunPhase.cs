namespace Engine.Internal;

/// <summary>What a shard does with a run.</summary>
internal enum RunPhase : byte
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Steps start when they are ready.</summary>
    Active,

    /// <summary>Nothing starts until someone resumes it; what is under way ends.</summary>
    Paused,

    /// <summary>It failed or was cancelled; what is under way ends, nothing starts.</summary>
    Stopping,

    /// <summary>Compensations run, one after another.</summary>
    Undoing,

    /// <summary>It has ended, and its outcome is on its way to the disk.</summary>
    Ending,

    /// <summary>It has ended, and its outcome is acknowledged.</summary>
    Ended,
}
