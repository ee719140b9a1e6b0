using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class CycleFinderTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Find_in_a_graph_equals_the_reference(RandomDigraph graph)
    {
        Digraph built = graph.Case.Build();
        Assert.Equal(ReferenceCycle.Find(built.Offsets, built.Targets), CycleFinder.Find(built));
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Find_in_foreign_rows_equals_the_reference(RandomDigraph graph)
    {
        (int[] offsets, int[] targets, _) = graph.Case.RawRows();
        Assert.Equal(ReferenceCycle.Find(offsets, targets), CycleFinder.Find(new DigraphView(offsets, targets)));
    }

    [Fact]
    public void Find_in_every_graph_of_four_nodes_equals_the_reference_and_is_shortest()
    {
        foreach (GraphCase graph in GraphGen.AllDigraphs(4))
        {
            Digraph built = graph.Build();
            int[] cycle = CycleFinder.Find(built);
            Assert.Equal(ReferenceCycle.Find(built.Offsets, built.Targets), cycle);
            Assert.Equal(ShortestLength(built), cycle.Length);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_in_a_ring_of_a_million_nodes_returns_it_all(bool shuffled)
    {
        Digraph ring = Chains.Cycle(1_000_000, shuffled);
        int[] cycle = CycleFinder.Find(ring);
        Assert.Equal(1_000_000, cycle.Length);
        Assert.Equal(0, cycle[0]);
        for (int i = 0; i < cycle.Length; i++)
        {
            Assert.Equal(cycle[(i + 1) % cycle.Length], ring.Successors(cycle[i])[0]);
        }
    }

    /// <summary>By powers of the adjacency: the shortest closed walk through the smallest node that has one is a cycle.</summary>
    private static int ShortestLength(Digraph graph)
    {
        for (int start = 0; start < graph.NodeCount; start++)
        {
            int reached = 1 << start;
            for (int length = 1; length <= graph.NodeCount; length++)
            {
                int next = 0;
                for (int node = 0; node < graph.NodeCount; node++)
                {
                    foreach (int target in graph.Successors(node))
                    {
                        next |= (reached >> node & 1) << target;
                    }
                }

                reached = next;
                if ((reached >> start & 1) != 0)
                {
                    return length;
                }
            }
        }

        return 0;
    }
}
