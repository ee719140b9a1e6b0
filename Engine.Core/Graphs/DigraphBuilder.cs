using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// Collects nodes and edges in any order and builds a <see cref="Digraph"/>. Scratch comes from the shared pool and goes
/// back with <see cref="Dispose"/>; a builder can be reused after <see cref="Clear"/>. Not safe for concurrent use.
/// </summary>
/// <example><code>
/// using var builder = new DigraphBuilder();
/// int fetch = builder.AddNode(cost: 30), build = builder.AddNode(cost: 120);
/// builder.AddEdge(fetch, build);
/// Digraph graph = builder.Build();
/// </code></example>
public sealed class DigraphBuilder : IDisposable
{
    private readonly int _maxEdgeCount = Digraph.MaxEdgeCount;
    private MemoryOwner<int> _from = MemoryOwner<int>.Empty;
    private MemoryOwner<int> _to = MemoryOwner<int>.Empty;
    private MemoryOwner<long> _edgeCosts = MemoryOwner<long>.Empty;
    private MemoryOwner<long> _costs = MemoryOwner<long>.Empty;
    private int _nodeCount;
    private int _edgeCount;
    private bool _hasEdgeCosts;

    /// <summary>More edges than this are refused, duplicates counted; at most <see cref="Digraph.MaxEdgeCount"/>.</summary>
    public int MaxEdgeCount
    {
        get => _maxEdgeCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Digraph.MaxEdgeCount);
            _maxEdgeCount = value;
        }
    }

    /// <summary>
    /// Keeps self-loops instead of refusing them, for graphs whose cycles are to be analysed. Planning such a graph
    /// reports a cycle.
    /// </summary>
    public bool AllowSelfLoops { get; init; }

    /// <summary>Names that errors show beside the ids; may be shorter than the node count.</summary>
    public IReadOnlyList<string>? Names { get; set; }

    /// <summary>How many nodes were added.</summary>
    public int NodeCount => _nodeCount;

    /// <summary>How many edges were added, duplicates counted.</summary>
    public int EdgeCount => _edgeCount;

    /// <summary>Adds a node and returns its id: 0, 1, 2, ...</summary>
    /// <exception cref="GraphException"><paramref name="cost"/> is negative, or there are too many nodes.</exception>
    public int AddNode(long cost = 1)
    {
        if (cost < 0)
        {
            Throw.NegativeCost(_nodeCount, cost);
        }

        Reserve(ref _costs, _nodeCount, 1, Digraph.MaxNodeCount);
        _costs.Span[_nodeCount] = cost;
        return _nodeCount++;
    }

    /// <summary>Adds <paramref name="count"/> nodes of cost 1 and returns the id of the first.</summary>
    /// <exception cref="GraphException">There are too many nodes.</exception>
    public int AddNodes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if ((long)_nodeCount + count > Digraph.MaxNodeCount)
        {
            Throw.TooManyNodes((long)_nodeCount + count);
        }

        Reserve(ref _costs, _nodeCount, count, Digraph.MaxNodeCount);
        _costs.Span.Slice(_nodeCount, count).Fill(1);
        _nodeCount += count;
        return _nodeCount - count;
    }

    /// <summary>Adds one node per cost, each 0 or more, and returns the id of the first.</summary>
    /// <exception cref="GraphException">A cost is negative, or there are too many nodes.</exception>
    public int AddNodes(ReadOnlySpan<long> costs)
    {
        for (int i = 0; i < costs.Length; i++)
        {
            if (costs[i] < 0)
            {
                Throw.NegativeCost(_nodeCount + i, costs[i]);
            }
        }

        int first = AddNodes(costs.Length);
        costs.CopyTo(_costs.Span[first..]);
        return first;
    }

    /// <summary>
    /// Adds the edge: <paramref name="to"/> cannot start before <paramref name="from"/> has ended and <paramref name="cost"/>
    /// more time has passed. Edges between the same nodes are merged when the graph is built; the largest cost holds.
    /// </summary>
    /// <exception cref="GraphException">An end is no node, the edge is a self-loop, the cost is negative, or there are too many edges.</exception>
    public void AddEdge(int from, int to, long cost = 0)
    {
        CheckEnds(from, to);
        if (cost < 0)
        {
            Throw.NegativeEdgeCost(Options(false).NameOf(from), Options(false).NameOf(to), cost);
        }

        ReserveEdges(1);
        _from.Span[_edgeCount] = from;
        _to.Span[_edgeCount] = to;
        if (cost != 0 || _hasEdgeCosts)
        {
            SetEdgeCost(cost);
        }

        _edgeCount++;
    }

    /// <summary>Adds many edges without delays: <paramref name="to"/>[i] depends on <paramref name="from"/>[i].</summary>
    /// <exception cref="GraphException">The lists differ in length, an end is no node, an edge is a self-loop, or there are too many edges. Nothing is added then.</exception>
    public void AddEdges(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        if (from.Length != to.Length)
        {
            Throw.BadLength(nameof(to), to.Length, "one per edge", from.Length);
        }

        for (int i = 0; i < from.Length; i++)
        {
            CheckEnds(from[i], to[i]);
        }

        ReserveEdges(from.Length);
        from.CopyTo(_from.Span[_edgeCount..]);
        to.CopyTo(_to.Span[_edgeCount..]);
        if (_hasEdgeCosts)
        {
            Reserve(ref _edgeCosts, _edgeCount, from.Length, _maxEdgeCount);
            _edgeCosts.Span.Slice(_edgeCount, from.Length).Clear();
        }

        _edgeCount += from.Length;
    }

    /// <summary>Builds the graph. The builder keeps what it has: more can be added and another graph built.</summary>
    /// <param name="withPredecessors">Whether the graph can be read backwards too; costs one more pass and as much memory again.</param>
    public Digraph Build(bool withPredecessors = false) => CsrScatter.Build(
        _nodeCount,
        _from.Span[.._edgeCount],
        _to.Span[.._edgeCount],
        _hasEdgeCosts ? _edgeCosts.Span[.._edgeCount] : default,
        HasUnitCosts() ? default : _costs.Span[.._nodeCount],
        Options(withPredecessors));

    /// <summary>Forgets all nodes and edges and keeps the memory.</summary>
    public void Clear()
    {
        _nodeCount = 0;
        _edgeCount = 0;
        _hasEdgeCosts = false;
    }

    /// <summary>Gives the memory back to the pool. The builder is empty afterwards, and can be used again.</summary>
    public void Dispose()
    {
        Clear();
        _from.Dispose();
        _to.Dispose();
        _edgeCosts.Dispose();
        _costs.Dispose();

        // Four instances: growing one disposes of it.
        _from = MemoryOwner<int>.Empty;
        _to = MemoryOwner<int>.Empty;
        _edgeCosts = MemoryOwner<long>.Empty;
        _costs = MemoryOwner<long>.Empty;
    }

    private void CheckEnds(int from, int to)
    {
        if ((uint)from >= (uint)_nodeCount || (uint)to >= (uint)_nodeCount)
        {
            CsrOptions names = Options(false);
            Throw.EdgeOutOfRange(names.NameOf(from), names.NameOf(to), (uint)from >= (uint)_nodeCount ? from : to, _nodeCount);
        }

        if (from == to && !AllowSelfLoops)
        {
            Throw.SelfLoop(Options(false).NameOf(from));
        }
    }

    private void ReserveEdges(int more)
    {
        if ((long)_edgeCount + more > _maxEdgeCount)
        {
            Throw.TooManyEdges((long)_edgeCount + more, _maxEdgeCount);
        }

        Reserve(ref _from, _edgeCount, more, _maxEdgeCount);
        Reserve(ref _to, _edgeCount, more, _maxEdgeCount);
    }

    private CsrOptions Options(bool withPredecessors) => new() { WithPredecessors = withPredecessors, AllowSelfLoops = AllowSelfLoops, Names = Names };

    private bool HasUnitCosts() => !_costs.Span[.._nodeCount].ContainsAnyExcept(1L);

    private void SetEdgeCost(long cost)
    {
        if (!_hasEdgeCosts)
        {
            Reserve(ref _edgeCosts, 0, Math.Max(_from.Length, 1), int.MaxValue);
            _edgeCosts.Span[.._edgeCount].Clear();
            _hasEdgeCosts = true;
        }

        Reserve(ref _edgeCosts, _edgeCount, 1, _maxEdgeCount);
        _edgeCosts.Span[_edgeCount] = cost;
    }

    private static void Reserve<T>(ref MemoryOwner<T> owner, int used, int more, int limit)
    {
        int needed = checked(used + more);
        if (needed <= owner.Length)
        {
            return;
        }

        int capacity = (int)Math.Min(Math.Max(needed, Math.Max(64L, 2L * owner.Length)), Math.Max(limit, needed));
        MemoryOwner<T> larger = MemoryOwner<T>.Allocate(capacity);
        owner.Span[..used].CopyTo(larger.Span);
        owner.Dispose();
        owner = larger;
    }
}
