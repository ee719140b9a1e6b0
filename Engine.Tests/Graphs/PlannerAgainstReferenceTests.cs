using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

/// <summary>The planner must agree with its reference, field by field, however it gets at its answer.</summary>
public class PlannerAgainstReferenceTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Plan_of_a_graph_equals_the_reference(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        var plan = new Plan();
        Planner.Plan(graph, plan);
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Plan_of_foreign_rows_equals_the_reference(RandomDag dag)
    {
        (int[] offsets, int[] targets, long[] edgeCosts) = dag.Case.RawRows();
        var view = new DigraphView(offsets, targets, edgeCosts);
        var plan = new Plan();
        Planner.Plan(view, dag.Case.Costs, plan);
        PlanAssert.IsPlanOf(view, dag.Case.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Plan_of_a_graph_with_predecessors_equals_the_reference(RandomDag dag)
    {
        Digraph graph = dag.Case.Build(withPredecessors: true);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Plan_with_other_costs_than_the_graphs_own_uses_the_others(RandomDag dag, int seed)
    {
        Digraph graph = dag.Case.Build();
        var random = new Random(seed);
        long[] costs = [.. Enumerable.Range(0, graph.NodeCount).Select(_ => random.NextInt64(4))];
        var plan = new Plan();
        Planner.Plan(graph.View, costs, plan);
        PlanAssert.IsPlanOf(graph.View, costs, plan);
        Planner.Plan(graph.View, [], plan);
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 200)]
    public void Plan_reused_for_larger_and_smaller_graphs_keeps_nothing_of_the_last(RandomDag first, RandomDigraph second, RandomDag third)
    {
        var plan = new Plan();
        foreach (GraphCase graph in new[] { first.Case, second.Case, third.Case, first.Case })
        {
            Digraph built = graph.Build();
            if (Planner.TryPlan(built, plan))
            {
                PlanAssert.IsPlanOf(built.View, built.Costs, plan);
            }
            else
            {
                Assert.Equal(ReferenceCycle.Find(built.Offsets, built.Targets), plan.Cycle);
                Assert.Equal(0, plan.NodeCount);
                Assert.Equal(0, plan.EdgeCount);
                Assert.Equal(0, plan.LevelCount);
                Assert.True(plan.CriticalPath.IsEmpty);
            }
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Plan_of_any_graph_succeeds_when_the_reference_does_else_names_its_cycle(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        ReferencePlan? expected = ReferencePlanner.Plan(built.Offsets, built.Targets, built.EdgeCosts, built.Costs);
        var plan = new Plan();
        Assert.Equal(expected is not null, Planner.TryPlan(built, plan));
        if (expected is null)
        {
            var error = Assert.Throws<CyclicGraphException>(() => Planner.Plan(built, plan));
            Assert.Equal(ReferenceCycle.Find(built.Offsets, built.Targets), error.Cycle);
            Assert.Equal(error.Cycle, plan.Cycle);
        }
        else
        {
            PlanAssert.Equal(expected, built.EdgeCount, plan);
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Lexicographic_order_of_any_graph_equals_the_reference(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        int[] order = new int[built.NodeCount];
        int[]? expected = ReferencePlanner.LexicographicOrder(built.Offsets, built.Targets);
        Assert.Equal(expected is not null, Planner.TryLexicographicOrder(built, order));
        if (expected is not null)
        {
            Assert.Equal(expected, order);
        }
    }

    [Fact]
    public void Lexicographic_order_of_every_graph_of_five_nodes_equals_the_reference()
    {
        foreach (GraphCase graph in GraphGen.AllDags(5))
        {
            (int[] offsets, int[] targets, _) = graph.RawRows();
            int[] order = new int[graph.NodeCount];
            Assert.True(Planner.TryLexicographicOrder(new DigraphView(offsets, targets), order));
            Assert.Equal(ReferencePlanner.LexicographicOrder(offsets, targets), order);
        }
    }

    [Fact]
    public void Plan_of_every_graph_of_five_nodes_equals_the_reference()
    {
        long[] costs = [3, 0, 2, 1, 2];
        var plan = new Plan();
        int count = 0;
        foreach (GraphCase graph in GraphGen.AllDags(5))
        {
            Digraph built = (graph with { Costs = costs[..graph.NodeCount] }).Build();
            Planner.Plan(built, plan);
            PlanAssert.IsPlanOf(built.View, built.Costs, plan);
            count++;
        }

        Assert.Equal(1 + 1 + (4 * (2 + 8 + 64 + 1024)), count);
    }

    [Fact]
    public void Plan_of_every_graph_of_four_nodes_cyclic_or_not_equals_the_reference()
    {
        var plan = new Plan();
        int cyclic = 0;
        foreach (GraphCase graph in GraphGen.AllDigraphs(4))
        {
            Digraph built = graph.Build();
            ReferencePlan? expected = ReferencePlanner.Plan(built.Offsets, built.Targets, [], []);
            Assert.Equal(expected is not null, Planner.TryPlan(built, plan));
            if (expected is not null)
            {
                PlanAssert.Equal(expected, built.EdgeCount, plan);
                continue;
            }

            cyclic++;
            Assert.Equal(ReferenceCycle.Find(built.Offsets, built.Targets), plan.Cycle);
        }

        // 1, 3, 25 and 543 labelled acyclic graphs of 1 to 4 nodes (OEIS A003024), of 2^(n^2) digraphs.
        Assert.Equal(2 + 16 + 512 + 65536 - 1 - 3 - 25 - 543, cyclic);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_of_a_chain_of_a_million_nodes_equals_the_reference(bool shuffled)
    {
        Digraph graph = Chains.Million(shuffled);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        ReferencePlan? expected = ReferencePlanner.Plan(graph.Offsets, graph.Targets, [], graph.Costs);
        Assert.NotNull(expected);
        Assert.True(plan.Order.SequenceEqual(expected.Order));
        Assert.True(plan.EarliestStart.SequenceEqual(expected.EarliestStart));
        Assert.True(plan.LatestStart.SequenceEqual(expected.LatestStart));
        Assert.True(plan.CriticalPath.SequenceEqual(expected.CriticalPath));
        Assert.True(plan.LevelOffsets.SequenceEqual(expected.LevelOffsets));
        Assert.Equal(1_000_000, plan.LevelCount);
    }
}
