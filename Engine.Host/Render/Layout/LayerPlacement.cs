namespace Engine.Host.Render.Layout;

/// <summary>How much room vertices take across a layer.</summary>
/// <param name="NodeGap">Free room between two nodes.</param>
/// <param name="PointGap">Free room beside a point.</param>
internal readonly record struct PlacementGaps(double NodeGap, double PointGap);

/// <summary>Gives each vertex its place across its layer: near its neighbours, in the order found, never overlapping.</summary>
/// <remarks>
/// Sweeps down and up; in each layer the places are the least-squares answer to "as near as possible to the mean of the
/// neighbours, in this order, with these distances", which pooling adjacent violators finds exactly in O(vertices)
/// (Ayer et al., 1955). Segments between points weigh more, so long edges become straight; what can be straightened without
/// moving others is straightened at the end.
/// </remarks>
internal sealed class LayerPlacement
{
    private const int Sweeps = 24;

    private readonly LayerGraph _graph;
    private readonly double[] _sizes;
    private readonly PlacementGaps _gaps;
    private readonly double[] _center;

    // Blocks of the pooling, one layer at a time.
    private readonly double[] _want;
    private readonly double[] _weight;
    private readonly double[] _blockPlace;
    private readonly double[] _blockWeight;
    private readonly int[] _blockStart;

    private LayerPlacement(LayerGraph graph, double[] sizes, PlacementGaps gaps)
    {
        _graph = graph;
        _sizes = sizes;
        _gaps = gaps;
        _center = new double[graph.VertexCount];
        int widest = 0;
        foreach (int[] layer in graph.Layers)
        {
            widest = Math.Max(widest, layer.Length);
        }

        _want = new double[widest];
        _weight = new double[widest];
        _blockPlace = new double[widest];
        _blockWeight = new double[widest];
        _blockStart = new int[widest + 1];
    }

    /// <summary>The centre of each vertex across its layer; the smallest edge of a box is at 0.</summary>
    /// <param name="graph">The ordered graph.</param>
    /// <param name="sizes">How wide each vertex is across its layer.</param>
    /// <param name="gaps">The free room between vertices.</param>
    public static double[] Place(LayerGraph graph, double[] sizes, PlacementGaps gaps)
    {
        var placement = new LayerPlacement(graph, sizes, gaps);
        placement.Pack();
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            placement.Sweep(down: sweep % 2 == 0, both: sweep >= Sweeps - 6);
        }

        ChainStraightening.Straighten(graph, placement._center, placement.Distance);
        placement.MoveToZero();
        return placement._center;
    }

    /// <summary>The smallest distance between the centres of two neighbours in a layer.</summary>
    private double Distance(int left, int right)
    {
        bool points = _graph.IsPoint(left) || _graph.IsPoint(right);
        return ((_sizes[left] + _sizes[right]) / 2) + (points ? _gaps.PointGap : _gaps.NodeGap);
    }

    private void Pack()
    {
        foreach (int[] layer in _graph.Layers)
        {
            double place = 0;
            for (int i = 0; i < layer.Length; i++)
            {
                place += i == 0 ? 0 : Distance(layer[i - 1], layer[i]);
                _center[layer[i]] = place;
            }

            foreach (int vertex in layer)
            {
                _center[vertex] -= place / 2;
            }
        }
    }

    private void Sweep(bool down, bool both)
    {
        int[][] layers = _graph.Layers;
        for (int step = 0; step < layers.Length; step++)
        {
            int[] layer = layers[down ? step : layers.Length - 1 - step];
            for (int i = 0; i < layer.Length; i++)
            {
                double sum = 0, weight = 0;
                if (down || both)
                {
                    Pull(layer[i], _graph.UpOf(layer[i]), ref sum, ref weight);
                }

                if (!down || both)
                {
                    Pull(layer[i], _graph.DownOf(layer[i]), ref sum, ref weight);
                }

                // What nothing pulls stays near, and gives way to everything else.
                _want[i] = weight == 0 ? _center[layer[i]] : sum / weight;
                _weight[i] = weight == 0 ? 0.01 : weight;
            }

            Pool(layer);
        }
    }

    private void Pull(int vertex, ReadOnlySpan<int> neighbours, ref double sum, ref double weight)
    {
        foreach (int neighbour in neighbours)
        {
            int points = (_graph.IsPoint(vertex) ? 1 : 0) + (_graph.IsPoint(neighbour) ? 1 : 0);
            double pull = points switch { 0 => 1, 1 => 1.5, _ => 8 };
            sum += pull * _center[neighbour];
            weight += pull;
        }
    }

    private void Pool(int[] layer)
    {
        int blocks = 0;
        double shift = 0;
        for (int i = 0; i < layer.Length; i++)
        {
            shift += i == 0 ? 0 : Distance(layer[i - 1], layer[i]);
            _blockPlace[blocks] = _want[i] - shift;
            _blockWeight[blocks] = _weight[i];
            _blockStart[blocks] = i;
            while (blocks > 0 && _blockPlace[blocks - 1] > _blockPlace[blocks])
            {
                double weight = _blockWeight[blocks - 1] + _blockWeight[blocks];
                _blockPlace[blocks - 1] = ((_blockPlace[blocks - 1] * _blockWeight[blocks - 1]) + (_blockPlace[blocks] * _blockWeight[blocks])) / weight;
                _blockWeight[--blocks] = weight;
            }

            blocks++;
        }

        _blockStart[blocks] = layer.Length;
        shift = 0;
        for (int block = 0; block < blocks; block++)
        {
            for (int i = _blockStart[block]; i < _blockStart[block + 1]; i++)
            {
                shift += i == 0 ? 0 : Distance(layer[i - 1], layer[i]);
                _center[layer[i]] = _blockPlace[block] + shift;
            }
        }
    }

    private void MoveToZero()
    {
        double smallest = double.MaxValue;
        for (int vertex = 0; vertex < _center.Length; vertex++)
        {
            smallest = Math.Min(smallest, _center[vertex] - (_sizes[vertex] / 2));
        }

        for (int vertex = 0; vertex < _center.Length; vertex++)
        {
            // Whole pixels: lines are crisp, and the text of the picture short.
            _center[vertex] = Math.Round(_center[vertex] - smallest);
        }
    }
}
