namespace Engine.Internal;

/// <summary>What a slab keeps of a run of a task graph.</summary>
internal struct TaskState
{
    public TaskRun Run;
}
