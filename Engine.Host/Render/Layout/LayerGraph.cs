using Engine.Graphs;

namespace Engine.Host.Render.Layout;

/// <summary>
/// A connected part of a graph made ready for drawing by levels: its nodes, and points where edges pass through levels
/// between their ends, so that every segment joins neighbouring levels.
/// </summary>
/// <remarks>
/// Long edges that leave the same node share their points while they run side by side, or those that enter the same
/// node, whichever bundle is larger. That keeps the points at O(nodes x levels) and a fan across many levels one line
/// instead of many. Vertices are the nodes first, then the points.
/// </remarks>
internal sealed class LayerGraph
{
    private readonly List<int> _trunks = [];
    private readonly List<int> _layers = [];
    private readonly List<Route> _routes = [];

    /// <summary>Builds the part of <paramref name="graph"/> that consists of <paramref name="nodes"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="edges">Which edges are drawn.</param>
    /// <param name="nodes">The nodes of the part, ascending.</param>
    /// <param name="localIds">Scratch, as long as the graph has nodes.</param>
    /// <param name="maxPoints">How many points may be made; edges beyond are drawn as one curve.</param>
    public LayerGraph(Digraph graph, Plan plan, EdgeSelection edges, int[] nodes, int[] localIds, int maxPoints)
    {
        Nodes = nodes;
        int firstLayer = int.MaxValue, lastLayer = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            int level = plan.Levels[nodes[i]];
            localIds[nodes[i]] = i;
            _layers.Add(level);
            _trunks.Add(-1);
            firstLayer = Math.Min(firstLayer, level);
            lastLayer = Math.Max(lastLayer, level);
        }

        FirstLayer = firstLayer;
        var segments = new List<(int Upper, int Lower)>();
        AddRoutes(graph, edges, localIds, segments, maxPoints);
        (DownOffsets, Down) = Rows(segments, backwards: false);
        (UpOffsets, Up) = Rows(segments, backwards: true);
        Layers = FirstOrder(lastLayer - firstLayer + 1);
    }

    /// <summary>The graph's id of each vertex that is a node.</summary>
    public int[] Nodes { get; }

    /// <summary>The level of the first layer; 0 unless the part is odd.</summary>
    public int FirstLayer { get; }

    /// <summary>How many nodes and points there are.</summary>
    public int VertexCount => _layers.Count;

    /// <summary>The vertices of each layer in their order across it. Ordering permutes these arrays.</summary>
    public int[][] Layers { get; }

    /// <summary>Where each vertex' row in <see cref="Down"/> starts.</summary>
    public int[] DownOffsets { get; }

    /// <summary>The vertices of the next layer that each vertex is joined with.</summary>
    public int[] Down { get; }

    /// <summary>Where each vertex' row in <see cref="Up"/> starts.</summary>
    public int[] UpOffsets { get; }

    /// <summary>The vertices of the layer before that each vertex is joined with.</summary>
    public int[] Up { get; }

    /// <summary>How each edge runs.</summary>
    public IReadOnlyList<Route> Routes => _routes;

    public bool IsPoint(int vertex) => vertex >= Nodes.Length;

    /// <summary>The bundle that a point belongs to, -1 for a node.</summary>
    public int Trunk(int vertex) => _trunks[vertex];

    /// <summary>The level of a vertex, in the whole graph's numbers.</summary>
    public int Level(int vertex) => _layers[vertex];

    public ReadOnlySpan<int> DownOf(int vertex) => Down.AsSpan(DownOffsets[vertex]..DownOffsets[vertex + 1]);

    public ReadOnlySpan<int> UpOf(int vertex) => Up.AsSpan(UpOffsets[vertex]..UpOffsets[vertex + 1]);

    private void AddRoutes(Digraph graph, EdgeSelection edges, int[] localIds, List<(int Upper, int Lower)> segments, int maxPoints)
    {
        // (edge, local ends) of what is drawn, by source and target.
        var drawn = new List<(int Edge, int From, int To)>();
        int[] longOut = new int[Nodes.Length], longIn = new int[Nodes.Length];
        for (int from = 0; from < Nodes.Length; from++)
        {
            for (int edge = graph.Offsets[Nodes[from]]; edge < graph.Offsets[Nodes[from] + 1]; edge++)
            {
                int to = localIds[graph.Targets[edge]];
                if (edges.IsShown(edge))
                {
                    drawn.Add((edge, from, to));
                    longOut[from] += IsLong(from, to) ? 1 : 0;
                    longIn[to] += IsLong(from, to) ? 1 : 0;
                }
            }
        }

        // The last level that the bundle of a source reaches, and the first one of a target's.
        int[] sourceEnd = new int[Nodes.Length], targetStart = new int[Nodes.Length];
        Array.Fill(targetStart, int.MaxValue);
        foreach ((_, int from, int to) in drawn)
        {
            if (IsLong(from, to) && longOut[from] >= longIn[to])
            {
                sourceEnd[from] = Math.Max(sourceEnd[from], _layers[to] - 1);
            }
            else if (IsLong(from, to))
            {
                targetStart[to] = Math.Min(targetStart[to], _layers[from] + 1);
            }
        }

        int[] sourceTrunk = new int[Nodes.Length], targetTrunk = new int[Nodes.Length];
        for (int node = 0; node < Nodes.Length; node++)
        {
            sourceTrunk[node] = AddTrunk(_layers[node] + 1, sourceEnd[node], 2 * node, segments, maxPoints);
            targetTrunk[node] = AddTrunk(targetStart[node], _layers[node] - 1, (2 * node) + 1, segments, maxPoints);
        }

        var joined = new HashSet<(int Upper, int Lower)>();
        foreach ((int edge, int from, int to) in drawn)
        {
            bool bySource = longOut[from] >= longIn[to];
            int trunk = !IsLong(from, to) ? -1 : bySource ? sourceTrunk[from] : targetTrunk[to];
            int passed = trunk < 0 ? 0 : _layers[to] - _layers[from] - 1;
            int first = trunk < 0 ? -1 : trunk + _layers[from] + 1 - _layers[trunk];
            _routes.Add(new Route(edge, Nodes[from], Nodes[to], first, passed));
            if (trunk >= 0)
            {
                Join(from, first);
                Join(first + passed - 1, to);
            }
            else if (!IsLong(from, to))
            {
                Join(from, to);
            }
        }

        void Join(int upper, int lower)
        {
            if (joined.Add((upper, lower)))
            {
                segments.Add((upper, lower));
            }
        }
    }

    private bool IsLong(int from, int to) => _layers[to] > _layers[from] + 1;

    private int AddTrunk(int firstLayer, int lastLayer, int trunk, List<(int Upper, int Lower)> segments, int maxPoints)
    {
        int first = _layers.Count;
        if (firstLayer > lastLayer || firstLayer == int.MaxValue || first - Nodes.Length + lastLayer - firstLayer + 1 > maxPoints)
        {
            return -1;
        }

        for (int layer = firstLayer; layer <= lastLayer; layer++)
        {
            if (layer > firstLayer)
            {
                segments.Add((_layers.Count - 1, _layers.Count));
            }

            _layers.Add(layer);
            _trunks.Add(trunk);
        }

        return first;
    }

    private (int[] Offsets, int[] Neighbours) Rows(List<(int Upper, int Lower)> segments, bool backwards)
    {
        int[] offsets = new int[VertexCount + 1], neighbours = new int[segments.Count];
        foreach ((int upper, int lower) in segments)
        {
            offsets[(backwards ? lower : upper) + 1]++;
        }

        for (int vertex = 0; vertex < VertexCount; vertex++)
        {
            offsets[vertex + 1] += offsets[vertex];
        }

        int[] next = offsets[..^1];
        foreach ((int upper, int lower) in segments)
        {
            neighbours[next[backwards ? lower : upper]++] = backwards ? upper : lower;
        }

        return (offsets, neighbours);
    }

    private int[][] FirstOrder(int layerCount)
    {
        var layers = new List<int>[layerCount];
        for (int layer = 0; layer < layerCount; layer++)
        {
            layers[layer] = [];
        }

        for (int vertex = 0; vertex < VertexCount; vertex++)
        {
            layers[_layers[vertex] - FirstLayer].Add(vertex);
        }

        return Array.ConvertAll(layers, static list => list.ToArray());
    }
}
