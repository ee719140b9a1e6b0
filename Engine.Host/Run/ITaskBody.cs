namespace Engine.Host.Run;

/// <summary>What a task does. A struct type argument of <see cref="GraphExecutor{TBody}"/>: no call through an interface per task.</summary>
internal interface ITaskBody
{
    /// <summary>Does one task on the calling thread. Called by several workers at once, for different tasks.</summary>
    /// <param name="task">Which task.</param>
    /// <param name="startTicks">When it started, in timestamps of the run's <see cref="TimeProvider"/>.</param>
    /// <param name="stop">Set when the run is cancelled.</param>
    /// <returns>True when the task was done to its end, false when <paramref name="stop"/> cut it short.</returns>
    bool Execute(int task, long startTicks, StopSignal stop);
}
