using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

/// <summary>The planner has one path per size, order and width of its numbers; all of them give the same plan.</summary>
public class PlannerPathsTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Path_for_large_graphs_equals_the_reference(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        var plan = new Plan();
        Assert.True(Planner.TryPlan(graph.View, graph.Costs, plan, fetchAheadFrom: 0));
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Path_for_large_foreign_graphs_equals_the_reference(RandomDag dag)
    {
        (int[] offsets, int[] targets, long[] edgeCosts) = dag.Case.RawRows();
        var view = new DigraphView(offsets, targets, edgeCosts);
        var plan = new Plan();
        Assert.True(Planner.TryPlan(view, dag.Case.Costs, plan, fetchAheadFrom: 0));
        PlanAssert.IsPlanOf(view, dag.Case.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Numbers_too_large_to_pack_give_the_plan_of_the_reference(RandomDag dag, bool large)
    {
        // Work of almost 2^63 leaves no bits for a waiting count beside it.
        GraphCase huge = dag.Case with { EdgeCosts = [] };
        long cost = long.MaxValue / Math.Max(1, huge.NodeCount);
        huge = huge with { Costs = [.. Enumerable.Range(0, huge.NodeCount).Select(node => cost - (node % 3))] };
        Digraph graph = huge.Build();
        var plan = new Plan();
        Assert.True(Planner.TryPlan(graph.View, graph.Costs, plan, large ? 0 : int.MaxValue));
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 200)]
    public void Path_for_large_graphs_finds_cycles(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        var plan = new Plan();
        bool isPlanned = Planner.TryPlan(built.View, built.Costs, plan, fetchAheadFrom: 0);
        Assert.Equal(ReferenceCycle.Find(built.Offsets, built.Targets), plan.Cycle);
        Assert.Equal(isPlanned, plan.Cycle.IsEmpty);
    }

    [Theory]
    [InlineData(70_000, false)]
    [InlineData(70_000, true)]
    public void Graph_beyond_the_threshold_equals_the_reference(int nodeCount, bool shuffled)
    {
        var random = new Random(7);
        int[] label = [.. Enumerable.Range(0, nodeCount)];
        if (shuffled)
        {
            random.Shuffle(label);
        }

        int[] from = new int[4 * nodeCount], to = new int[from.Length];
        for (int edge = 0; edge < from.Length; edge++)
        {
            int first = random.Next(nodeCount - 1), second = random.Next(first + 1, nodeCount);
            (from[edge], to[edge]) = (label[first], label[second]);
        }

        long[] costs = [.. Enumerable.Range(0, nodeCount).Select(_ => random.NextInt64(1000))];
        Digraph graph = Digraph.FromEdges(nodeCount, from, to, costs);
        Assert.Equal(!shuffled, graph.IsForward);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
        Planner.Plan(new DigraphView(graph.Offsets, graph.Targets), costs, plan);
        PlanAssert.IsPlanOf(graph.View, graph.Costs, plan);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 200)]
    public void Lexicographic_order_equals_the_reference(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        int[] order = new int[built.NodeCount];
        bool isOrdered = Planner.TryLexicographicOrder(built.View, order);
        int[]? expected = ReferencePlanner.LexicographicOrder(built.Offsets, built.Targets);
        Assert.Equal(expected is not null, isOrdered);
        if (expected is not null)
        {
            Assert.Equal(expected, order);
        }
    }
}
