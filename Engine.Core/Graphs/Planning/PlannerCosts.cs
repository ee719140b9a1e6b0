using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>What a node and an edge cost. Members are a load at most, inside the loop over edges: hence inlined.</summary>
/// <remarks>SAFETY: the pointers are pinned by the planner's driver, one cost per node and per edge; nodes and edges come from checked rows.</remarks>
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
