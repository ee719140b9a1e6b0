using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class ReachabilityTests
{
    private readonly Plan _plan = new();
    private readonly Reachability _reachability = new();

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Every_way_to_ask_equals_the_reference_on_a_dag(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        Planner.Plan(graph, _plan);
        EqualsReference(graph.View);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 50)]
    public void Every_way_to_ask_equals_the_reference_on_foreign_rows(RandomDag dag)
    {
        (int[] offsets, int[] targets, _) = dag.Case.RawRows();
        var view = new DigraphView(offsets, targets);
        Planner.Plan(view, [], _plan);
        EqualsReference(view);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Reaches_on_a_graph_with_cycles_equals_the_reference(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        int n = built.NodeCount;
        bool[] expected = ReferenceReachability.Closure(built.Offsets, built.Targets);
        for (int u = 0; u < n; u++)
        {
            for (int v = 0; v < n; v++)
            {
                Assert.Equal(expected[(u * n) + v], _reachability.Reaches(built, u, v));
            }
        }
    }

    [Fact]
    public void Every_way_to_ask_equals_the_reference_on_every_graph_of_five_nodes()
    {
        foreach (GraphCase graph in GraphGen.AllDags(5))
        {
            Digraph built = graph.Build();
            Planner.Plan(built, _plan);
            EqualsReference(built.View);
        }
    }

    [Theory]
    [InlineData(GraphGen.Shape.Sparse)]
    [InlineData(GraphGen.Shape.Diamonds)]
    [InlineData(GraphGen.Shape.Disconnected)]
    public void Blocks_across_many_columns_equal_single_searches(GraphGen.Shape shape)
    {
        Digraph graph = GraphGen.Make(shape, 1700, 11).Build();
        Planner.Plan(graph, _plan);
        bool[] expected = ReferenceReachability.Closure(graph.Offsets, graph.Targets);
        Assert.Equal(expected.LongCount(static reaches => reaches), Reachability.CountPairs(graph, _plan));

        // Each target many times over, so that blocks of columns end in the middle of the questions.
        var random = new Random(5);
        int[] from = new int[20_000], to = new int[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            from[i] = random.Next(graph.NodeCount);
            to[i] = random.Next(graph.NodeCount);
        }

        bool[] answers = new bool[from.Length];
        Reachability.Answer(graph, _plan, from, to, answers);
        for (int i = 0; i < from.Length; i++)
        {
            Assert.Equal(expected[(from[i] * graph.NodeCount) + to[i]], answers[i]);
        }
    }

    [Fact]
    public void CountPairs_of_a_chain_of_a_hundred_thousand_nodes_is_n_times_n_minus_one_over_two()
    {
        const long N = 100_000;
        Digraph chain = Chains.Chain((int)N, shuffled: true);
        Planner.Plan(chain, _plan);
        Assert.Equal(N * (N - 1) / 2, Reachability.CountPairs(chain, _plan));
    }

    [Fact]
    public void Reaches_from_end_to_end_of_a_chain_of_a_million_nodes()
    {
        Digraph chain = Chains.Million(shuffled: true);
        Planner.Plan(chain, _plan);
        Assert.True(_reachability.Reaches(chain, _plan, _plan.Order[0], _plan.Order[^1]));
        Assert.False(_reachability.Reaches(chain, _plan, _plan.Order[^1], _plan.Order[0]));
        bool[] answers = new bool[2];
        Reachability.Answer(chain, _plan, [_plan.Order[0], _plan.Order[^1]], [_plan.Order[^1], _plan.Order[0]], answers);
        Assert.Equal([true, false], answers);
    }

    [Fact]
    public void Questions_a_second_time_allocate_nothing()
    {
        Digraph graph = GraphGen.Make(GraphGen.Shape.Sparse, 900, 3).Build();
        Planner.Plan(graph, _plan);
        int[] from = [.. Enumerable.Range(0, 900)], to = [.. Enumerable.Range(0, 900).Reverse()];
        bool[] answers = new bool[900];
        Assert.Equal(0, Allocations.Of(() => Reachability.Answer(graph, _plan, from, to, answers)));
        Assert.Equal(0, Allocations.Of(() => Reachability.CountPairs(graph, _plan)));
        Assert.Equal(0, Allocations.Of(() => _reachability.Reaches(graph, _plan, 0, 899)));
    }

    [Fact]
    public void Questions_about_nodes_that_are_not_there_say_so()
    {
        Digraph graph = Digraph.FromEdges(3, [0], [1]);
        Planner.Plan(graph, _plan);
        Assert.Contains("no node 3", Assert.Throws<GraphException>(() => _reachability.Reaches(graph, 0, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("no node -1", Assert.Throws<GraphException>(() => _reachability.Reaches(graph, _plan, -1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("no node 7", Assert.Throws<GraphException>(() => Reachability.Answer(graph, _plan, [0], [7], new bool[1])).Message, StringComparison.Ordinal);
        foreach (int[] to in new int[][] { [1], [1, 1] })
        {
            string message = Assert.Throws<GraphException>(() => Reachability.Answer(graph, _plan, [0], to, new bool[2])).Message;
            Assert.Contains("one per question: 1", message, StringComparison.Ordinal);
            Assert.DoesNotContain("or none", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reaches_with_a_plan_of_another_graph_of_the_same_size_says_so_and_leaves_no_trace()
    {
        Digraph ascending = Digraph.FromEdges(3, [0, 1], [1, 2]), descending = Digraph.FromEdges(3, [2, 1], [1, 0]);
        Planner.Plan(descending, _plan);
        Assert.Throws<GraphException>(() => _reachability.Reaches(ascending, _plan, 0, 2));
        Assert.Throws<GraphException>(() => _reachability.Reaches(ascending, _plan, 0, 1));

        // The first edge fits the plan, so that the search has seen node 1 when it meets the second.
        Planner.Plan(Digraph.FromEdges(4, [0, 1], [1, 3]), _plan);
        Digraph half = Digraph.FromEdges(4, [0, 1], [1, 2]);
        Assert.Throws<GraphException>(() => _reachability.Reaches(half, _plan, 0, 3));
        Assert.True(_reachability.Reaches(half, 0, 2));
    }

    [Fact]
    public void Questions_that_are_refused_give_their_memory_back()
    {
        (Digraph graph, int[] nodes, bool[] answers) = (Chains.Chain(20_000, shuffled: true), new int[20_000], new bool[20_000]);
        Planner.Plan(Digraph.FromEdges(20_000, [.. Enumerable.Range(0, 19_999)], [.. Enumerable.Range(1, 19_999)]), _plan);
        Allocations.AssertRefusedCheaply<GraphException>(() => Reachability.CountPairs(graph, _plan));
        Allocations.AssertRefusedCheaply<GraphException>(() => Reachability.Answer(graph, _plan, nodes, nodes, answers));
        Allocations.AssertRefusedCheaply<GraphException>(() => _reachability.Reaches(graph, _plan, _plan.Order[^1], _plan.Order[0]));
    }

    private void EqualsReference(DigraphView view)
    {
        int n = view.NodeCount;
        bool[] expected = ReferenceReachability.Closure(view.Offsets, view.Targets);
        Assert.Equal(expected.LongCount(static reaches => reaches), Reachability.CountPairs(view, _plan));
        int[] from = new int[n * n], to = new int[n * n];
        for (int i = 0; i < from.Length; i++)
        {
            from[i] = i / n;
            to[i] = i % n;
            Assert.Equal(expected[i], _reachability.Reaches(view, _plan, from[i], to[i]));
        }

        bool[] answers = new bool[n * n];
        Reachability.Answer(view, _plan, from, to, answers);
        Assert.Equal(expected, answers);
    }
}
