using Engine.Graphs;
using Engine.Host.Insights;
using Engine.Tests.Graphs;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Insights;

public sealed class SpanSavingsTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Savings_equal_the_difference_of_two_plans(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        var plan = new Plan();
        Planner.Plan(graph, plan);
        long[] savings = SpanSavings.Find(graph, plan);
        Assert.Equal(plan.CriticalPath.Length, savings.Length);
        var without = new Plan();
        for (int i = 0; i < savings.Length; i++)
        {
            long[] costs = [.. Enumerable.Range(0, graph.NodeCount).Select(graph.Cost)];
            costs[plan.CriticalPath[i]] = 0;
            Planner.Plan(graph, costs, without);
            Assert.Equal(plan.Span - without.Span, savings[i]);
        }
    }

    [Fact]
    public void Savings_along_a_chain_of_a_million_are_its_costs()
    {
        const int Count = 1_000_000;
        int[] from = [.. Enumerable.Range(0, Count - 1)], to = [.. Enumerable.Range(1, Count - 1)];
        Digraph graph = Digraph.FromEdges(Count, from, to);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        Assert.DoesNotContain(SpanSavings.Find(graph, plan), static saving => saving != 1);
    }

    [Fact]
    public void Largest_bottlenecks_come_in_order_of_what_they_save()
    {
        // 0 -> 1 -> 3 -> 4 is critical; 2 runs beside 1 and holds most of its saving back.
        Digraph graph = Digraph.FromEdges(5, [0, 0, 1, 2, 3], [1, 2, 3, 3, 4], [4, 9, 8, 2, 0]);
        var plan = new Plan();
        Planner.Plan(graph, plan);
        Assert.Equal([new Bottleneck(0, 4, 4), new Bottleneck(3, 2, 2)], Bottleneck.FindLargest(graph, plan, 2));
        Assert.Equal([new Bottleneck(0, 4, 4), new Bottleneck(3, 2, 2), new Bottleneck(1, 9, 1)], Bottleneck.FindLargest(graph, plan, 10));
    }

    [Property(Arbitrary = [typeof(GraphGen)])]
    public void Components_equal_a_flood_over_the_edges(RandomDag dag)
    {
        int[] label = [.. Enumerable.Range(0, dag.Case.NodeCount)];
        for (int round = 0; round < dag.Case.NodeCount; round++)
        {
            for (int edge = 0; edge < dag.Case.EdgeCount; edge++)
            {
                int least = Math.Min(label[dag.Case.From[edge]], label[dag.Case.To[edge]]);
                label[dag.Case.From[edge]] = label[dag.Case.To[edge]] = least;
            }
        }

        Assert.Equal(label.Distinct().Count(), SeparateParts.Count(dag.Case.Build()));
    }
}
