using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class StronglyConnectedTests
{
    private readonly Components _components = new();

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Find_in_a_graph_equals_the_reference(RandomDigraph graph) => EqualsReference(graph.Case.Build());

    [Fact]
    public void Find_in_every_graph_of_four_nodes_equals_the_reference()
    {
        foreach (GraphCase graph in GraphGen.AllDigraphs(4))
        {
            EqualsReference(graph.Build());
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 200)]
    public void Condense_gives_the_edges_between_components_and_the_costs_of_their_members(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        StronglyConnected.Find(built, _components);
        Digraph condensed = StronglyConnected.Condense(built, _components);

        using var builder = new DigraphBuilder();
        for (int component = 0; component < _components.Count; component++)
        {
            builder.AddNode(_components.MembersOf(component).ToArray().Sum(built.Cost));
        }

        for (int node = 0; node < built.NodeCount; node++)
        {
            for (int edge = built.Offsets[node]; edge < built.Offsets[node + 1]; edge++)
            {
                int from = _components.ComponentOf[node], to = _components.ComponentOf[built.Targets[edge]];
                if (from != to)
                {
                    builder.AddEdge(from, to, built.EdgeCosts.IsEmpty ? 0 : built.EdgeCosts[edge]);
                }
            }
        }

        Digraph expected = builder.Build();
        Assert.True(condensed.IsForward);
        Assert.True(expected.ContentEquals(condensed));
        Assert.Equal(expected.ContentHash, condensed.ContentHash);
    }

    [Fact]
    public void Condense_of_an_acyclic_graph_whose_nodes_cost_one_is_that_graph()
    {
        Digraph chain = Chains.Chain(5, shuffled: false);
        StronglyConnected.Find(chain, _components);
        Digraph condensed = StronglyConnected.Condense(chain, _components);
        Assert.True(condensed.Costs.IsEmpty);
        Assert.True(chain.ContentEquals(condensed));
    }

    [Fact]
    public void Condense_that_swallows_the_only_delayed_edge_gives_a_graph_without_delays()
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes(3);
        builder.AddEdge(0, 1, 7);
        builder.AddEdge(1, 0, 0);
        builder.AddEdge(1, 2, 0);
        Digraph graph = builder.Build();
        StronglyConnected.Find(graph, _components);
        Digraph condensed = StronglyConnected.Condense(graph, _components);
        Assert.True(condensed.EdgeCosts.IsEmpty);
        Assert.True(Digraph.FromEdges(2, [0], [1], [2, 1]).ContentEquals(condensed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_in_a_million_nodes_in_a_row_or_in_a_ring(bool shuffled)
    {
        StronglyConnected.Find(Chains.Cycle(1_000_000, shuffled), _components);
        Assert.Equal(1, _components.Count);
        Assert.Equal(1_000_000, _components.LargestSize);
        StronglyConnected.Find(Chains.Million(shuffled), _components);
        Assert.Equal(1_000_000, _components.Count);
        Assert.Equal(0, _components.NontrivialCount);
    }

    [Fact]
    public void Find_a_second_time_allocates_nothing()
    {
        Digraph graph = GraphGen.Make(GraphGen.Shape.Sparse, 900, 3, cyclic: true).Build();
        Assert.Equal(0, Allocations.Of(() => StronglyConnected.Find(graph, _components)));
    }

    [Fact]
    public void Members_of_a_component_that_is_not_there_say_so()
    {
        StronglyConnected.Find(Digraph.FromEdges(2, [0], [1]), _components);
        Assert.Throws<ArgumentOutOfRangeException>(() => _components.SizeOf(2));
        Assert.Throws<GraphException>(() => StronglyConnected.Condense(Digraph.FromEdges(3, [0], [1]), _components));
        string message = Assert.Throws<GraphException>(() => StronglyConnected.Find(Digraph.FromEdges(3, [0], [1]), new int[2])).Message;
        Assert.DoesNotContain("or none", message, StringComparison.Ordinal);
        Assert.Contains("one per node: 3", message, StringComparison.Ordinal);
    }

    private void EqualsReference(Digraph graph)
    {
        StronglyConnected.Find(graph, _components);
        int[] expected = ReferenceComponents.SmallestMembers(graph.Offsets, graph.Targets);
        int[] sizes = [.. expected.GroupBy(static smallest => smallest).Select(static group => group.Count())];
        Assert.Equal(sizes.Length, _components.Count);
        Assert.Equal(sizes.Count(static size => size > 1), _components.NontrivialCount);
        Assert.Equal(sizes.DefaultIfEmpty().Max(), _components.LargestSize);
        Assert.Equal(graph.NodeCount, _components.NodeCount);
        Assert.Equal(Enumerable.Range(0, graph.NodeCount), _components.Members.ToArray().Order());
        for (int component = 0; component < _components.Count; component++)
        {
            int[] members = _components.MembersOf(component).ToArray();
            Assert.Equal(members.Order(), members);
            Assert.Equal(_components.SizeOf(component), members.Length);
            foreach (int member in members)
            {
                Assert.Equal(members[0], expected[member]);
                Assert.Equal(component, _components.ComponentOf[member]);
                foreach (int target in graph.Successors(member))
                {
                    Assert.True(_components.ComponentOf[target] >= component);
                }
            }
        }
    }
}
