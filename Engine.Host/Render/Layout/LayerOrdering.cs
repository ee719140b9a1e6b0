namespace Engine.Host.Render.Layout;

/// <summary>Orders the vertices of each layer so that few segments cross.</summary>
/// <remarks>
/// Barycentre sweeps down and up (Sugiyama, Tagawa, Toda, 1981), each followed by exchanges of neighbours (Gansner, Koutsofios,
/// North, Vo, 1993); the best order seen is kept. Crossings are counted with an accumulator tree (Barth, Mutzel, Juenger,
/// 2004) in O(segments log vertices). Sweeps stop when the work limit is reached, so large parts get fewer of them.
/// </remarks>
internal sealed class LayerOrdering
{
    private const int MaxSweeps = 24;
    private const long MaxWork = 4_000_000;

    private readonly LayerGraph _graph;
    private readonly int[] _position;
    private readonly double[] _key;

    private LayerOrdering(LayerGraph graph)
    {
        _graph = graph;
        _position = new int[graph.VertexCount];
        _key = new double[graph.VertexCount];
        foreach (int[] layer in graph.Layers)
        {
            Number(layer);
        }
    }

    /// <summary>Permutes <see cref="LayerGraph.Layers"/> and returns how many crossings are left.</summary>
    public static long Order(LayerGraph graph)
    {
        var ordering = new LayerOrdering(graph);
        long best = ordering.CountCrossings();
        int[][] bestLayers = ordering.Copy();
        long work = 0;
        int fruitless = 0;
        for (int sweep = 0; sweep < MaxSweeps && best > 0 && fruitless < 6 && work < MaxWork; sweep++)
        {
            ordering.Sweep(down: sweep % 2 == 0);
            ordering.Exchange();
            work += 8L * (graph.VertexCount + graph.Down.Length);
            long crossings = ordering.CountCrossings();
            fruitless++;
            if (crossings < best)
            {
                (best, bestLayers, fruitless) = (crossings, ordering.Copy(), 0);
            }
        }

        for (int layer = 0; layer < bestLayers.Length; layer++)
        {
            bestLayers[layer].CopyTo(graph.Layers[layer], 0);
        }

        return best;
    }

    private int[][] Copy() => Array.ConvertAll(_graph.Layers, static layer => (int[])layer.Clone());

    private void Number(int[] layer)
    {
        for (int i = 0; i < layer.Length; i++)
        {
            _position[layer[i]] = i;
        }
    }

    private void Sweep(bool down)
    {
        int[][] layers = _graph.Layers;
        for (int step = 1; step < layers.Length; step++)
        {
            int[] layer = layers[down ? step : layers.Length - 1 - step];
            foreach (int vertex in layer)
            {
                ReadOnlySpan<int> neighbours = down ? _graph.UpOf(vertex) : _graph.DownOf(vertex);
                long sum = 0;
                foreach (int neighbour in neighbours)
                {
                    sum += _position[neighbour];
                }

                _key[vertex] = neighbours.IsEmpty ? double.NaN : (double)sum / neighbours.Length;
            }

            SortKeepingFree(layer);
            Number(layer);
        }
    }

    /// <summary>Sorts by key and leaves the vertices without one where they stand.</summary>
    private void SortKeepingFree(int[] layer)
    {
        int[] bound = Array.FindAll(layer, vertex => !double.IsNaN(_key[vertex]));
        double[] keys = Array.ConvertAll(bound, vertex => _key[vertex]);
        int[] ranks = new int[bound.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            ranks[i] = i;
        }

        // The rank makes the sort stable, and with it the picture the same on every run.
        Array.Sort(ranks, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        int next = 0;
        for (int i = 0; i < layer.Length; i++)
        {
            if (!double.IsNaN(_key[layer[i]]))
            {
                layer[i] = bound[ranks[next++]];
            }
        }
    }

    /// <summary>Exchanges neighbours in a layer where that removes crossings.</summary>
    private void Exchange()
    {
        foreach (int[] layer in _graph.Layers)
        {
            bool improved = true;
            for (int round = 0; improved && round < 4; round++)
            {
                improved = false;
                for (int i = 0; i + 1 < layer.Length; i++)
                {
                    int left = layer[i], right = layer[i + 1];
                    long gain = CrossingGain(_graph.UpOf(left), _graph.UpOf(right)) + CrossingGain(_graph.DownOf(left), _graph.DownOf(right));
                    if (gain > 0)
                    {
                        (layer[i], layer[i + 1]) = (right, left);
                        (_position[left], _position[right]) = (i + 1, i);
                        improved = true;
                    }
                }
            }
        }
    }

    /// <summary>How many crossings fewer there are when the two change places. Rows of large fans are not compared.</summary>
    private long CrossingGain(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        if ((long)left.Length * right.Length > 400)
        {
            return 0;
        }

        long gain = 0;
        foreach (int a in left)
        {
            foreach (int b in right)
            {
                gain += Math.Sign(_position[a] - _position[b]);
            }
        }

        return gain;
    }

    private long CountCrossings()
    {
        long crossings = 0;
        int widest = 1;
        foreach (int[] layer in _graph.Layers)
        {
            widest = Math.Max(widest, layer.Length);
        }

        int[] tree = new int[widest + 1];
        var targets = new List<int>();
        for (int layer = 0; layer + 1 < _graph.Layers.Length; layer++)
        {
            Array.Clear(tree);
            int seen = 0;
            foreach (int vertex in _graph.Layers[layer])
            {
                targets.Clear();
                foreach (int target in _graph.DownOf(vertex))
                {
                    targets.Add(_position[target]);
                }

                // First count, then enter: segments of one vertex do not cross each other.
                foreach (int target in targets)
                {
                    crossings += seen - CountUpTo(tree, target + 1);
                }

                foreach (int target in targets)
                {
                    for (int i = target + 1; i < tree.Length; i += i & -i)
                    {
                        tree[i]++;
                    }
                }

                seen += targets.Count;
            }
        }

        return crossings;
    }

    private static int CountUpTo(int[] tree, int index)
    {
        int count = 0;
        for (int i = index; i > 0; i -= i & -i)
        {
            count += tree[i];
        }

        return count;
    }
}
