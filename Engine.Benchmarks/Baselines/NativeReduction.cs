using System.Runtime.InteropServices;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Baselines;

/// <summary>One graph for native/reduction.cpp, which takes the order from our plan as our own reduction does.</summary>
internal sealed unsafe class NativeReduction(Digraph graph, Plan plan)
{
    private static readonly nint Code = NativeCode.Library("reduction");
    private static readonly delegate* unmanaged<int, int*, int*, int*, byte*, int> Function =
        Code == 0 ? null : (delegate* unmanaged<int, int*, int*, int*, byte*, int>)NativeLibrary.GetExport(Code, "engine_reduction");

    private readonly int[] _offsets = graph.Offsets.ToArray();
    private readonly int[] _targets = graph.Targets.ToArray();
    private readonly int[] _order = plan.Order.ToArray();
    private readonly bool[] _kept = new bool[graph.EdgeCount];

    public static bool IsAvailable => Code != 0;

    public int Find()
    {
        fixed (int* offsets = _offsets, targets = _targets, order = _order)
        fixed (bool* kept = _kept)
        {
            return Function(_order.Length, offsets, targets, order, (byte*)kept);
        }
    }

    /// <summary>The first edge about which native code and ours differ, or null.</summary>
    public string? Difference(ReadOnlySpan<bool> kept) => PlanComparison.Unequal("kept edge", kept, _kept);
}
