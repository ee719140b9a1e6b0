namespace Engine.Graphs;

/// <summary>Working memory of the scheduler, kept inside a <see cref="Schedule"/> so that filling it again allocates nothing.</summary>
internal sealed class ScheduleScratch
{
    public long[] Keys = [];
    public int[] Ranks = [];
    public int[] ByRank = [];
    public int[] Other = [];
    public int[] Pending = [];
    public ulong[] ReadyWords = [];
    public ulong[] FreeWords = [];
    public TimedTask[] Running = [];
    public TimedTask[] Delayed = [];
    public long[] ReadyTimes = [];

    /// <summary>Makes room for a plain pass.</summary>
    public void Reserve(int taskCount, int workerCount, bool hasDelays)
    {
        if (Keys.Length < taskCount)
        {
            Keys = GC.AllocateUninitializedArray<long>(taskCount);
            Ranks = GC.AllocateUninitializedArray<int>(taskCount);
            ByRank = GC.AllocateUninitializedArray<int>(taskCount);
            Other = GC.AllocateUninitializedArray<int>(taskCount);
            Pending = GC.AllocateUninitializedArray<int>(taskCount);
            ReadyWords = new ulong[RankSet.WordCount(taskCount)];
        }

        if (Running.Length < workerCount)
        {
            Running = new TimedTask[workerCount];
            FreeWords = new ulong[RankSet.WordCount(workerCount)];
        }

        if (hasDelays && Delayed.Length < taskCount)
        {
            Delayed = new TimedTask[taskCount];
            ReadyTimes = new long[taskCount];
        }
    }
}
