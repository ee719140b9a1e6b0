using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>How a node remembers its earliest start and how many predecessors it still waits for. Inlined: this is the loop over edges.</summary>
/// <remarks>SAFETY: the pointers are pinned by the planner's driver, one element per node; nodes come from checked rows.</remarks>
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
