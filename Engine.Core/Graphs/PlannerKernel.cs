using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>The pinned memory that one planning works on. All pointers are to at least as many elements as said.</summary>
internal unsafe struct PlannerRows
{
    public int NodeCount;
    public int* Offsets;      // NodeCount + 1
    public int* Targets;      // EdgeCount
    public long* Earliest;    // NodeCount; while the forward pass runs, records
    public long* Latest;      // NodeCount
    public int* Pending;      // NodeCount; predecessors not yet visited, where records are wide
    public int* Queue;        // NodeCount
    public int* Levels;       // NodeCount
}

/// <summary>What a visit by level found.</summary>
internal struct PlannerVisit
{
    public int Reached;
    public int LevelCount;
    public long Span;

    /// <summary>Whether each level lies in the queue by ascending id, so that the queue is the plan's order.</summary>
    public bool IsSorted;
}

/// <summary>What a node and an edge cost.</summary>
internal unsafe interface IPlannerCosts
{
    long Node(int node);

    long Edge(int edge);

    /// <summary>Asks for a node's cost ahead of its use.</summary>
    void Fetch(int node);
}

/// <summary>Every node costs 1 and no edge has a delay.</summary>
internal readonly struct UnitCosts : IPlannerCosts
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Node(int node) => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Edge(int edge) => 0;

    public void Fetch(int node)
    {
    }
}

/// <summary>Nodes have costs, edges no delays.</summary>
internal readonly unsafe struct NodeCosts(long* costs) : IPlannerCosts
{
    private readonly long* _costs = costs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Node(int node) => _costs[node];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Edge(int edge) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int node) => Prefetch.Read(_costs + node);
}

/// <summary>Nodes have costs (null: 1 each) and edges have delays.</summary>
internal readonly unsafe struct NodeAndEdgeCosts(long* costs, long* edgeCosts) : IPlannerCosts
{
    private readonly long* _costs = costs;
    private readonly long* _edgeCosts = edgeCosts;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Node(int node) => _costs == null ? 1 : _costs[node];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Edge(int edge) => _edgeCosts[edge];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int node) => Prefetch.Read(_costs + node);
}

/// <summary>How a node remembers its earliest start and how many predecessors it still waits for.</summary>
internal unsafe interface IPlannerRecords
{
    long EarliestStart(int node);

    /// <summary>A predecessor lets the node start at <paramref name="time"/>; true when it was the last one.</summary>
    bool Arrive(int node, long time);
}

/// <summary>
/// One 64-bit word per node: earliest start in the high bits, waiting predecessors in the low <c>shift</c> bits. Half the
/// memory of two fields: a million records stay within the reach of the translation buffer (1M nodes / 10M edges,
/// shuffled: PlanningBenchmarks).
/// </summary>
internal readonly unsafe struct PackedRecords(long* records, int shift) : IPlannerRecords
{
    private readonly long* _records = records;
    private readonly long _mask = (1L << shift) - 1;
    private readonly int _shift = shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EarliestStart(int node) => _records[node] >> _shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Arrive(int node, long time)
    {
        return ScalarMinMax.Arrive(ref _records[node], time << _shift, _mask) == 0;
    }
}

/// <summary>Two fields per node, for times and degrees that do not fit in 63 bits together.</summary>
internal readonly unsafe struct WideRecords(long* earliest, int* pending) : IPlannerRecords
{
    private readonly long* _earliest = earliest;
    private readonly int* _pending = pending;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EarliestStart(int node) => _earliest[node];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Arrive(int node, long time)
    {
        if (time > _earliest[node])
        {
            _earliest[node] = time;
        }

        return --_pending[node] == 0;
    }
}

/// <summary>
/// The passes of <see cref="Planner"/>. Compile-time choices are struct type arguments: which costs there are, how records
/// are packed, and whether lines are fetched ahead, which pays where records outgrow the second-level cache and costs
/// instructions where they do not.
/// </summary>
internal static unsafe class PlannerKernel
{
    // How far ahead of the queue's head each kind of line is asked for: a row's offsets first, then, through them, its
    // targets, then, through those, the records. Measured at 1M / 10M: flat between half and twice these.
    private const int OffsetsAhead = 24;
    private const int TargetsAhead = 14;
    private const int RecordsAhead = 5;

    // A level is sorted when the scan reads at most this many bits per node of it.
    private const int ScanPerNode = 512;

    /// <summary>Kahn's algorithm. Visits nodes by level; reaches fewer than all when there is a cycle.</summary>
    /// <remarks>
    /// SAFETY: offsets ascend from 0 to the number of targets and targets are nodes (checked when the graph was built or by
    /// EnsureValid); the waiting counts were counted from the same targets, so each node is queued at most once.
    /// </remarks>
    public static void VisitByLevel<TCosts, TRecords, TPrefetch>(in PlannerRows rows, TCosts costs, TRecords records, int ready, Span<int> levelOffsets, out PlannerVisit visit)
        where TCosts : struct, IPlannerCosts
        where TRecords : struct, IPlannerRecords
        where TPrefetch : struct
    {
        int* offsets = rows.Offsets, targets = rows.Targets, queue = rows.Queue, levels = rows.Levels;
        long* lines = rows.Earliest;
        int head = 0, tail = ready, level = 0;
        long latestEnd = 0;
        bool isSorted = typeof(TPrefetch) == typeof(FetchAhead);
        if (isSorted)
        {
            IdBitmap.Clear((ulong*)rows.Latest, rows.NodeCount);
        }

        while (head < tail)
        {
            levelOffsets[level] = head;
            if (typeof(TPrefetch) == typeof(FetchAhead) && level > 0)
            {
                // Visiting a level by id walks through the rows instead of jumping among them.
                isSorted &= TrySortLevel(queue + head, tail - head, (ulong*)rows.Latest, rows.NodeCount);
            }

            for (int levelEnd = tail; head < levelEnd; head++)
            {
                if (typeof(TPrefetch) == typeof(FetchAhead))
                {
                    FetchLines(offsets, targets, queue, lines, head, tail, costs);
                }

                int node = queue[head];
                levels[node] = level;
                long end = records.EarliestStart(node) + costs.Node(node);
                latestEnd = Math.Max(latestEnd, end);
                for (int edge = offsets[node], rowEnd = offsets[node + 1]; edge < rowEnd; edge++)
                {
                    int target = targets[edge];
                    if (records.Arrive(target, end + costs.Edge(edge)))
                    {
                        queue[tail++] = target;
                    }
                }
            }

            level++;
        }

        visit = new PlannerVisit { Reached = tail, LevelCount = level, Span = latestEnd, IsSorted = isSorted };
    }

    /// <summary>Sorts a level by id, if it is large enough for a scan over the bitmap of all ids to pay.</summary>
    private static bool TrySortLevel(int* level, int count, ulong* bitmap, int nodeCount)
    {
        if (count == 1)
        {
            return true;
        }

        if (count < nodeCount / ScanPerNode)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            IdBitmap.Add(bitmap, level[i]);
        }

        IdBitmap.Drain(bitmap, nodeCount, level);
        return true;
    }

    /// <summary>
    /// For nodes that are already in order: one sweep, no queue. Records hold the level in their low <paramref name="shift"/>
    /// bits. Returns the span.
    /// </summary>
    /// <remarks>SAFETY: as above, and every target is larger than its node.</remarks>
    public static long SweepForward<TCosts, TPrefetch>(in PlannerRows rows, TCosts costs, int shift)
        where TCosts : struct, IPlannerCosts
        where TPrefetch : struct
    {
        const int Ahead = 32;
        int* offsets = rows.Offsets, targets = rows.Targets;
        long* records = rows.Earliest;
        long mask = (1L << shift) - 1, latestEnd = 0;
        int edgeCount = offsets[rows.NodeCount];
        for (int node = 0; node < rows.NodeCount; node++)
        {
            long record = records[node];
            long end = (record >> shift) + costs.Node(node);
            long nextLevel = (record & mask) + 1;
            latestEnd = Math.Max(latestEnd, end);
            for (int edge = offsets[node], rowEnd = offsets[node + 1]; edge < rowEnd; edge++)
            {
                if (typeof(TPrefetch) == typeof(FetchAhead))
                {
                    Prefetch.Read(records + targets[Math.Min(edge + Ahead, edgeCount - 1)]);
                }

                ScalarMinMax.RaiseBoth(ref records[targets[edge]], (end + costs.Edge(edge)) << shift, nextLevel, mask);
            }
        }

        return latestEnd;
    }

    /// <summary>Latest starts, visiting <paramref name="rows"/>' queue from its end.</summary>
    /// <remarks>SAFETY: as above; the queue holds every node once, each before its successors.</remarks>
    public static void VisitBackward<TCosts, TPrefetch, TOrder>(in PlannerRows rows, TCosts costs, long span)
        where TCosts : struct, IPlannerCosts
        where TPrefetch : struct
        where TOrder : struct
    {
        int* offsets = rows.Offsets, targets = rows.Targets, queue = rows.Queue;
        long* latest = rows.Latest;
        for (int position = rows.NodeCount - 1; position >= 0; position--)
        {
            int node = position;
            if (typeof(TOrder) == typeof(QueueOrder))
            {
                node = queue[position];
                if (typeof(TPrefetch) == typeof(FetchAhead))
                {
                    FetchLinesBackward(offsets, targets, queue, latest, position, costs);
                }
            }
            else if (typeof(TPrefetch) == typeof(FetchAhead))
            {
                int ahead = Math.Max(position - RecordsAhead, 0);
                for (int edge = offsets[ahead], rowEnd = offsets[ahead + 1]; edge < rowEnd; edge++)
                {
                    Prefetch.Read(latest + targets[edge]);
                }
            }

            latest[node] = LatestEnd(offsets, targets, latest, node, costs, span) - costs.Node(node);
        }
    }

    /// <summary>When a node must have ended: the smallest latest start among its successors, less the delay of the edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the body of VisitBackward's loop, named
    private static long LatestEnd<TCosts>(int* offsets, int* targets, long* latest, int node, TCosts costs, long span)
        where TCosts : struct, IPlannerCosts
    {
        int edge = offsets[node], rowEnd = offsets[node + 1];
        if (typeof(TCosts) != typeof(NodeAndEdgeCosts))
        {
            return ScalarMinMax.GatherMin(latest, targets + edge, rowEnd - edge, span);
        }

        long end = span;
        for (; edge < rowEnd; edge++)
        {
            end = Math.Min(end, latest[targets[edge]] - costs.Edge(edge));
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of the loop; the type argument decides whether it is there
    private static void FetchLines<TCosts>(int* offsets, int* targets, int* queue, long* records, int head, int tail, TCosts costs)
        where TCosts : struct, IPlannerCosts
    {
        if (head + OffsetsAhead < tail)
        {
            Prefetch.Read(offsets + queue[head + OffsetsAhead]);
        }

        if (head + TargetsAhead < tail)
        {
            int node = queue[head + TargetsAhead];
            Prefetch.Read(targets + offsets[node]);
            Prefetch.Read(records + node);
            costs.Fetch(node);
        }

        if (head + RecordsAhead < tail)
        {
            int node = queue[head + RecordsAhead];
            for (int edge = offsets[node], rowEnd = offsets[node + 1]; edge < rowEnd; edge++)
            {
                Prefetch.Read(records + targets[edge]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // as FetchLines
    private static void FetchLinesBackward<TCosts>(int* offsets, int* targets, int* queue, long* latest, int position, TCosts costs)
        where TCosts : struct, IPlannerCosts
    {
        if (position >= OffsetsAhead)
        {
            Prefetch.Read(offsets + queue[position - OffsetsAhead]);
        }

        if (position >= TargetsAhead)
        {
            int node = queue[position - TargetsAhead];
            Prefetch.Read(targets + offsets[node]);
            Prefetch.Read(latest + node);
            costs.Fetch(node);
        }

        if (position >= RecordsAhead)
        {
            int node = queue[position - RecordsAhead];
            for (int edge = offsets[node], rowEnd = offsets[node + 1]; edge < rowEnd; edge++)
            {
                Prefetch.Read(latest + targets[edge]);
            }
        }
    }
}

/// <summary>Type argument: ask for lines ahead.</summary>
internal readonly struct FetchAhead;

/// <summary>Type argument: everything is in the cache.</summary>
internal readonly struct InCache;

/// <summary>Type argument: nodes in the order of the queue.</summary>
internal readonly struct QueueOrder;

/// <summary>Type argument: nodes by id.</summary>
internal readonly struct IdOrder;
