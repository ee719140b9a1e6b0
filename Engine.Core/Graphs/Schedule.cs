namespace Engine.Graphs;

/// <summary>
/// When each task starts and ends, and on which worker. Filled by <see cref="ListScheduler"/>; owns its memory and can be
/// filled again and again without allocation once it is large enough. Not for two threads at a time.
/// </summary>
/// <remarks>Times are in the unit of the costs, from 0 on. Spans are valid until the schedule is filled again.</remarks>
public sealed class Schedule
{
    // Capacities only grow. The scheduler writes these.
    internal long[] StartBuffer = [];
    internal long[] EndBuffer = [];
    internal int[] WorkerBuffer = [];
    internal readonly ScheduleScratch Scratch = new();

    private long _work;

    /// <summary>How many workers there are; some may have nothing to do.</summary>
    public int WorkerCount { get; private set; }

    /// <summary>How many tasks were scheduled.</summary>
    public int TaskCount { get; private set; }

    /// <summary>When the last task ends; 0 without tasks.</summary>
    public long Makespan { get; private set; }

    /// <summary>No schedule on as many workers ends before this time; where it equals <see cref="Makespan"/>, the schedule is optimal.</summary>
    public long LowerBound { get; private set; }

    /// <summary>When each task starts.</summary>
    public ReadOnlySpan<long> Start => StartBuffer.AsSpan(0, TaskCount);

    /// <summary>When each task ends: its start plus its cost.</summary>
    public ReadOnlySpan<long> End => EndBuffer.AsSpan(0, TaskCount);

    /// <summary>The worker of each task, from 0 on.</summary>
    public ReadOnlySpan<int> Worker => WorkerBuffer.AsSpan(0, TaskCount);

    /// <summary>The part of the workers' time, from 0 to <see cref="Makespan"/>, that tasks fill: 0 to 1, and 1 for a schedule of no length.</summary>
    public double Utilization => Makespan == 0 ? 1 : (double)_work / Makespan / WorkerCount;

    /// <summary>Makes room and forgets the last result.</summary>
    internal void Begin(int taskCount)
    {
        TaskCount = 0;
        Makespan = 0;
        LowerBound = 0;
        if (StartBuffer.Length < taskCount)
        {
            StartBuffer = GC.AllocateUninitializedArray<long>(taskCount);
            EndBuffer = GC.AllocateUninitializedArray<long>(taskCount);
            WorkerBuffer = GC.AllocateUninitializedArray<int>(taskCount);
        }
    }

    internal void Complete(int taskCount, int workerCount, long work, long makespan, long lowerBound)
    {
        TaskCount = taskCount;
        WorkerCount = workerCount;
        Makespan = makespan;
        LowerBound = lowerBound;
        _work = work;
    }
}
