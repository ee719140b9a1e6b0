using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Internal;

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
