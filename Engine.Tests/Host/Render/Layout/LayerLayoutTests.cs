using Engine.Host.Render;
using Engine.Host.Render.Layout;
using Engine.Tests.Graphs;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Render.Layout;

public class LayerLayoutTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Segments_join_neighbouring_layers_and_routes_are_complete(RandomDag dag)
    {
        foreach (LayerGraph part in Parts(dag.Case, maxPoints: 20_000))
        {
            for (int vertex = 0; vertex < part.VertexCount; vertex++)
            {
                foreach (int below in part.DownOf(vertex))
                {
                    Assert.Equal(part.Level(vertex) + 1, part.Level(below));
                    Assert.Contains(vertex, part.UpOf(below).ToArray());
                }
            }

            foreach (Route route in part.Routes)
            {
                int at = Array.IndexOf(part.Nodes, route.From);
                for (int point = route.FirstPoint; point < route.FirstPoint + route.PointCount; point++)
                {
                    Assert.Contains(point, part.DownOf(at).ToArray());
                    at = point;
                }

                Assert.Contains(Array.IndexOf(part.Nodes, route.To), part.DownOf(at).ToArray());
            }
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Ordering_keeps_the_vertices_and_never_adds_crossings(RandomDag dag)
    {
        foreach (LayerGraph part in Parts(dag.Case, maxPoints: 20_000))
        {
            int[][] before = Array.ConvertAll(part.Layers, static layer => (int[])layer.Clone());
            long crossings = Crossings(part);
            long left = LayerOrdering.Order(part);
            Assert.Equal(Crossings(part), left);
            Assert.True(left <= crossings);
            for (int layer = 0; layer < before.Length; layer++)
            {
                Assert.Equal(before[layer].Order(), part.Layers[layer].Order());
            }
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Placement_keeps_order_and_distances(RandomDag dag)
    {
        foreach (LayerGraph part in Parts(dag.Case, maxPoints: 20_000))
        {
            LayerOrdering.Order(part);
            double[] sizes = Enumerable.Range(0, part.VertexCount).Select(vertex => part.IsPoint(vertex) ? 0.0 : 20 + (vertex % 3 * 8)).ToArray();
            double[] center = LayerPlacement.Place(part, sizes, new PlacementGaps(10, 6));
            foreach (int[] layer in part.Layers)
            {
                foreach ((int a, int b) in layer.Zip(layer.Skip(1)))
                {
                    double gap = center[b] - center[a] - ((sizes[a] + sizes[b]) / 2);
                    // Centres are rounded to whole pixels at the end.
                    Assert.True(gap >= (part.IsPoint(a) || part.IsPoint(b) ? 6 : 10) - 1.001);
                }
            }

            Assert.All(Enumerable.Range(0, part.VertexCount), vertex => Assert.True(center[vertex] - (sizes[vertex] / 2) >= -0.5));
        }
    }

    [Fact]
    public void Ordering_removes_all_crossings_of_a_shuffled_tree()
    {
        var random = new Random(11);
        int[] label = Enumerable.Range(0, 127).ToArray();
        random.Shuffle(label);
        var edges = Enumerable.Range(1, 126).Select(node => (label[(node - 1) / 2], label[node])).ToArray();
        LayerGraph tree = Assert.Single(Parts(new RenderCase(127, edges, []), maxPoints: 1000));
        Assert.Equal(0, LayerOrdering.Order(tree));
    }

    [Fact]
    public void Chain_is_one_straight_line()
    {
        LayerGraph chain = Assert.Single(Parts(RenderCase.Chain(50), maxPoints: 1000));
        double[] center = LayerPlacement.Place(chain, Enumerable.Repeat(20.0, 50).ToArray(), new PlacementGaps(10, 6));
        Assert.Single(center.Distinct());
    }

    [Fact]
    public void Parallel_chains_between_fork_and_join_are_straight()
    {
        // 0 -> {1..5} -> {6..10} -> {11..15} -> 16
        var edges = new List<(int, int)>();
        for (int lane = 1; lane <= 5; lane++)
        {
            edges.AddRange([(0, lane), (lane, lane + 5), (lane + 5, lane + 10), (lane + 10, 16)]);
        }

        LayerGraph part = Assert.Single(Parts(new RenderCase(17, edges.ToArray(), []), maxPoints: 1000));
        Assert.Equal(0, LayerOrdering.Order(part));
        double[] center = LayerPlacement.Place(part, Enumerable.Repeat(20.0, 17).ToArray(), new PlacementGaps(10, 6));
        for (int lane = 1; lane <= 5; lane++)
        {
            Assert.Equal(center[lane], center[lane + 5]);
            Assert.Equal(center[lane], center[lane + 10]);
        }

        Assert.Equal(center[1..6].Average(), center[0], 1.0);
    }

    [Fact]
    public void Points_are_shared_and_bounded()
    {
        // One task before all others of a chain: a single bundle, whatever the number of edges.
        var edges = Enumerable.Range(1, 39).SelectMany(static node => node == 1 ? new[] { (0, 1) } : [(0, node), (node - 1, node)]).ToArray();
        var graph = new RenderCase(40, edges, []);
        Assert.Equal(40 + 38 - 1 + 1, Assert.Single(Parts(graph, maxPoints: 1000)).VertexCount);
        LayerGraph direct = Assert.Single(Parts(graph, maxPoints: 10));
        Assert.Equal(40, direct.VertexCount);
        Assert.Equal(edges.Length, direct.Routes.Count);
    }

    private static IEnumerable<LayerGraph> Parts(GraphCase made, int maxPoints) => made.NodeCount == 0 ? [] : Parts(new RenderCase(made), maxPoints);

    private static List<LayerGraph> Parts(RenderCase graph, int maxPoints)
    {
        var data = new ReportData(graph.File, graph.Graph, graph.Plan);
        EdgeSelection edges = EdgeSelection.Create(data, int.MaxValue);
        int[] localIds = new int[graph.Graph.NodeCount];
        return LayoutParts.Find(graph.Graph, graph.Plan).Parts.ConvertAll(nodes => new LayerGraph(graph.Graph, graph.Plan, edges, nodes, localIds, maxPoints));
    }

    /// <summary>Every pair of segments between two layers, compared.</summary>
    private static long Crossings(LayerGraph part)
    {
        int[] position = new int[part.VertexCount];
        foreach (int[] layer in part.Layers)
        {
            for (int i = 0; i < layer.Length; i++)
            {
                position[layer[i]] = i;
            }
        }

        long crossings = 0;
        foreach (int[] layer in part.Layers)
        {
            (int Upper, int Lower)[] segments = layer.SelectMany(upper => part.DownOf(upper).ToArray().Select(lower => (position[upper], position[lower]))).ToArray();
            for (int i = 0; i < segments.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    crossings += (long)Math.Sign(segments[i].Upper - segments[j].Upper) * Math.Sign(segments[i].Lower - segments[j].Lower) < 0 ? 1 : 0;
                }
            }
        }

        return crossings;
    }
}
