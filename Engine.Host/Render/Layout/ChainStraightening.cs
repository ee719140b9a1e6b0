namespace Engine.Host.Render.Layout;

/// <summary>Puts each chain of vertices on one straight line where its neighbours leave room for it.</summary>
internal static class ChainStraightening
{
    private const int Rounds = 3;

    /// <summary>Moves centres; order and distances within layers are kept.</summary>
    public static void Straighten(LayerGraph graph, double[] center, Func<int, int, double> distance)
    {
        int[] next = FindLinks(graph);
        bool[] isInner = new bool[graph.VertexCount];
        foreach (int vertex in next)
        {
            if (vertex >= 0)
            {
                isInner[vertex] = true;
            }
        }

        int[] layerIndex = new int[graph.VertexCount];
        foreach (int[] layer in graph.Layers)
        {
            for (int i = 0; i < layer.Length; i++)
            {
                layerIndex[layer[i]] = i;
            }
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int head = 0; head < graph.VertexCount; head++)
            {
                if (!isInner[head] && next[head] >= 0)
                {
                    Align(graph, center, distance, next, layerIndex, head);
                }
            }
        }
    }

    private static void Align(LayerGraph graph, double[] center, Func<int, int, double> distance, int[] next, int[] layerIndex, int head)
    {
        double low = double.MinValue, high = double.MaxValue, sum = 0;
        int count = 0;
        for (int vertex = head; vertex >= 0; vertex = next[vertex])
        {
            int[] layer = graph.Layers[graph.Level(vertex) - graph.FirstLayer];
            int i = layerIndex[vertex];
            low = i > 0 ? Math.Max(low, center[layer[i - 1]] + distance(layer[i - 1], vertex)) : low;
            high = i + 1 < layer.Length ? Math.Min(high, center[layer[i + 1]] - distance(vertex, layer[i + 1])) : high;
            sum += center[vertex];
            count++;
        }

        // A vertex is at a legal place now, so that each one's own room is not empty; their common room may be.
        if (low > high)
        {
            return;
        }

        double place = Math.Clamp(sum / count, low, high);
        for (int vertex = head; vertex >= 0; vertex = next[vertex])
        {
            center[vertex] = place;
        }
    }

    /// <summary>The vertex below that should stand exactly under a vertex: its only one, which has no other above, or the next point of a bundle.</summary>
    private static int[] FindLinks(LayerGraph graph)
    {
        int[] next = new int[graph.VertexCount];
        Array.Fill(next, -1);
        bool[] taken = new bool[graph.VertexCount];
        for (int vertex = 0; vertex < graph.VertexCount; vertex++)
        {
            ReadOnlySpan<int> below = graph.DownOf(vertex);
            foreach (int candidate in below)
            {
                bool sameTrunk = graph.IsPoint(vertex) && graph.Trunk(vertex) == graph.Trunk(candidate);
                bool onlyOnes = below.Length == 1 && graph.UpOf(candidate).Length == 1;
                if ((sameTrunk || onlyOnes) && !taken[candidate])
                {
                    next[vertex] = candidate;
                    taken[candidate] = true;
                    break;
                }
            }
        }

        return next;
    }
}
