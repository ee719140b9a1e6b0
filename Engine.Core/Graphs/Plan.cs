using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// What <see cref="Planner"/> found out about a graph: order, levels, times, critical path. A plan owns its memory and can
/// be planned into again and again without allocation once it is large enough; a frozen one is immutable and can be
/// shared between threads.
/// </summary>
/// <remarks>Times are in the unit of the costs that were planned with. Spans are valid until the plan is planned into again.</remarks>
public sealed class Plan
{
    // Capacities only grow. The planner writes these through the internal members below.
    internal int[] OrderBuffer = [];
    internal int[] LevelBuffer = [];
    internal int[] LevelOffsetBuffer = [];
    internal int[] InDegreeBuffer = [];
    internal int[] OutDegreeBuffer = [];
    internal int[] CriticalPathBuffer = [];
    internal long[] EarliestStartBuffer = [];
    internal long[] LatestStartBuffer = [];

    private static readonly int[] NoLevels = [0];

    private int _nodeCount;
    private int _edgeCount;
    private int _criticalPathLength;
    private int[] _cycle = [];

    /// <summary>How many nodes were planned.</summary>
    public int NodeCount => _nodeCount;

    /// <summary>How many edges were planned.</summary>
    public int EdgeCount => _edgeCount;

    /// <summary>How many levels there are: the number of nodes on a longest path.</summary>
    public int LevelCount { get; internal set; }

    /// <summary>
    /// A topological order: ascending by level, and by id within a level. Unlike the order in which some queue happens to
    /// be filled, it depends on the graph alone.
    /// </summary>
    public ReadOnlySpan<int> Order => OrderBuffer.AsSpan(0, _nodeCount);

    /// <summary>The level of each node: 0 without predecessors, else one more than the highest level among them.</summary>
    public ReadOnlySpan<int> Levels => LevelBuffer.AsSpan(0, _nodeCount);

    /// <summary>LevelCount + 1 positions in <see cref="Order"/>: where each level starts.</summary>
    public ReadOnlySpan<int> LevelOffsets => _nodeCount == 0 ? NoLevels : LevelOffsetBuffer.AsSpan(0, LevelCount + 1);

    /// <summary>How many predecessors each node has.</summary>
    public ReadOnlySpan<int> InDegrees => InDegreeBuffer.AsSpan(0, _nodeCount);

    /// <summary>How many successors each node has.</summary>
    public ReadOnlySpan<int> OutDegrees => OutDegreeBuffer.AsSpan(0, _nodeCount);

    /// <summary>When each node can start at the earliest, the first ones at 0.</summary>
    public ReadOnlySpan<long> EarliestStart => EarliestStartBuffer.AsSpan(0, _nodeCount);

    /// <summary>When each node must start at the latest so that everything still ends at <see cref="Span"/>.</summary>
    public ReadOnlySpan<long> LatestStart => LatestStartBuffer.AsSpan(0, _nodeCount);

    /// <summary>
    /// A path of the length <see cref="Span"/>, from a node without predecessors on; among equals the smallest id first.
    /// </summary>
    public ReadOnlySpan<int> CriticalPath => CriticalPathBuffer.AsSpan(0, _criticalPathLength);

    /// <summary>The sum of all costs: the time that one worker takes.</summary>
    public long Work { get; internal set; }

    /// <summary>The length of the critical path: the time that unlimited workers take.</summary>
    public long Span { get; internal set; }

    /// <summary>Work / span: how many workers are busy on average when there are enough; 0 for a graph without cost.</summary>
    public double Parallelism => Span == 0 ? 0 : (double)Work / Span;

    /// <summary>The size of the largest level, O(levels). The true maximum parallelism can be larger: the largest antichain is another question.</summary>
    public int MaxLevelWidth
    {
        get
        {
            int widest = 0;
            for (int level = 0; level < LevelCount; level++)
            {
                widest = Math.Max(widest, LevelOffsetBuffer[level + 1] - LevelOffsetBuffer[level]);
            }

            return widest;
        }
    }

    /// <summary>Whether the plan is immutable.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>
    /// One shortest cycle through the smallest node that lies on any cycle, in edge order, when the last attempt to plan
    /// found the graph cyclic; else empty. A single node means a self-loop.
    /// </summary>
    public ReadOnlySpan<int> Cycle => _cycle;

    /// <summary>The nodes of one level, ascending.</summary>
    public ReadOnlySpan<int> Level(int level)
    {
        if ((uint)level >= (uint)LevelCount)
        {
            Throw.LevelOutOfRange(level, LevelCount);
        }

        return OrderBuffer.AsSpan(LevelOffsetBuffer[level], LevelOffsetBuffer[level + 1] - LevelOffsetBuffer[level]);
    }

    /// <summary>How many nodes a level has.</summary>
    public int LevelWidth(int level) => Level(level).Length;

    /// <summary>How long a node can be delayed without delaying the end.</summary>
    public long Slack(int node) => LatestStart[node] - EarliestStart[node];

    /// <summary>The length of the longest path that starts with this node, its own cost included.</summary>
    public long BottomLevel(int node) => Span - LatestStart[node];

    /// <summary>Makes the plan immutable.</summary>
    public Plan Freeze()
    {
        IsFrozen = true;
        return this;
    }

    /// <summary>Makes room and forgets the last result.</summary>
    internal void Begin(int nodeCount)
    {
        if (IsFrozen)
        {
            Throw.PlanIsFrozen();
        }

        _nodeCount = 0;
        _edgeCount = 0;
        LevelCount = 0;
        _criticalPathLength = 0;
        _cycle = [];
        Work = 0;
        Span = 0;
        if (OrderBuffer.Length < nodeCount)
        {
            Grow(nodeCount);
        }
    }

    /// <summary>Whether the values lie in this plan's memory, which planning overwrites.</summary>
    internal bool Owns(ReadOnlySpan<long> values) => values.Overlaps(EarliestStartBuffer) || values.Overlaps(LatestStartBuffer);

    /// <summary>Whether the values lie in this plan's memory, which planning overwrites.</summary>
    internal bool Owns(ReadOnlySpan<int> values)
        => values.Overlaps(OrderBuffer) || values.Overlaps(LevelBuffer) || values.Overlaps(LevelOffsetBuffer)
            || values.Overlaps(InDegreeBuffer) || values.Overlaps(OutDegreeBuffer) || values.Overlaps(CriticalPathBuffer);

    internal void Complete(int nodeCount, int edgeCount, int levelCount, int criticalPathLength)
    {
        _nodeCount = nodeCount;
        _edgeCount = edgeCount;
        LevelCount = levelCount;
        _criticalPathLength = criticalPathLength;
    }

    internal void Fail(int[] cycle)
    {
        LevelCount = 0;
        Work = 0;
        Span = 0;
        _cycle = cycle;
    }

    /// <summary>All arrays or none: kernels write through pointers, and the length of one array vouches for all of them.</summary>
    private void Grow(int nodeCount)
    {
        int[] level = GC.AllocateUninitializedArray<int>(nodeCount), levelOffset = GC.AllocateUninitializedArray<int>(nodeCount + 1);
        int[] inDegree = GC.AllocateUninitializedArray<int>(nodeCount), outDegree = GC.AllocateUninitializedArray<int>(nodeCount);
        int[] criticalPath = GC.AllocateUninitializedArray<int>(nodeCount), order = GC.AllocateUninitializedArray<int>(nodeCount);
        long[] earliestStart = GC.AllocateUninitializedArray<long>(nodeCount);

        // Also holds a bitmap of all ids while nodes are visited: whole blocks of it, which is more only for 1 to 3 nodes.
        long[] latestStart = GC.AllocateUninitializedArray<long>(Math.Max(nodeCount, IdBitmap.WordsFor(nodeCount)));
        LevelBuffer = level;
        LevelOffsetBuffer = levelOffset;
        InDegreeBuffer = inDegree;
        OutDegreeBuffer = outDegree;
        CriticalPathBuffer = criticalPath;
        EarliestStartBuffer = earliestStart;
        LatestStartBuffer = latestStart;
        OrderBuffer = order;
    }
}
