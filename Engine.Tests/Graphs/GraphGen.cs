using Engine.Internal;
using FsCheck;
using FsCheck.Fluent;

namespace Engine.Tests.Graphs;

/// <summary>A random acyclic graph; a property takes it as a parameter.</summary>
public sealed record RandomDag(GraphCase Case)
{
    public override string ToString() => Case.ToString();
}

/// <summary>A random graph, mostly with cycles and self-loops; a property takes it as a parameter.</summary>
public sealed record RandomDigraph(GraphCase Case)
{
    public override string ToString() => Case.ToString();
}

/// <summary>
/// The shared arbitraries: dense, sparse, chains, layered, disconnected, cyclic, with random costs and zeros among them,
/// labels shuffled in half of the cases. Use: <c>[Property(Arbitrary = [typeof(GraphGen)])]</c>.
/// </summary>
public static class GraphGen
{
    public enum Shape
    {
        Dense,
        Sparse,
        Chain,
        Layered,
        Disconnected,
        Diamonds,
    }

    public static Arbitrary<RandomDag> Dags() => Arb.From(
        Cases(cyclic: false).Select(made => new RandomDag(made)),
        dag => Shrink(dag.Case).Select(smaller => new RandomDag(smaller)));

    public static Arbitrary<RandomDigraph> Digraphs() => Arb.From(
        Cases(cyclic: true).Select(made => new RandomDigraph(made)),
        graph => Shrink(graph.Case).Select(smaller => new RandomDigraph(smaller)));

    /// <summary>Makes the same graph for the same arguments.</summary>
    public static GraphCase Make(Shape shape, int nodeCount, int seed, bool cyclic = false)
    {
        var random = new Random(seed);
        var edges = new HashSet<(int From, int To)>();
        if (nodeCount > 1)
        {
            AddForwardEdges(shape, nodeCount, random, edges);
        }

        if (cyclic && nodeCount > 0)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                edges.Add((random.Next(nodeCount), random.Next(nodeCount)));
            }
        }

        int[] label = Enumerable.Range(0, nodeCount).ToArray();
        if (random.Next(2) == 0)
        {
            random.Shuffle(label);
        }

        (int From, int To)[] listed = [.. edges];
        random.Shuffle(listed);
        return new GraphCase(
            nodeCount,
            [.. listed.Select(edge => label[edge.From])],
            [.. listed.Select(edge => label[edge.To])],
            random.Next(3) == 0 ? [] : Costs(random, nodeCount),
            random.Next(2) == 0 ? [] : Costs(random, listed.Length));
    }

    /// <summary>Every acyclic graph of up to <paramref name="maxNodeCount"/> nodes: all edge sets of u &lt; v, in four labellings.</summary>
    public static IEnumerable<GraphCase> AllDags(int maxNodeCount)
    {
        for (int n = 0; n <= maxNodeCount; n++)
        {
            (int From, int To)[] pairs = [.. Pairs(n).Where(static pair => pair.From < pair.To)];
            foreach (GraphCase plain in AllSubsets(n, pairs))
            {
                for (int labelling = 0; labelling < (n < 2 ? 1 : 4); labelling++)
                {
                    yield return plain.Relabel(Labelling(n, labelling));
                }
            }
        }
    }

    /// <summary>Every directed graph of up to <paramref name="maxNodeCount"/> nodes, self-loops included.</summary>
    public static IEnumerable<GraphCase> AllDigraphs(int maxNodeCount)
    {
        for (int n = 0; n <= maxNodeCount; n++)
        {
            foreach (GraphCase graph in AllSubsets(n, [.. Pairs(n)]))
            {
                yield return graph;
            }
        }
    }

    private static Gen<GraphCase> Cases(bool cyclic) => Gen.Sized(size =>
        from shape in Gen.Elements(Enum.GetValues<Shape>())
        from nodeCount in Gen.Choose(0, (2 * size) + 2)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Make(shape, nodeCount, seed, cyclic));

    private static void AddForwardEdges(Shape shape, int n, Random random, HashSet<(int From, int To)> edges)
    {
        int layerWidth = random.Next(1, 1 + Math.Max(1, n / 3)), partSize = random.Next(2, n + 1);
        double density = shape switch
        {
            Shape.Dense => 0.2 + (0.8 * random.NextDouble()),
            Shape.Layered => 0.5,
            _ => Math.Min(1, 3.0 * random.NextDouble() / n),
        };
        for (int u = 0; u < n; u++)
        {
            for (int v = u + 1; v < n; v++)
            {
                bool wanted = shape switch
                {
                    Shape.Chain => v == u + 1 || random.NextDouble() < density / 4,
                    Shape.Layered => v / layerWidth == (u / layerWidth) + 1 && random.NextDouble() < density,
                    Shape.Disconnected => v / partSize == u / partSize && random.NextDouble() < Math.Min(1, 4.0 / partSize),
                    // Hub, middle, hub, middle, ... with a few shortcuts: many equal paths and many redundant edges.
                    Shape.Diamonds => (u % 4 == 0 && v - u <= 4) || (u % 4 != 0 && v == u + 4 - (u % 4)) || random.NextDouble() < density,
                    _ => random.NextDouble() < density,
                };
                if (wanted)
                {
                    edges.Add((u, v));
                }
            }
        }
    }

    /// <summary>Small numbers, so that ties are common, zeros among them; now and then large ones.</summary>
    private static long[] Costs(Random random, int count)
    {
        int limit = random.Next(4) == 0 ? int.MaxValue : 5;
        long[] costs = new long[count];
        for (int i = 0; i < count; i++)
        {
            costs[i] = random.Next(limit);
        }

        return costs;
    }

    private static IEnumerable<GraphCase> Shrink(GraphCase graph)
    {
        if (graph.EdgeCount > 1)
        {
            yield return graph.WithEdges(edge => edge < graph.EdgeCount / 2);
            yield return graph.WithEdges(edge => edge >= graph.EdgeCount / 2);
        }

        if (graph.NodeCount > 1)
        {
            yield return graph.FirstNodes(graph.NodeCount / 2);
            yield return graph.FirstNodes(graph.NodeCount - 1);
        }

        if (graph.EdgeCosts.Length != 0)
        {
            yield return graph with { EdgeCosts = [] };
        }

        if (graph.Costs.Length != 0)
        {
            yield return graph with { Costs = [] };
        }

        for (int removed = 0; removed < graph.EdgeCount; removed++)
        {
            int skip = removed;
            yield return graph.WithEdges(edge => edge != skip);
        }
    }

    private static IEnumerable<(int From, int To)> Pairs(int n)
        => from u in Enumerable.Range(0, n) from v in Enumerable.Range(0, n) select (u, v);

    private static IEnumerable<GraphCase> AllSubsets(int n, (int From, int To)[] pairs)
    {
        for (int set = 0; set < 1 << pairs.Length; set++)
        {
            (int From, int To)[] chosen = [.. pairs.Where((_, i) => (set >> i & 1) != 0)];
            yield return new GraphCase(n, [.. chosen.Select(static edge => edge.From)], [.. chosen.Select(static edge => edge.To)], [], []);
        }
    }

    private static int[] Labelling(int n, int number)
    {
        int[] label = Enumerable.Range(0, n).ToArray();
        switch (number)
        {
            case 0:
                break;
            case 1:
                Array.Reverse(label);
                break;
            default:
                new Random(number).Shuffle(label);
                break;
        }

        return label;
    }
}
