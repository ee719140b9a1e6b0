using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>
/// The acyclic graphs that benchmarks measure with, each known by its shape, size and seed. Built in O(nodes + edges).
/// </summary>
/// <remarks>
/// Sorted labels mean that every edge leads to a larger id; shuffled ones are the same graph with its ids permuted, as
/// files usually have them.
/// </remarks>
internal static class GraphSamples
{
    /// <summary>Costs are 1 to this, so that paths of equal length are rare but small graphs still have some.</summary>
    private const int MaxCost = 1000;

    /// <summary>The number of edges at which a tenth of all pairs u &lt; v is connected.</summary>
    public static int TenthOfPairs(int nodeCount) => (int)Math.Round(0.1 * PairCount(nodeCount));

    /// <summary>Exactly <paramref name="edgeCount"/> distinct edges, each set of them equally likely as far as the permutation is random.</summary>
    public static Digraph Random(int nodeCount, int edgeCount, ulong seed, bool shuffled = false)
    {
        long pairs = PairCount(nodeCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(edgeCount, pairs);
        var from = new int[edgeCount];
        var to = new int[edgeCount];
        var permutation = new IndexPermutation(pairs, SeededRandom.Mix(seed));
        for (int edge = 0; edge < edgeCount; edge++)
        {
            (from[edge], to[edge]) = Pair(permutation[edge]);
        }

        return Build(nodeCount, from, to, seed, shuffled);
    }

    /// <summary>0 -> 1 -> 2 -> ...: the deepest graph there is.</summary>
    public static Digraph Chain(int nodeCount, ulong seed, bool shuffled = false)
    {
        var from = new int[Math.Max(0, nodeCount - 1)];
        var to = new int[from.Length];
        for (int edge = 0; edge < from.Length; edge++)
        {
            from[edge] = edge;
            to[edge] = edge + 1;
        }

        return Build(nodeCount, from, to, seed, shuffled);
    }

    /// <summary>Layers of equal width; each node leads to <paramref name="degree"/> distinct nodes of the next layer.</summary>
    public static Digraph Layers(int layerCount, int width, int degree, ulong seed, bool shuffled = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, width);
        return Rows(layerCount * width, degree, seed, shuffled, node =>
        {
            int next = ((node / width) + 1) * width;
            return (next, next < layerCount * width ? width : 0);
        });
    }

    /// <summary>Each node leads to <paramref name="degree"/> distinct nodes among the next <paramref name="window"/>, fewer at the end.</summary>
    public static Digraph Local(int nodeCount, int degree, int window, ulong seed, bool shuffled = false)
        => Rows(nodeCount, degree, seed, shuffled, node => (node + 1, Math.Min(window, nodeCount - node - 1)));

    /// <summary>The edges of a graph in a random order, as they would come from a file.</summary>
    public static (int[] From, int[] To) Edges(Digraph graph)
    {
        var from = new int[graph.EdgeCount];
        var to = new int[graph.EdgeCount];
        var random = new SeededRandom((ulong)graph.EdgeCount);
        int edge = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int successor in graph.Successors(node))
            {
                int slot = random.Below(edge + 1);
                (from[edge], to[edge]) = (from[slot], to[slot]);
                (from[slot], to[slot]) = (node, successor);
                edge++;
            }
        }

        return (from, to);
    }

    /// <summary>Draws the successors of each node from a range: O(edges * degree), for small degrees.</summary>
    private static Digraph Rows(int nodeCount, int degree, ulong seed, bool shuffled, Func<int, (int First, int Count)> range)
    {
        var from = new int[checked(nodeCount * degree)];
        var to = new int[from.Length];
        var random = new SeededRandom(seed);
        int edge = 0;
        for (int node = 0; node < nodeCount; node++)
        {
            (int first, int count) = range(node);
            int rowStart = edge, rowEnd = edge + Math.Min(degree, count);
            while (edge < rowEnd)
            {
                int target = first + random.Below(count);
                if (!to.AsSpan(rowStart, edge - rowStart).Contains(target))
                {
                    from[edge] = node;
                    to[edge++] = target;
                }
            }
        }

        return Build(nodeCount, from.AsSpan(0, edge), to.AsSpan(0, edge), seed, shuffled);
    }

    private static long PairCount(int nodeCount) => (long)nodeCount * (nodeCount - 1) / 2;

    /// <summary>Pairs u &lt; v in the order (0,1), (0,2), (1,2), (0,3), ...: v is found with a root, exact below 2^50 pairs after the correction.</summary>
    private static (int U, int V) Pair(long index)
    {
        long v = (long)((1 + Math.Sqrt(1 + (8.0 * index))) / 2);
        while (v * (v - 1) / 2 > index)
        {
            v--;
        }

        while ((v + 1) * v / 2 <= index)
        {
            v++;
        }

        return ((int)(index - (v * (v - 1) / 2)), (int)v);
    }

    private static Digraph Build(int nodeCount, Span<int> from, Span<int> to, ulong seed, bool shuffled)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed + 1));
        var costs = new long[nodeCount];
        for (int node = 0; node < nodeCount; node++)
        {
            costs[node] = 1 + random.Below(MaxCost);
        }

        if (shuffled)
        {
            int[] labels = Permutation(nodeCount, ref random);
            Relabel(from, labels);
            Relabel(to, labels);
            var relabelled = new long[nodeCount];
            for (int node = 0; node < nodeCount; node++)
            {
                relabelled[labels[node]] = costs[node];
            }

            costs = relabelled;
        }

        return Digraph.FromEdges(nodeCount, from, to, costs);
    }

    private static int[] Permutation(int count, ref SeededRandom random)
    {
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            int other = random.Below(i + 1);
            labels[i] = labels[other];
            labels[other] = i;
        }

        return labels;
    }

    private static void Relabel(Span<int> nodes, int[] labels)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = labels[nodes[i]];
        }
    }
}
