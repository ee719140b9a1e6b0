using Engine.Graphs;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class DigraphBuilderTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Graph_holds_each_distinct_edge_once_in_ascending_rows(RandomDigraph graph, int seed)
    {
        GraphCase data = graph.Case;
        var random = new Random(seed);
        var expected = new SortedDictionary<(int From, int To), long>();
        using var builder = new DigraphBuilder { AllowSelfLoops = true };
        builder.AddNodes(data.NodeCount);
        int added = 0;
        for (int edge = 0; edge < data.EdgeCount; edge++)
        {
            // Some edges come again, with another delay: the largest holds.
            for (int times = random.Next(1, 3); times > 0; times--)
            {
                long delay = random.Next(4);
                builder.AddEdge(data.From[edge], data.To[edge], delay);
                (int, int) key = (data.From[edge], data.To[edge]);
                expected[key] = Math.Max(expected.GetValueOrDefault(key), delay);
                added++;
            }
        }

        Digraph built = builder.Build(withPredecessors: true);
        var actual = new List<((int From, int To) Key, long Delay)>();
        for (int node = 0; node < built.NodeCount; node++)
        {
            for (int edge = built.Offsets[node]; edge < built.Offsets[node + 1]; edge++)
            {
                actual.Add(((node, built.Targets[edge]), built.EdgeCosts.IsEmpty ? 0 : built.EdgeCosts[edge]));
            }
        }

        Assert.Equal(expected.Select(static pair => (pair.Key, pair.Value)), actual);
        Assert.Equal(added - expected.Count, built.DuplicateEdgeCount);
        Assert.Equal(expected.Keys.All(static edge => edge.From < edge.To), built.IsForward);
        for (int node = 0; node < built.NodeCount; node++)
        {
            int[] sources = [.. expected.Keys.Where(edge => edge.To == node).Select(static edge => edge.From).Order()];
            Assert.Equal(sources, built.Predecessors(node).ToArray());
            Assert.Equal(sources.Length, built.InDegrees[node]);
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Content_does_not_depend_on_the_order_of_edges(RandomDag dag, int seed)
    {
        Digraph first = dag.Case.Build();
        int[] order = [.. Enumerable.Range(0, dag.Case.EdgeCount)];
        new Random(seed).Shuffle(order);
        GraphCase other = dag.Case with
        {
            From = [.. order.Select(edge => dag.Case.From[edge])],
            To = [.. order.Select(edge => dag.Case.To[edge])],
            EdgeCosts = dag.Case.EdgeCosts.Length == 0 ? [] : [.. order.Select(edge => dag.Case.EdgeCosts[edge])],
        };
        Digraph second = other.Build();
        Assert.True(first.ContentEquals(second));
        Assert.Equal(first.ContentHash, second.ContentHash);
    }

    [Fact]
    public void Empty_graph_and_isolated_nodes_are_legal()
    {
        using var builder = new DigraphBuilder();
        Digraph empty = builder.Build(withPredecessors: true);
        Assert.Equal(0, empty.NodeCount);
        var plan = new Plan();
        Planner.Plan(empty, plan);
        Assert.Equal(0, plan.LevelCount);
        Assert.Equal([0], plan.LevelOffsets);

        builder.AddNodes(3);
        Planner.Plan(builder.Build(), plan);
        Assert.Equal([0, 1, 2], plan.Level(0));
        Assert.Equal(3, plan.MaxLevelWidth);
    }

    [Fact]
    public void Self_loop_is_refused_by_name()
    {
        using var builder = new DigraphBuilder { Names = ["fetch", "build"] };
        builder.AddNodes(2);
        var error = Assert.Throws<GraphException>(() => builder.AddEdge(1, 1));
        Assert.Equal("Edge 1 'build' -> 1 'build': a node cannot depend on itself. Remove this edge.", error.Message);
        Assert.Equal(0, builder.EdgeCount);
    }

    [Fact]
    public void Edge_to_a_node_that_is_not_there_is_refused_by_name()
    {
        using var builder = new DigraphBuilder { Names = ["fetch", "build"] };
        builder.AddNodes(2);
        var error = Assert.Throws<GraphException>(() => builder.AddEdge(0, 2));
        Assert.Equal("Edge 0 'fetch' -> 2: there is no node 2; nodes are 0 to 1.", error.Message);
        error = Assert.Throws<GraphException>(() => builder.AddEdge(-1, 0));
        Assert.Equal("Edge -1 -> 0 'fetch': there is no node -1; nodes are 0 to 1.", error.Message);
    }

    [Fact]
    public void Lists_of_edges_are_checked_like_single_ones()
    {
        Assert.Equal("Edge 0 -> 5: there is no node 5; nodes are 0 to 2.", Assert.Throws<GraphException>(() => Digraph.FromEdges(3, [0], [5])).Message);
        Assert.Contains("cannot depend on itself", Assert.Throws<GraphException>(() => Digraph.FromEdges(3, [1], [1])).Message, StringComparison.Ordinal);
        Assert.Equal("to has 2 elements; pass one per edge: 1.", Assert.Throws<GraphException>(() => Digraph.FromEdges(3, [1], [1, 2])).Message);
        Assert.Equal("costs has 1 elements; pass one per node, 3, or none.", Assert.Throws<GraphException>(() => Digraph.FromEdges(3, [], [], [1])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Digraph.FromEdges(-1, [], []));
    }

    [Fact]
    public void Edges_added_at_once_are_those_added_one_by_one()
    {
        using var one = new DigraphBuilder();
        using var many = new DigraphBuilder { MaxEdgeCount = 4 };
        one.AddNodes(4);
        many.AddNodes(4);
        one.AddEdge(3, 0, 7);
        many.AddEdge(3, 0, 7);
        one.AddEdge(0, 1);
        one.AddEdge(2, 1);
        many.AddEdges([0, 2], [1, 1]);
        Assert.True(one.Build().ContentEquals(many.Build()));
        Assert.Equal(3, many.EdgeCount);
        Assert.Equal("5 edges are too many: this graph may have at most 4.", Assert.Throws<GraphException>(() => many.AddEdges([0, 0], [1, 2])).Message);
        Assert.Throws<GraphException>(() => many.AddEdges([0], [4]));
        Assert.Throws<GraphException>(() => many.AddEdges([0], []));
        Assert.Equal(3, many.EdgeCount);
    }

    [Fact]
    public void Negative_costs_are_refused()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes(2);
        Assert.Equal("Node 2 has the cost -1; a cost is 0 or more.", Assert.Throws<GraphException>(() => builder.AddNode(-1)).Message);
        Assert.Equal("Node 3 has the cost -5; a cost is 0 or more.", Assert.Throws<GraphException>(() => builder.AddNodes([1, -5])).Message);
        Assert.Equal("Edge 0 -> 1 has the cost -2; a cost is 0 or more.", Assert.Throws<GraphException>(() => builder.AddEdge(0, 1, -2)).Message);
    }

    [Fact]
    public void Limit_of_edges_fails_loudly()
    {
        using var builder = new DigraphBuilder { MaxEdgeCount = 2 };
        builder.AddNodes(3);
        builder.AddEdge(0, 1);
        builder.AddEdge(0, 1);
        var error = Assert.Throws<GraphException>(() => builder.AddEdge(1, 2));
        Assert.Equal("3 edges are too many: this graph may have at most 2.", error.Message);
        Assert.Equal(2, builder.EdgeCount);
    }

    [Fact]
    public void Limit_of_nodes_fails_loudly_before_memory_is_asked_for()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes(1);
        var error = Assert.Throws<GraphException>(() => builder.AddNodes(int.MaxValue));
        Assert.Equal($"2147483648 nodes are too many: a graph has at most {Digraph.MaxNodeCount}.", error.Message);
        Assert.Throws<GraphException>(() => Digraph.FromEdges(int.MaxValue, [], []));
    }

    [Fact]
    public void Builder_can_go_on_after_build_and_start_again_after_clear()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes([5, 6, 7]);
        builder.AddEdge(0, 1, 9);
        Digraph first = builder.Build();
        builder.AddEdge(1, 2);
        Digraph second = builder.Build();
        Assert.Equal(1, first.EdgeCount);
        Assert.Equal([9, 0], second.EdgeCosts.ToArray());

        builder.Clear();
        builder.AddNodes(2);
        builder.AddEdge(1, 0);
        Digraph third = builder.Build();
        Assert.True(third.EdgeCosts.IsEmpty);
        Assert.True(third.Costs.IsEmpty);
        Assert.Equal([0], third.Successors(1).ToArray());
    }

    [Fact]
    public void Predecessors_without_asking_for_them_are_refused_with_the_fix()
    {
        Digraph graph = Digraph.FromEdges(2, [0], [1]);
        Assert.Contains("withPredecessors: true", Assert.Throws<InvalidOperationException>(() => graph.Predecessors(1).Length).Message, StringComparison.Ordinal);
        Assert.False(graph.View.HasPredecessors);
        Assert.True(Digraph.FromEdges(2, [0], [1], withPredecessors: true).View.HasPredecessors);
    }

    [Fact]
    public void Costs_that_say_nothing_are_left_out_so_that_equal_content_is_equal_arrays()
    {
        Digraph plain = Digraph.FromEdges(2, [0], [1]);
        Digraph unit = Digraph.FromEdges(2, [0], [1], [1, 1]);
        using var builder = new DigraphBuilder();
        builder.AddNodes(2);
        builder.AddEdge(0, 1, 5);
        builder.Clear();
        builder.AddNodes([1, 1]);
        builder.AddEdge(0, 1, 0);
        Digraph built = builder.Build();
        Assert.True(unit.Costs.IsEmpty && built.EdgeCosts.IsEmpty);
        Assert.True(plain.ContentEquals(unit) && plain.ContentEquals(built));
        Assert.Equal(plain.ContentHash, unit.ContentHash);
    }

    [Fact]
    public void Cost_of_a_node_that_is_not_there_is_refused_with_and_without_costs()
    {
        Assert.Equal("There is no node 2: nodes are 0 to 1.", Assert.Throws<GraphException>(() => Digraph.FromEdges(2, [], []).Cost(2)).Message);
        Assert.Equal("There is no node -1: nodes are 0 to 1.", Assert.Throws<GraphException>(() => Digraph.FromEdges(2, [], [], [3, 4]).Cost(-1)).Message);
        Assert.Equal(4, Digraph.FromEdges(2, [], [], [3, 4]).Cost(1));
    }

    [Fact]
    public void Disposed_builder_is_empty_and_works()
    {
        var builder = new DigraphBuilder();
        builder.AddNodes(9);
        builder.AddEdge(0, 8, 3);
        builder.Dispose();
        builder.AddNodes(2);
        builder.AddEdge(0, 1, 4);
        Assert.Equal([4], builder.Build().EdgeCosts.ToArray());
        builder.Dispose();
        builder.Dispose();
    }

    [Fact]
    public void Conversion_of_null_names_the_argument()
    {
        Digraph? none = null;
        Assert.Throws<ArgumentNullException>(() => ((DigraphView)none!).NodeCount);
    }
}
