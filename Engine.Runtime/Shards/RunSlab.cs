namespace Engine.Internal;

/// <summary>
/// Runs of one workflow side by side: sixty-four, or fewer where there are many workflows with few runs each. What the rules ask of all of them at once
/// are rows, one per step: how many predecessors each lane still waits for, and as bits of a word, in which lanes the step has begun and how it ended.
/// A slot is 64 x slab + lane.
/// </summary>
internal class RunSlab
{
    public const int LaneCount = 64;
    public const int LaneBits = 6;

    protected RunSlab(RunTable table, int index, int lanes, int stepCount, int attemptedCount, int compensatedCount)
    {
        Table = table;
        Index = index;
        Lanes = lanes;
        Infos = new RunInfo[lanes];
        WaitingFor = new ushort[stepCount * lanes];
        Begun = new ulong[stepCount];
        Completed = new ulong[stepCount];
        Skipped = new ulong[stepCount];
        EndedAt = new RunMoment[stepCount * lanes];
        BegunAt = attemptedCount == 0 ? [] : new RunMoment[attemptedCount * lanes];
        CompletedAt = compensatedCount == 0 ? [] : new uint[compensatedCount * lanes];
    }

    public RunTable Table { get; }

    /// <summary>Its place in the shard.</summary>
    public int Index { get; }

    /// <summary>How many lanes it has, up to <see cref="LaneCount"/>.</summary>
    public int Lanes { get; }

    /// <summary>Lane by lane: what is known beside the values.</summary>
    public RunInfo[] Infos { get; }

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

    /// <summary>The next slab of the same table, and the one before.</summary>
    public RunSlab? NextOfTable { get; set; }

    public RunSlab? BeforeOfTable { get; set; }

    /// <summary>The lanes whose steps may start.</summary>
    public ulong Active { get; set; }

    /// <summary>The lanes that have a run.</summary>
    public ulong Taken { get; set; }

    /// <summary>The lanes that have none.</summary>
    public ulong Free => ~Taken & (ulong.MaxValue >> (LaneCount - Lanes));

    /// <summary>Its place in its table's list of those with free lanes; -1 where it has none.</summary>
    public int OpenAt { get; set; } = -1;

    /// <summary>The first step that may be ready, and the last: only they are looked at in a pass.</summary>
    public int ReadyFrom { get; set; } = int.MaxValue;

    public int ReadyTo { get; set; } = -1;

    /// <summary>The lanes that may have ended and have not been looked at.</summary>
    public ulong Unchecked { get; set; }

    /// <summary>Whether it is in the shard's list of those that may have something to start.</summary>
    public bool IsDirty { get; set; }

    public static int SlotOf(int slab, int lane) => (slab << LaneBits) | lane;

    public static int LaneOf(int slot) => slot & (LaneCount - 1);

    /// <summary>Where in its arrays a lane of a row is.</summary>
    public int At(int row, int lane) => (row * Lanes) + lane;

    public Span<ushort> RowOf(int stepIndex) => WaitingFor.AsSpan(stepIndex * Lanes, Lanes);

    /// <summary>Steps may have become ready.</summary>
    public void MayBeReady(int from, int to)
    {
        ReadyFrom = Math.Min(ReadyFrom, from);
        ReadyTo = Math.Max(ReadyTo, to);
    }
}
