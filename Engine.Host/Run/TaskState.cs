namespace Engine.Host.Run;

/// <summary>Where a task of a run stands.</summary>
internal enum TaskState : byte
{
    NotStarted,
    Running,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>How a run ended.</summary>
internal enum RunOutcome
{
    Completed,
    Failed,
    Cancelled,
}
