using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class TransitiveReductionTests
{
    private readonly Plan _plan = new();

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Find_in_a_graph_equals_the_reference(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        Planner.Plan(graph, _plan);
        EqualsReference(graph.View);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Find_in_foreign_rows_keeps_the_costliest_of_parallel_edges(RandomDag dag)
    {
        (int[] offsets, int[] targets, long[] edgeCosts) = dag.Case.RawRows();
        var random = new Random(offsets.Length + targets.Length);
        for (int edge = 0; edge < edgeCosts.Length; edge++)
        {
            edgeCosts[edge] = random.Next(3);
        }

        var view = new DigraphView(offsets, targets, edgeCosts);
        Planner.Plan(view, dag.Case.Costs, _plan);
        EqualsReference(view);
    }

    [Fact]
    public void Find_in_every_graph_of_five_nodes_equals_the_reference()
    {
        foreach (GraphCase graph in GraphGen.AllDags(5))
        {
            Digraph built = graph.Build();
            Planner.Plan(built, _plan);
            EqualsReference(built.View);
        }
    }

    [Theory]
    [InlineData(GraphGen.Shape.Dense, 1100)]
    [InlineData(GraphGen.Shape.Sparse, 1600)]
    [InlineData(GraphGen.Shape.Layered, 700)]
    [InlineData(GraphGen.Shape.Diamonds, 2100)]
    [InlineData(GraphGen.Shape.Disconnected, 1300)]
    [InlineData(GraphGen.Shape.Chain, 1300)]
    public void Find_across_several_blocks_of_columns_equals_the_reference(GraphGen.Shape shape, int nodeCount)
    {
        for (int seed = 1; seed <= 4; seed++)
        {
            Digraph graph = GraphGen.Make(shape, nodeCount, seed).Build();
            Planner.Plan(graph, _plan);
            bool[] kept = new bool[graph.EdgeCount];
            TransitiveReduction.Find(graph, _plan, kept);
            Assert.Equal(PlainReduction(graph, _plan), kept);
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 200)]
    public void Reduce_keeps_costs_predecessors_and_reachability(RandomDag dag)
    {
        Digraph graph = dag.Case.Build(withPredecessors: true);
        Planner.Plan(graph, _plan);
        bool[] kept = ReferenceReduction.Find(graph.Offsets, graph.Targets, graph.EdgeCosts);
        Digraph reduced = TransitiveReduction.Reduce(graph, _plan);

        Assert.Equal(graph.Costs, reduced.Costs);
        Assert.Equal(ReferenceReachability.Closure(graph.Offsets, graph.Targets), ReferenceReachability.Closure(reduced.Offsets, reduced.Targets));
        using var builder = new DigraphBuilder();
        if (graph.Costs.IsEmpty)
        {
            builder.AddNodes(graph.NodeCount);
        }
        else
        {
            builder.AddNodes(graph.Costs);
        }

        for (int node = 0; node < graph.NodeCount; node++)
        {
            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                if (kept[edge])
                {
                    builder.AddEdge(node, graph.Targets[edge], graph.EdgeCosts.IsEmpty ? 0 : graph.EdgeCosts[edge]);
                }
            }
        }

        Digraph expected = builder.Build(withPredecessors: true);
        Assert.Equal(expected.Offsets, reduced.Offsets);
        Assert.Equal(expected.Targets, reduced.Targets);
        Assert.Equal(expected.InDegrees, reduced.InDegrees);
        Assert.Equal(expected.SourceOffsets, reduced.SourceOffsets);
        Assert.Equal(expected.Sources, reduced.Sources);
        Assert.True(expected.ContentEquals(reduced));
        Assert.Equal(expected.ContentHash, reduced.ContentHash);
    }

    [Fact]
    public void Reduce_that_drops_the_only_delayed_edge_gives_the_graph_built_without_it()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes(3);
        builder.AddEdge(0, 1, 0);
        builder.AddEdge(1, 2, 0);
        builder.AddEdge(0, 2, 7);
        Digraph graph = builder.Build();
        Planner.Plan(graph, _plan);
        Digraph reduced = TransitiveReduction.Reduce(graph, _plan);
        Assert.True(reduced.EdgeCosts.IsEmpty);
        Assert.True(Digraph.FromEdges(3, [0, 1], [1, 2]).ContentEquals(reduced));
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Reduce_of_a_graph_without_edge_costs_leaves_all_times_alone(RandomDag dag)
    {
        Digraph graph = (dag.Case with { EdgeCosts = [] }).Build();
        Planner.Plan(graph, _plan);
        var reduced = new Plan();
        Planner.Plan(TransitiveReduction.Reduce(graph, _plan), reduced);
        Assert.Equal(_plan.EarliestStart, reduced.EarliestStart);
        Assert.Equal(_plan.LatestStart, reduced.LatestStart);
        Assert.Equal(_plan.Levels, reduced.Levels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_in_a_chain_of_a_million_nodes_with_one_shortcut_drops_only_that(bool shuffled)
    {
        Digraph chain = Chains.Million(shuffled);
        Planner.Plan(chain, _plan);
        int first = _plan.Order[0], last = _plan.Order[^1];
        using var builder = new DigraphBuilder();
        builder.AddNodes(chain.NodeCount);
        builder.AddEdge(first, last);
        for (int node = 0; node < chain.NodeCount; node++)
        {
            foreach (int target in chain.Successors(node))
            {
                builder.AddEdge(node, target);
            }
        }

        Digraph graph = builder.Build();
        Planner.Plan(graph, _plan);
        bool[] kept = new bool[graph.EdgeCount];
        Assert.Equal(graph.EdgeCount - 1, TransitiveReduction.Find(graph, _plan, kept));
        int dropped = Array.IndexOf(kept, false);
        Assert.Equal(last, graph.Targets[dropped]);
        Assert.InRange(dropped, graph.Offsets[first], graph.Offsets[first + 1] - 1);
    }

    [Fact]
    public void Find_a_second_time_allocates_nothing()
    {
        foreach (bool shuffled in new[] { false, true })
        {
            Digraph graph = Shuffled(GraphGen.Make(GraphGen.Shape.Dense, 700, 5), shuffled).Build();
            Planner.Plan(graph, _plan);
            bool[] kept = new bool[graph.EdgeCount];
            Assert.Equal(0, Allocations.Of(() => TransitiveReduction.Find(graph, _plan, kept)));
        }
    }

    [Fact]
    public void Find_with_a_plan_of_another_graph_says_so()
    {
        Digraph ascending = Digraph.FromEdges(3, [0, 1], [1, 2]), descending = Digraph.FromEdges(3, [2, 1], [1, 0]), mixed = Digraph.FromEdges(3, [2, 0], [1, 1]);
        Planner.Plan(ascending, _plan);
        bool[] kept = new bool[2];
        Assert.Throws<GraphException>(() => TransitiveReduction.Find(descending, _plan, kept));
        Assert.Throws<GraphException>(() => TransitiveReduction.Find(mixed, _plan, kept));
        Planner.Plan(descending, _plan);
        Assert.Throws<GraphException>(() => TransitiveReduction.Find(ascending, _plan, kept));
        Planner.Plan(Digraph.FromEdges(3, [0], [1]), _plan);
        Assert.Contains("Plan the graph first", Assert.Throws<GraphException>(() => TransitiveReduction.Find(ascending, _plan, kept)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_that_is_refused_gives_its_memory_back()
    {
        // 0 -> 1 -> 19999 -> 19998 -> ... -> 2, and plans that disagree with an edge's direction, or with the number of edges into a node only.
        const int NodeCount = 20_000;
        int[] path = [0, 1, .. Enumerable.Range(2, NodeCount - 2).Reverse()];
        Digraph graph = Digraph.FromEdges(NodeCount, path.AsSpan()[..^1], path.AsSpan()[1..]), forward = Chains.Chain(NodeCount, shuffled: false);
        Digraph sameOrder = Digraph.FromEdges(NodeCount, path.AsSpan()[..^1], [path[2], .. path[2..]]);
        bool[] kept = new bool[graph.EdgeCount];
        foreach (Digraph planned in new[] { forward, sameOrder })
        {
            Planner.Plan(planned, _plan);
            Allocations.AssertRefusedCheaply<GraphException>(() => TransitiveReduction.Find(graph, _plan, kept));
            Allocations.AssertRefusedCheaply<GraphException>(() => TransitiveReduction.Reduce(graph, _plan));
        }

        Planner.Plan(graph, _plan);
        Allocations.AssertRefusedCheaply<GraphException>(() => TransitiveReduction.Find(forward, _plan, kept));
    }

    [Fact]
    public void Find_with_too_short_an_answer_says_how_long()
    {
        Digraph graph = Digraph.FromEdges(3, [0, 1], [1, 2]);
        Planner.Plan(graph, _plan);
        string message = Assert.Throws<GraphException>(() => TransitiveReduction.Find(graph, _plan, new bool[1])).Message;
        Assert.Contains("one per edge: 2", message, StringComparison.Ordinal);
        Assert.DoesNotContain("or none", message, StringComparison.Ordinal);
    }

    private static GraphCase Shuffled(GraphCase graph, bool shuffled)
    {
        // Undo the generator's own labels first, so that both kinds are certain to come up.
        Digraph built = graph.Build();
        var plan = new Plan();
        Planner.Plan(built, plan);
        int[] label = new int[graph.NodeCount];
        for (int position = 0; position < label.Length; position++)
        {
            label[plan.Order[position]] = shuffled ? label.Length - 1 - position : position;
        }

        return graph.Relabel(label);
    }

    private void EqualsReference(DigraphView view)
    {
        bool[] kept = new bool[view.EdgeCount];
        int count = TransitiveReduction.Find(view, _plan, kept);
        Assert.Equal(ReferenceReduction.Find(view.Offsets, view.Targets, view.EdgeCosts), kept);
        Assert.Equal(kept.Count(static isKept => isKept), count);
    }

    /// <summary>A second way for graphs that are too large for the reference: one list of bits per node, from the order's end.</summary>
    private static bool[] PlainReduction(Digraph graph, Plan plan)
    {
        int n = graph.NodeCount;
        var reaches = new System.Collections.BitArray[n];
        bool[] kept = new bool[graph.EdgeCount];
        for (int position = n - 1; position >= 0; position--)
        {
            int node = plan.Order[position];
            reaches[node] = new System.Collections.BitArray(n);
            foreach (int target in graph.Successors(node))
            {
                reaches[node].Or(reaches[target]);
            }

            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                kept[edge] = !reaches[node][graph.Targets[edge]];
            }

            foreach (int target in graph.Successors(node))
            {
                reaches[node][target] = true;
            }
        }

        return kept;
    }
}
