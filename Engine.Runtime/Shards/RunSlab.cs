namespace Engine.Internal;

/// <summary>
/// Sixty-four runs of one workflow side by side. What the rules ask of all of them at once are rows, one per step: how many predecessors each
/// lane still waits for, and as bits of a word, in which lanes the step has begun and how it ended. A slot is 64 x slab + lane.
/// </summary>
internal class RunSlab
{
    public const int LaneCount = 64;
    public const int LaneBits = 6;

    protected RunSlab(RunTable table, int index, int stepCount, int attemptedCount, int compensatedCount)
    {
        Table = table;
        Index = index;
        WaitingFor = new ushort[stepCount * LaneCount];
        Begun = new ulong[stepCount];
        Completed = new ulong[stepCount];
        Skipped = new ulong[stepCount];
        EndedAt = new RunMoment[stepCount * LaneCount];
        BegunAt = attemptedCount == 0 ? [] : new RunMoment[attemptedCount * LaneCount];
        CompletedAt = compensatedCount == 0 ? [] : new uint[compensatedCount * LaneCount];
    }

    public RunTable Table { get; }

    /// <summary>Its place in the shard.</summary>
    public int Index { get; }

    /// <summary>Lane by lane: what is known beside the values.</summary>
    public RunInfo[] Infos { get; } = new RunInfo[LaneCount];

    /// <summary>A row per step: how many of its predecessors have not ended.</summary>
    public ushort[] WaitingFor { get; }

    /// <summary>Per step: the lanes in which it has begun, or ended.</summary>
    public ulong[] Begun { get; }

    /// <summary>Per step: the lanes in which it has completed.</summary>
    public ulong[] Completed { get; }

    /// <summary>Per step: the lanes in which it was skipped.</summary>
    public ulong[] Skipped { get; }

    /// <summary>A row per compensated step: 1 for the lane's first to complete, 2 for its next; 0 if it has not, or was undone.</summary>
    public uint[] CompletedAt { get; }

    /// <summary>A row per step: when it completed or was skipped. Of others it holds anything.</summary>
    public RunMoment[] EndedAt { get; }

    /// <summary>A row per step that is more than a call: when it began, if it has completed. Of others it holds anything.</summary>
    public RunMoment[] BegunAt { get; }

    /// <summary>The lanes whose steps may start.</summary>
    public ulong Active { get; set; }

    /// <summary>The lanes that have a run.</summary>
    public ulong Taken { get; set; }

    /// <summary>The lanes that may have ended and have not been looked at.</summary>
    public ulong Unchecked { get; set; }

    /// <summary>Whether it is in the shard's list of those that may have something to start.</summary>
    public bool IsDirty { get; set; }

    public static int SlotOf(int slab, int lane) => (slab << LaneBits) | lane;

    public static int LaneOf(int slot) => slot & (LaneCount - 1);

    public Span<ushort> RowOf(int stepIndex) => WaitingFor.AsSpan(stepIndex * LaneCount, LaneCount);
}
