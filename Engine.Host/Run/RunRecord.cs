namespace Engine.Host.Run;

/// <summary>
/// What happened in one run, task by task, written by the workers while it runs and read after they have ended. Each entry
/// has one writer, the worker of its task; everything is allocated up front, 33 bytes per task.
/// </summary>
/// <remarks>Times are timestamps of the run's <see cref="TimeProvider"/>. Entries of a task that never started hold nothing but its state.</remarks>
internal sealed class RunRecord
{
    public RunRecord(int taskCount, int workerCount, long ticksPerSecond)
    {
        WorkerCount = workerCount;
        TicksPerSecond = ticksPerSecond;
        Start = new long[taskCount];
        End = new long[taskCount];
        WorkerFree = new long[taskCount];
        Worker = new int[taskCount];
        StartCount = new int[taskCount];
        State = new TaskState[taskCount];
        Tallies = new WorkerTally[workerCount];
    }

    public int TaskCount => Start.Length;

    public int WorkerCount { get; }

    public long TicksPerSecond { get; }

    /// <summary>When the workers were let go.</summary>
    public long StartedTicks { get; set; }

    /// <summary>When the last worker ended.</summary>
    public long EndedTicks { get; set; }

    /// <summary>When each task's body was entered.</summary>
    public long[] Start { get; }

    /// <summary>When each task's body returned, taken before any successor is released.</summary>
    public long[] End { get; }

    /// <summary>Since when the task's worker had been without a task when it started this one.</summary>
    public long[] WorkerFree { get; }

    /// <summary>Which worker ran each task.</summary>
    public int[] Worker { get; }

    /// <summary>How often each task was started, counted with interlocked adds so that two starts at once are seen as two.</summary>
    public int[] StartCount { get; }

    public TaskState[] State { get; }

    /// <summary>What each worker did.</summary>
    public WorkerTally[] Tallies { get; }

    public RunOutcome Outcome { get; set; }

    /// <summary>The task whose body threw first, or -1.</summary>
    public int FailedTask { get; set; } = -1;

    /// <summary>What it threw.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Ticks as seconds.</summary>
    public double Seconds(long ticks) => (double)ticks / TicksPerSecond;

    /// <summary>Whether a task has both times.</summary>
    public bool HasEnded(int task) => State[task] is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;

    /// <summary>How many tasks are in a state. O(n).</summary>
    public int Count(TaskState state) => State.AsSpan().Count(state);
}
