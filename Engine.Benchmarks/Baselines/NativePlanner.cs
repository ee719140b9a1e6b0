using System.Runtime.InteropServices;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Baselines;

/// <summary>One graph and its reused plan for native/planner.cpp. The arrays are pinned for as long as they live.</summary>
internal sealed unsafe class NativePlanner
{
    private static readonly nint Code = NativeCode.Library("planner");

    private readonly int[] _offsets;
    private readonly int[] _targets;
    private readonly int[] _inDegreesKnown;
    private readonly long[] _costs;
    private readonly int[] _order;
    private readonly int[] _levels;
    private readonly int[] _levelOffsets;
    private readonly int[] _inDegrees;
    private readonly int[] _outDegrees;
    private readonly int[] _criticalPath;
    private readonly long[] _earliest;
    private readonly long[] _latest;
    private readonly int[] _queue;
    private readonly int[] _pending;
    private readonly NativeRecord[] _records;
    private readonly delegate* unmanaged<NativeGraph*, NativePlan*, int> _function;
    private NativeGraph _graph;
    private NativePlan _plan;

    /// <param name="graph">What to plan.</param>
    /// <param name="function">plan_kahn, plan_packed or plan_forward.</param>
    /// <param name="inDegreesKnown">Whether the native code is given the in-degrees, as a <see cref="Digraph"/> gives them to the planner, or counts them.</param>
    public NativePlanner(Digraph graph, string function, bool inDegreesKnown)
    {
        _function = (delegate* unmanaged<NativeGraph*, NativePlan*, int>)NativeLibrary.GetExport(Code, function);
        int n = graph.NodeCount;
        _offsets = Pinned(graph.Offsets);
        _targets = Pinned(graph.Targets);
        _inDegreesKnown = Pinned(graph.InDegrees);
        _costs = Pinned(graph.Costs);
        _order = Pinned<int>(n);
        _levels = Pinned<int>(n);
        _levelOffsets = Pinned<int>(n + 1);
        _inDegrees = Pinned<int>(n);
        _outDegrees = Pinned<int>(n);
        _criticalPath = Pinned<int>(n);
        _earliest = Pinned<long>(n);
        _latest = Pinned<long>(n);
        _queue = Pinned<int>(n + 1);
        _pending = Pinned<int>(n + 1);
        _records = Pinned<NativeRecord>(n);
        _graph = new NativeGraph
        {
            NodeCount = n,
            EdgeCount = graph.EdgeCount,
            Offsets = Address(_offsets),
            Targets = Address(_targets),
            Costs = Address(_costs),
            InDegrees = inDegreesKnown ? Address(_inDegreesKnown) : null,
        };
        _plan = new NativePlan
        {
            Order = Address(_order),
            Levels = Address(_levels),
            LevelOffsets = Address(_levelOffsets),
            InDegrees = Address(_inDegrees),
            OutDegrees = Address(_outDegrees),
            CriticalPath = Address(_criticalPath),
            Earliest = Address(_earliest),
            Latest = Address(_latest),
            Queue = Address(_queue),
            Pending = Address(_pending),
            Records = Address(_records),
        };
    }

    public static bool IsAvailable => Code != 0;

    public void Plan()
    {
        fixed (NativeGraph* graph = &_graph)
        fixed (NativePlan* plan = &_plan)
        {
            if (_function(graph, plan) == 0)
            {
                throw new InvalidOperationException("The graph has a cycle.");
            }
        }
    }

    /// <summary>The first fact in which the native plan and ours differ, or null.</summary>
    public string? Difference(Plan plan)
        => PlanComparison.Unequal("order", plan.Order, _order)
        ?? PlanComparison.Unequal("level", plan.Levels, _levels)
        ?? PlanComparison.Unequal("level offset", plan.LevelOffsets, _levelOffsets.AsSpan(0, _plan.LevelCount + 1))
        ?? PlanComparison.Unequal("in-degree", plan.InDegrees, _inDegrees)
        ?? PlanComparison.Unequal("out-degree", plan.OutDegrees, _outDegrees)
        ?? PlanComparison.Unequal("earliest start", plan.EarliestStart, _earliest)
        ?? PlanComparison.Unequal("latest start", plan.LatestStart, _latest)
        ?? PlanComparison.Unequal("critical path", plan.CriticalPath, _criticalPath.AsSpan(0, _plan.CriticalPathLength))
        ?? PlanComparison.Unequal("levels, work, span", [plan.LevelCount, plan.Work, plan.Span], [_plan.LevelCount, _plan.Work, _plan.Span]);

    private static T[] Pinned<T>(int length)
        where T : unmanaged => GC.AllocateArray<T>(length, pinned: true);

    private static T[] Pinned<T>(ReadOnlySpan<T> content)
        where T : unmanaged
    {
        T[] array = Pinned<T>(content.Length);
        content.CopyTo(array);
        return array;
    }

    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
