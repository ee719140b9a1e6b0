using Engine.Graphs;

namespace Engine.Internal;

/// <summary>Working memory of the scheduler, kept inside a <see cref="Schedule"/> so that filling it again allocates nothing.</summary>
/// <remarks>
/// Of arrays that grow together, the one whose length is asked for is assigned last: when memory runs out in between, the
/// next call grows them again.
/// </remarks>
internal sealed class ScheduleScratch
{
    public long[] Keys = [];
    public int[] Order = [];
    public int[] Ranks = [];
    public int[] Pending = [];
    public int[] Finished = [];
    public ulong[] ReadyWords = [];
    public ulong[] FreeWords = [];
    public TimedTask[] Running = [];
    public readonly ulong[] RingWords = new ulong[EndRing.Size / 64];
    public readonly int[] RingSlots = new int[EndRing.Size];
    public int[] RingNext = [];
    public TimedTask[] Delayed = [];
    public long[] ReadyTimes = [];
    public long[] UnitCosts = [];

    // For the search only.
    public long[] Heads = [];
    public long[] BoundLongs = [];
    public int[] BoundInts = [];
    public int[] Current = [];
    public int[] Trial = [];
    public int[] Best = [];
    public int[] SourceOffsets = [];
    public int[] Sources = [];
    public long[] SourceDelays = [];

    /// <summary>Makes room for a pass.</summary>
    public void ReservePass(int taskCount, int workerCount, bool hasDelays, bool hasCosts)
    {
        if (Keys.Length < taskCount)
        {
            Order = GC.AllocateUninitializedArray<int>(taskCount);
            Ranks = GC.AllocateUninitializedArray<int>(taskCount);
            RingNext = GC.AllocateUninitializedArray<int>(taskCount);
            Pending = GC.AllocateUninitializedArray<int>(taskCount);
            Finished = GC.AllocateUninitializedArray<int>(taskCount);
            ReadyWords = GC.AllocateUninitializedArray<ulong>(IdSet.WordsFor(taskCount));
            Keys = GC.AllocateUninitializedArray<long>(taskCount);
        }

        if (Running.Length <= workerCount)
        {
            FreeWords = GC.AllocateUninitializedArray<ulong>(IdSet.WordsFor(workerCount));
            Running = GC.AllocateUninitializedArray<TimedTask>(workerCount + 1);
        }

        if (hasDelays && Delayed.Length <= taskCount)
        {
            ReadyTimes = GC.AllocateUninitializedArray<long>(taskCount);
            Delayed = GC.AllocateUninitializedArray<TimedTask>(taskCount + 1);
        }

        if (!hasCosts && UnitCosts.Length < taskCount)
        {
            UnitCosts = GC.AllocateUninitializedArray<long>(taskCount);
            Array.Fill(UnitCosts, 1);
        }
    }

    /// <summary>Makes room for passes in both directions and for what is kept between them.</summary>
    public void ReserveSearch(int taskCount, int edgeCount, bool hasDelays, bool isReversed)
    {
        if (Heads.Length < taskCount)
        {
            BoundLongs = GC.AllocateUninitializedArray<long>(2 * taskCount);
            BoundInts = GC.AllocateUninitializedArray<int>(2 * taskCount);
            Current = GC.AllocateUninitializedArray<int>(taskCount);
            Trial = GC.AllocateUninitializedArray<int>(taskCount);
            Best = GC.AllocateUninitializedArray<int>(taskCount);
            Heads = GC.AllocateUninitializedArray<long>(taskCount);
        }

        if (!isReversed)
        {
            return;
        }

        if (SourceOffsets.Length <= taskCount)
        {
            SourceOffsets = GC.AllocateUninitializedArray<int>(taskCount + 1);
        }

        if (Sources.Length < edgeCount)
        {
            Sources = GC.AllocateUninitializedArray<int>(edgeCount);
        }

        if (hasDelays && SourceDelays.Length < edgeCount)
        {
            SourceDelays = GC.AllocateUninitializedArray<long>(edgeCount);
        }
    }
}
