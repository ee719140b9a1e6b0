using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class AntichainTests
{
    private readonly Plan _plan = new();

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Members_of_a_graph_are_as_many_as_the_reference_says_and_reach_none_of_one_another(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        Planner.Plan(graph, _plan);
        EqualsReference(graph.View);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 200)]
    public void Members_of_foreign_rows_with_parallel_edges_are_right_too(RandomDag dag)
    {
        (int[] offsets, int[] targets, _) = dag.Case.RawRows();
        var view = new DigraphView(offsets, targets);
        Planner.Plan(view, [], _plan);
        EqualsReference(view);
    }

    [Fact]
    public void Members_of_every_graph_of_five_nodes_are_right()
    {
        foreach (GraphCase graph in GraphGen.AllDags(5))
        {
            Digraph built = graph.Build();
            Planner.Plan(built, _plan);
            EqualsReference(built.View);
        }
    }

    [Fact]
    public void MaxSize_is_larger_than_the_widest_level_where_levels_are_staggered()
    {
        // 0 -> 1 (level 1), 2 -> 3 -> 4 (level 2), 2 -> 3 -> 5 -> 6 (level 3): 1, 4 and 6 stand on three levels.
        Digraph graph = Digraph.FromEdges(7, [0, 2, 3, 3, 5], [1, 3, 4, 5, 6]);
        Planner.Plan(graph, _plan);
        Assert.Equal(2, _plan.MaxLevelWidth);
        Assert.Equal(3, Antichain.MaxSize(graph, _plan));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MaxSize_of_a_chain_of_a_million_nodes_is_one(bool shuffled)
    {
        Digraph chain = Chains.Million(shuffled);
        Planner.Plan(chain, _plan);
        Assert.Equal(1, Antichain.MaxSize(chain, _plan));
    }

    [Fact]
    public void Find_a_second_time_allocates_nothing()
    {
        Digraph graph = GraphGen.Make(GraphGen.Shape.Sparse, 900, 3).Build();
        Planner.Plan(graph, _plan);
        int[] members = new int[graph.NodeCount];
        Assert.Equal(0, Allocations.Of(() => Antichain.Find(graph, _plan, members)));
        Assert.Equal(0, Allocations.Of(() => Antichain.MaxSize(graph, _plan)));
    }

    [Fact]
    public void Find_into_too_short_a_span_says_how_long()
    {
        Digraph graph = Digraph.FromEdges(3, [0], [1]);
        Planner.Plan(graph, _plan);
        Assert.Contains("needs 2", Assert.Throws<GraphException>(() => Antichain.Find(graph, _plan, new int[1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxSize_with_a_plan_of_another_graph_says_so()
    {
        Planner.Plan(Digraph.FromEdges(3, [0, 1], [1, 2]), _plan);
        Assert.Throws<GraphException>(() => Antichain.MaxSize(Digraph.FromEdges(3, [2, 1], [1, 0]), _plan));
        Assert.Throws<GraphException>(() => Antichain.MaxSize(Digraph.FromEdges(4, [2, 1], [1, 0]), _plan));
    }

    [Fact]
    public void Antichains_that_are_refused_give_their_memory_back()
    {
        Digraph graph = Chains.Chain(20_000, shuffled: true);
        int[] members = new int[graph.NodeCount];
        Planner.Plan(Chains.Chain(20_000, shuffled: false), _plan);
        Allocations.AssertRefusedCheaply<GraphException>(() => Antichain.MaxSize(graph, _plan));
        Allocations.AssertRefusedCheaply<GraphException>(() => Antichain.Members(graph, _plan));
        Allocations.AssertRefusedCheaply<GraphException>(() => Antichain.Find(graph, _plan, members));
        Planner.Plan(graph, _plan);
        Allocations.AssertRefusedCheaply<GraphException>(() => Antichain.Find(graph, _plan, []));
    }

    private void EqualsReference(DigraphView view)
    {
        int[] members = Antichain.Members(view, _plan);
        Assert.Equal(ReferenceAntichain.MaxSize(view.Offsets, view.Targets), members.Length);
        Assert.Equal(members.Length, Antichain.MaxSize(view, _plan));
        bool[] reaches = ReferenceReachability.Closure(view.Offsets, view.Targets);
        Assert.Equal(members.Distinct().Order(), members);
        foreach (int u in members)
        {
            foreach (int v in members)
            {
                Assert.False(reaches[(u * view.NodeCount) + v], $"{u} reaches {v}.");
            }
        }
    }
}
