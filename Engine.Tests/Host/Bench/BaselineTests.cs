using Engine.Graphs;
using Engine.Host.Bench;
using Engine.Tests.Graphs;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Bench;

/// <summary>A baseline that computes something else proves nothing.</summary>
[Properties(Arbitrary = [typeof(GraphGen)])]
public class BaselineTests
{
    [Property(MaxTest = 300)]
    public void Obvious_planner_equals_the_planner(RandomDag dag)
    {
        Digraph graph = Graph(dag.Case);
        Plan plan = PlanOf(graph);

        Assert.Null(PlanComparison.Difference(plan, ObviousPlanner.Plan(ObviousPlanner.Adjacency(graph), Costs(graph))));
    }

    [Property(MaxTest = 100)]
    public void Obvious_planner_refuses_a_cycle_as_the_planner_does(RandomDigraph random)
    {
        Digraph graph = Graph(random.Case);
        bool planned = Planner.TryPlan(graph, new Plan());

        if (planned)
        {
            ObviousPlanner.Plan(ObviousPlanner.Adjacency(graph), Costs(graph));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => ObviousPlanner.Plan(ObviousPlanner.Adjacency(graph), Costs(graph)));
        }
    }

    [Property(MaxTest = 100)]
    public void Obvious_reduction_equals_the_reduction(RandomDag dag)
    {
        Digraph graph = Graph(dag.Case);
        Plan plan = PlanOf(graph);
        var kept = new bool[graph.EdgeCount];
        TransitiveReduction.Find(graph, plan, kept);

        Assert.Equal(kept, ObviousReduction.Find(graph, plan));
    }

    [Fact]
    public void Obvious_scheduler_starts_each_task_when_the_scheduler_does()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Digraph graph = GraphSamples.Random(200, 800, seed, shuffled: true);
            Plan plan = PlanOf(graph);
            foreach (int workers in new[] { 1, 2, 3, 16, 300 })
            {
                var schedule = new Schedule();
                ListScheduler.Schedule(graph, plan, workers, schedule, ScheduleEffort.Plain);
                Assert.Equal(schedule.Start.ToArray(), ObviousScheduler.Starts(graph, plan, workers));
            }
        }
    }

    [Fact]
    public void Comparison_names_the_fact_and_the_place()
    {
        Digraph graph = GraphSamples.Random(50, 200, seed: 1);
        Plan plan = PlanOf(graph);
        ObviousPlan other = ObviousPlanner.Plan(ObviousPlanner.Adjacency(graph), Costs(graph));
        other.LatestStart[17]++;

        Assert.StartsWith("latest start at 17: ", PlanComparison.Difference(plan, other), StringComparison.Ordinal);
        Assert.Equal("edge at 2: nothing here, 3 in the baseline", PlanComparison.Unequal<int>("edge", [1, 2], [1, 2, 3]));
    }

    /// <summary>Without delays on edges: the samples of the benchmarks have none, and the obvious versions know none.</summary>
    private static Digraph Graph(GraphCase random) => (random with { EdgeCosts = [] }).Build();

    private static Plan PlanOf(Digraph graph)
    {
        var plan = new Plan();
        Planner.Plan(graph, plan);
        return plan;
    }

    private static long[] Costs(Digraph graph) => [.. Enumerable.Range(0, graph.NodeCount).Select(graph.Cost)];
}
