using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Tests.Host.Bench;

public class GraphSamplesTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(10, 45)]
    [InlineData(10, 4)]
    [InlineData(100, 495)]
    [InlineData(1_000, 50_000)]
    [InlineData(5_000, 20_000)]
    public void Random_has_exactly_as_many_distinct_forward_edges(int nodes, int edges)
    {
        Digraph graph = GraphSamples.Random(nodes, edges, seed: 1);

        Assert.Equal(nodes, graph.NodeCount);
        Assert.Equal(edges, graph.EdgeCount);
        Assert.Equal(0, graph.DuplicateEdgeCount);
        Assert.True(graph.IsForward);
        Assert.Equal(nodes, graph.Costs.Length);
    }

    [Fact]
    public void Random_refuses_more_edges_than_pairs()
        => Assert.Throws<ArgumentOutOfRangeException>(() => GraphSamples.Random(10, 46, seed: 1));

    [Fact]
    public void Random_spreads_its_edges_over_all_nodes()
    {
        Digraph graph = GraphSamples.Random(1_000, 50_000, seed: 3);
        int touched = Enumerable.Range(0, 1_000).Count(node => graph.InDegrees[node] > 0 || graph.Successors(node).Length > 0);

        // Node u has 999 - u possible successors, so the middle row holds about a tenth of 500.
        int[] middle = [.. Enumerable.Range(450, 100).Select(node => graph.Successors(node).Length)];
        Assert.Equal(1_000, touched);
        Assert.InRange(middle.Average(), 45, 55);
    }

    [Fact]
    public void Same_seed_gives_the_same_graph_and_another_seed_another()
    {
        Assert.True(GraphSamples.Random(200, 900, seed: 5).ContentEquals(GraphSamples.Random(200, 900, seed: 5)));
        Assert.False(GraphSamples.Random(200, 900, seed: 5).ContentEquals(GraphSamples.Random(200, 900, seed: 6)));
    }

    [Fact]
    public void Shuffled_is_the_same_graph_under_other_labels()
    {
        Plan sorted = PlanOf(GraphSamples.Random(500, 3_000, seed: 7));
        Digraph graph = GraphSamples.Random(500, 3_000, seed: 7, shuffled: true);
        Plan shuffled = PlanOf(graph);

        Assert.False(graph.IsForward);
        Assert.Equal(sorted.Span, shuffled.Span);
        Assert.Equal(sorted.Work, shuffled.Work);
        Assert.Equal(sorted.LevelOffsets.ToArray(), shuffled.LevelOffsets.ToArray());
        Assert.Equal(Sorted(sorted.EarliestStart), Sorted(shuffled.EarliestStart));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chain_has_a_level_per_node(bool shuffled)
    {
        Digraph graph = GraphSamples.Chain(1_000, seed: 1, shuffled);

        Assert.Equal(999, graph.EdgeCount);
        Assert.Equal(1_000, PlanOf(graph).LevelCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layers_lead_to_as_many_distinct_nodes_of_the_next_layer_only(bool shuffled)
    {
        Digraph graph = GraphSamples.Layers(layerCount: 20, width: 50, degree: 4, seed: 1, shuffled);
        Plan plan = PlanOf(graph);

        Assert.Equal(19 * 50 * 4, graph.EdgeCount);
        Assert.Equal(20, plan.LevelCount);
        for (int node = 0; node < graph.NodeCount; node++)
        {
            Assert.Contains(graph.Successors(node).Length, new[] { 0, 4 });
        }
    }

    [Fact]
    public void Local_stays_within_its_window()
    {
        Digraph graph = GraphSamples.Local(300, degree: 4, window: 10, seed: 1);

        // All rows are full but the last four, which have 3, 2, 1 and 0 nodes after them.
        Assert.Equal((296 * 4) + 6, graph.EdgeCount);
        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int successor in graph.Successors(node))
            {
                Assert.InRange(successor, node + 1, node + 10);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(1_000)]
    [InlineData(4_097)]
    public void Permutation_hits_every_index_once(int count)
    {
        var permutation = new IndexPermutation(count, seed: 9);
        long[] values = [.. Enumerable.Range(0, count).Select(index => permutation[index])];

        Assert.Equal(Enumerable.Range(0, count).Select(index => (long)index), values.Order());
    }

    private static Plan PlanOf(Digraph graph)
    {
        var plan = new Plan();
        Planner.Plan(graph, plan);
        return plan;
    }

    private static long[] Sorted(ReadOnlySpan<long> values)
    {
        long[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
