using System;

namespace Engine.Graphs.Reference;

/// <summary>What <see cref="ReferencePlanner"/> answers, as plain arrays by node; the words are those of the fast plan.</summary>
internal sealed class ReferencePlan
{
    public ReferencePlan(int nodeCount)
    {
        Order = new int[nodeCount];
        Levels = new int[nodeCount];
        InDegrees = new int[nodeCount];
        OutDegrees = new int[nodeCount];
        EarliestStart = new long[nodeCount];
        LatestStart = new long[nodeCount];
    }

    public int[] Order { get; }

    public int[] Levels { get; }

    public int[] InDegrees { get; }

    public int[] OutDegrees { get; }

    public long[] EarliestStart { get; }

    public long[] LatestStart { get; }

    public int LevelCount { get; set; }

    /// <summary>LevelCount + 1 positions in <see cref="Order"/>; empty without nodes.</summary>
    public int[] LevelOffsets { get; set; } = Array.Empty<int>();

    public int[] CriticalPath { get; set; } = Array.Empty<int>();

    public long Work { get; set; }

    public long Span { get; set; }
}
