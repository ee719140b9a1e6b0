using System.Runtime.InteropServices;

namespace Engine.Host.Run;

/// <summary>
/// Running totals of one worker, written by it alone and read by the display at any time. As large as two cache lines, so
/// that neighbours in an array do not slow each other down.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct WorkerTally
{
    private long _doneTasks;
    private long _doneCost;
    private long _currentStart;

    // One more than the task, so that a fresh tally says "none".
    private int _currentTaskPlusOne;

    /// <summary>Time inside bodies.</summary>
    public long BusyTicks;

    /// <summary>Time parked because nothing was ready.</summary>
    public long IdleTicks;

    /// <summary>When the worker looked for its first task: the system takes its time to wake many threads.</summary>
    public long BeganTicks;

    /// <summary>When the worker left the run.</summary>
    public long EndedTicks;

    /// <summary>How many tasks it has ended.</summary>
    public long DoneTasks => Volatile.Read(ref _doneTasks);

    /// <summary>Their costs, in the graph's unit.</summary>
    public long DoneCost => Volatile.Read(ref _doneCost);

    /// <summary>The task it runs now, or -1; its start may already be the next one's, which a display can bear.</summary>
    public int CurrentTask => Volatile.Read(ref _currentTaskPlusOne) - 1;

    /// <summary>When the current task started.</summary>
    public long CurrentStart => Volatile.Read(ref _currentStart);

    public void Begin(int task, long startTicks)
    {
        Volatile.Write(ref _currentStart, startTicks);
        Volatile.Write(ref _currentTaskPlusOne, task + 1);
    }

    public void Finish(long bodyTicks, long cost)
    {
        BusyTicks += bodyTicks;
        Volatile.Write(ref _currentTaskPlusOne, 0);
        Volatile.Write(ref _doneCost, _doneCost + cost);
        Volatile.Write(ref _doneTasks, _doneTasks + 1);
    }
}
