using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// When each task starts and ends, and on which worker. Filled by <see cref="ListScheduler"/>, or by <see cref="Set"/> with
/// what comes from elsewhere; owns its memory and can be filled again and again without allocation once it is large enough.
/// Not for two threads at a time.
/// </summary>
/// <remarks>Times are in the unit of the costs, from 0 on. Spans are valid until the schedule is filled again.</remarks>
public sealed class Schedule
{
    // Capacities only grow. The scheduler writes these.
    internal long[] StartBuffer = [];
    internal long[] EndBuffer = [];
    internal int[] WorkerBuffer = [];
    internal readonly ScheduleScratch Scratch = new();

    // On several workers it can exceed 64 bits.
    private Int128 _work;

    /// <summary>How many workers there are; some may have nothing to do.</summary>
    public int WorkerCount { get; private set; }

    /// <summary>How many tasks were scheduled.</summary>
    public int TaskCount { get; private set; }

    /// <summary>When the last task ends; 0 without tasks.</summary>
    public long Makespan { get; private set; }

    /// <summary>
    /// No schedule on as many workers ends before this time; where it equals <see cref="Makespan"/>, the schedule is optimal.
    /// <see cref="ScheduleEffort.Plain"/> takes the larger of critical path and work per worker, <see cref="ScheduleEffort.Improved"/>
    /// all of <see cref="LowerBounds"/>; a schedule from elsewhere has what it was given, 0 where nothing is known.
    /// </summary>
    public long LowerBound { get; private set; }

    /// <summary>When each task starts.</summary>
    public ReadOnlySpan<long> Start => StartBuffer.AsSpan(0, TaskCount);

    /// <summary>When each task ends: its start plus its cost where <see cref="ListScheduler"/> filled the schedule, else what was given.</summary>
    public ReadOnlySpan<long> End => EndBuffer.AsSpan(0, TaskCount);

    /// <summary>The worker of each task, from 0 on.</summary>
    public ReadOnlySpan<int> Worker => WorkerBuffer.AsSpan(0, TaskCount);

    /// <summary>The part of the workers' time, from 0 to <see cref="Makespan"/>, that tasks fill: 0 to 1, and 1 for a schedule of no length.</summary>
    public double Utilization => Makespan == 0 ? 1 : Math.Min(1, (double)_work / Makespan / WorkerCount);

    /// <summary>Fills the schedule with one that comes from elsewhere: what was measured in a real run, or another scheduler's.</summary>
    /// <remarks>Whether the times respect a graph is the caller's business. What is refused leaves the schedule as it was. O(n log n) for n tasks.</remarks>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <param name="start">When each task starts, 0 or later.</param>
    /// <param name="end">When each task ends, not before its start; as many as <paramref name="start"/>.</param>
    /// <param name="worker">The worker of each task, 0 to <paramref name="workers"/> - 1; as many as <paramref name="start"/>. Tasks of one worker must not overlap.</param>
    /// <param name="lowerBound">A time before which no schedule ends, at most the end of the last task, or 0 when none is known.</param>
    /// <exception cref="GraphException">
    /// The lists differ in length, a worker is none, a time is out of order, two tasks of a worker overlap, or the lower
    /// bound is later than the end; the message names it.
    /// </exception>
    public void Set(int workers, ReadOnlySpan<long> start, ReadOnlySpan<long> end, ReadOnlySpan<int> worker, long lowerBound)
    {
        if (workers < 1)
        {
            Throw.TooFewWorkers(workers);
        }

        if (end.Length != start.Length || worker.Length != start.Length)
        {
            Throw.BadLength(end.Length != start.Length ? nameof(end) : nameof(worker), end.Length != start.Length ? end.Length : worker.Length, "one per task", start.Length);
        }

        Int128 work = 0;
        long makespan = 0;
        for (int task = 0; task < start.Length; task++)
        {
            if (start[task] < 0 || end[task] < start[task] || (uint)worker[task] >= (uint)workers)
            {
                Throw.BadScheduleEntry(task, start[task], end[task], worker[task], workers);
            }

            work += end[task] - start[task];
            makespan = Math.Max(makespan, end[task]);
        }

        if (lowerBound < 0 || lowerBound > makespan)
        {
            Throw.BadLowerBound(lowerBound, makespan);
        }

        WorkerSpan.EnsureApart(start, end, worker);
        Begin(start.Length);
        start.CopyTo(StartBuffer);
        end.CopyTo(EndBuffer);
        worker.CopyTo(WorkerBuffer);
        Complete(start.Length, workers, work, makespan, lowerBound);
    }

    /// <summary>Makes room and forgets the last result.</summary>
    internal void Begin(int taskCount)
    {
        TaskCount = 0;
        Makespan = 0;
        LowerBound = 0;
        if (StartBuffer.Length < taskCount)
        {
            // The one whose length is asked for comes last: when memory runs out in between, the next call grows all again.
            EndBuffer = GC.AllocateUninitializedArray<long>(taskCount);
            WorkerBuffer = GC.AllocateUninitializedArray<int>(taskCount);
            StartBuffer = GC.AllocateUninitializedArray<long>(taskCount);
        }
    }

    internal void Complete(int taskCount, int workerCount, Int128 work, long makespan, long lowerBound)
    {
        TaskCount = taskCount;
        WorkerCount = workerCount;
        Makespan = makespan;
        LowerBound = lowerBound;
        _work = work;
    }
}
