using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>Bad input to the planner is named; good input in odd places works; memory is taken once.</summary>
public class PlannerErrorsTests
{
    [Fact]
    public void Costs_of_another_length_are_refused()
    {
        Digraph graph = Digraph.FromEdges(3, [0], [1]);
        var error = Assert.Throws<GraphException>(() => Planner.Plan(graph.View, [1, 2], new Plan()));
        Assert.Equal("costs has 2 elements; pass one per node, 3, or none.", error.Message);
    }

    [Fact]
    public void Negative_cost_is_named()
    {
        Digraph graph = Digraph.FromEdges(9, [0], [1]);
        var error = Assert.Throws<GraphException>(() => Planner.Plan(graph.View, [1, 2, 3, 4, 5, 6, 7, -8, 9], new Plan()));
        Assert.Equal("Node 7 has the cost -8; a cost is 0 or more.", error.Message);
    }

    [Fact]
    public void Costs_that_overflow_are_refused_even_where_no_path_holds_them_all()
    {
        Digraph graph = Digraph.FromEdges(2, [], []);
        Planner.Plan(graph.View, [long.MaxValue, 0], new Plan());
        var error = Assert.Throws<GraphException>(() => Planner.Plan(graph.View, [long.MaxValue, 1], new Plan()));
        Assert.StartsWith("The costs add up to more than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delays_that_overflow_with_the_costs_are_refused()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes([1, 1]);
        builder.AddEdge(0, 1, long.MaxValue - 1);
        Assert.Throws<GraphException>(() => Planner.Plan(builder.Build(), new Plan()));
    }

    [Fact]
    public void Largest_possible_span_is_exact()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes([1, 1]);
        builder.AddEdge(0, 1, long.MaxValue - 2);
        var plan = new Plan();
        Planner.Plan(builder.Build(), plan);
        Assert.Equal(long.MaxValue, plan.Span);
        Assert.Equal(long.MaxValue - 1, plan.EarliestStart[1]);
    }

    [Fact]
    public void Frozen_plan_cannot_be_planned_into()
    {
        Digraph graph = Digraph.FromEdges(2, [0], [1]);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        plan.Freeze();
        var error = Assert.Throws<InvalidOperationException>(() => Planner.Plan(graph, plan));
        Assert.Contains("Pass a new Plan", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, plan.NodeCount);
    }

    [Fact]
    public void Cycle_is_shown_as_a_path_that_ends_where_it_began()
    {
        Digraph graph = Digraph.FromEdges(4, [0, 1, 2, 3], [1, 2, 3, 1]);
        var error = Assert.Throws<CyclicGraphException>(() => Planner.Plan(graph, new Plan()));
        Assert.Equal("The graph has a cycle of 3 nodes: 1 -> 2 -> 3 -> 1. Remove one of its edges.", error.Message);
    }

    [Fact]
    public void Input_in_the_plans_own_memory_is_refused()
    {
        var plan = new Plan();
        Digraph chain = Digraph.FromEdges(3, [0, 1], [1, 2], [5, 6, 7]);
        Planner.Plan(chain, plan);
        var error = Assert.Throws<GraphException>(() => Planner.Plan(chain.View, plan.EarliestStart, plan));
        Assert.StartsWith("costs lies in the plan's own memory", error.Message, StringComparison.Ordinal);
        Assert.Equal(18, plan.Span);
        Assert.Throws<GraphException>(() => Planner.Plan(new DigraphView([0, 0, 0, 3], plan.InDegrees), [], plan));
        Assert.Throws<GraphException>(() => Planner.Plan(new DigraphView(plan.LevelOffsets, [1, 2, 2]), [], plan));
    }

    [Fact]
    public void Failed_plan_keeps_nothing()
    {
        var plan = new Plan();
        Planner.Plan(Chains.Chain(5, false), plan);
        Assert.False(Planner.TryPlan(Digraph.FromEdges(2, [0, 1], [1, 0]), plan));
        Assert.Equal((0, 0, 0, 0L, 0L), (plan.NodeCount, plan.EdgeCount, plan.LevelCount, plan.Work, plan.Span));
        Assert.Equal(2, plan.Cycle.Length);
        Planner.Plan(Chains.Chain(5, false), plan);
        Assert.True(plan.Cycle.IsEmpty);
    }

    [Fact]
    public void Costs_that_are_not_given_are_the_graphs_own()
    {
        Digraph graph = Digraph.FromEdges(2, [0], [1], [100, 200]);
        var plan = new Plan();
        Planner.Plan(graph, default, plan);
        Assert.Equal(300, plan.Span);
        Planner.Plan(graph, [1, 1], plan);
        Assert.Equal(2, plan.Span);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(257)]
    public void Buffers_of_a_plan_hold_what_kernels_write(int nodeCount)
    {
        // The bitmap of all ids lies in the latest starts, in whole blocks.
        var plan = new Plan();
        Digraph graph = Chains.Chain(nodeCount, shuffled: true);
        Assert.True(Planner.TryPlan(graph.View, default, plan, fetchAheadFrom: 0));
        Assert.True(plan.LatestStartBuffer.Length >= Engine.Internal.IdBitmap.WordsFor(nodeCount));
        Assert.Equal(nodeCount, plan.LevelCount);
    }

    [Fact]
    public void Level_that_is_not_there_is_refused()
    {
        var plan = new Plan();
        Planner.Plan(Digraph.FromEdges(2, [0], [1]), plan);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Level(2).Length);
        Assert.Equal([1], plan.Level(1));
    }

    [Fact]
    public void Graph_on_the_stack_is_planned()
    {
        Span<int> offsets = stackalloc int[] { 0, 2, 3, 3 };
        Span<int> targets = stackalloc int[] { 1, 2, 2 };
        var plan = new Plan();
        Planner.Plan(new DigraphView(offsets, targets), [3, 1, 2], plan);
        Assert.Equal(6, plan.Span);
        Assert.Equal([0, 1, 2], plan.CriticalPath);
    }

    [Fact]
    public unsafe void Graph_in_native_memory_is_planned()
    {
        int* memory = (int*)System.Runtime.InteropServices.NativeMemory.Alloc(7, sizeof(int));
        try
        {
            int[] rows = [0, 2, 3, 3, 1, 2, 2];
            rows.CopyTo(new Span<int>(memory, 7));
            var plan = new Plan();
            Planner.Plan(new DigraphView(new ReadOnlySpan<int>(memory, 4), new ReadOnlySpan<int>(memory + 4, 3)), [], plan);
            Assert.Equal(3, plan.LevelCount);
        }
        finally
        {
            System.Runtime.InteropServices.NativeMemory.Free(memory);
        }
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_000, true)]
    [InlineData(70_000, false)]
    [InlineData(70_000, true)]
    public void Planning_into_a_reused_plan_allocates_nothing(int nodeCount, bool foreign)
    {
        Digraph graph = Chains.Chain(nodeCount, shuffled: true);
        var plan = new Plan();
        int[] order = new int[nodeCount];
        Assert.Equal(0, Allocations.Of(() =>
        {
            DigraphView view = foreign ? new DigraphView(graph.Offsets, graph.Targets) : graph.View;
            Planner.Plan(view, graph.Costs, plan);
            Planner.TryLexicographicOrder(view, order);
        }));
        Assert.Equal(nodeCount, plan.NodeCount);
    }
}
