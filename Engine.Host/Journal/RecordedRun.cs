using Engine.Internal;

namespace Engine.Host.Journal;

/// <summary>A run as far as the records up to a place tell.</summary>
/// <param name="Workflow">Null where the journal does not say what it is.</param>
/// <param name="Phase">What its shard did with it last.</param>
/// <param name="StartedMs">When it started, in milliseconds since 1970 (UTC).</param>
internal readonly record struct RecordedRun(RecordedWorkflow? Workflow, RunPhase Phase, long StartedMs)
{
    public bool HasEnded => Phase is RunPhase.Ending or RunPhase.Ended;
}
