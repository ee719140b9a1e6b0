using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>The planner: plans into a reused <see cref="Plan"/>, whole workflows from an edge list to a plan, remembered plans, and what stands on a plan.</summary>
internal static class PlanningSuite
{
    private const ulong Seed = 20_260_101;

    private const string Obvious = "the obvious C# version (a list per node, a queue)";

    public static BenchSuite Create() => new("planning",
    [
        Dense("plan-10", 10),
        Dense("plan-100", 100),
        Dense("plan-500", 500),
        Dense("plan-1000", 1_000),
        Dense("plan-2000", 2_000),
        Sparse("plan-10k", 10_000),
        Sparse("plan-100k", 100_000),
        Sparse("plan-1M", 1_000_000),
        Local("local-10k", 10_000),
        Local("local-100k", 100_000),
        Local("local-1M", 1_000_000),
        Workflow("workflow-1000", 1_000, GraphSamples.TenthOfPairs(1_000)),
        Workflow("workflow-2000", 2_000, GraphSamples.TenthOfPairs(2_000)),
        Workflow("workflow-100k", 100_000, 400_000),
        CacheCases.SameObject("cache-same", 1_000, Seed),
        CacheCases.EqualContent("cache-equal", 1_000, Seed),
        AnalysisCases.Reduction("reduction-1000", 1_000, Seed),
        AnalysisCases.Schedule("schedule-1000", taskCount: 1_000, workers: 16, Seed),
        AnalysisCases.ImprovedSchedule("schedule-1000-best", taskCount: 1_000, workers: 16, Seed),
    ]);

    /// <summary>A tenth of all pairs connected.</summary>
    private static BenchCase Dense(string name, int nodeCount)
        => Plan(name, () => GraphSamples.Random(nodeCount, GraphSamples.TenthOfPairs(nodeCount), Seed));

    /// <summary>Four edges per node to any later node: beyond the caches each edge is a wait for memory.</summary>
    private static BenchCase Sparse(string name, int nodeCount)
        => Plan(name, () => GraphSamples.Random(nodeCount, 4 * nodeCount, Seed)) with { FitName = "scaling" };

    /// <summary>Four edges per node to nodes nearby, as workflows have them: memory is out of the way and the algorithm's own scaling remains.</summary>
    private static BenchCase Local(string name, int nodeCount)
        => Plan(name, () => GraphSamples.Local(nodeCount, degree: 4, window: 1_000, Seed)) with { FitName = "scaling-local" };

    /// <summary>Plans into a plan that is reused.</summary>
    private static BenchCase Plan(string name, Func<Digraph> sample) => new(name, () =>
    {
        Digraph graph = sample();
        var plan = new Plan();
        List<int>[] successors = ObviousPlanner.Adjacency(graph);
        long[] costs = graph.Costs.ToArray();
        ObviousPlan? obvious = null;
        return new BenchSubject
        {
            Run = () => Planner.Plan(graph, plan),
            Baseline = () => obvious = ObviousPlanner.Plan(successors, costs),
            Verify = () => PlanComparison.Difference(plan, obvious!),
            UnitCount = graph.EdgeCount,
            Size = (long)graph.NodeCount + graph.EdgeCount,
        };
    })
    {
        Baseline = Obvious,
    };

    /// <summary>
    /// From a list of edges to a plan, everything fresh: its bytes are at least the memory that one workflow keeps, graph
    /// and plan together.
    /// </summary>
    private static BenchCase Workflow(string name, int nodeCount, int edgeCount) => new(name, () =>
    {
        Digraph sample = GraphSamples.Random(nodeCount, edgeCount, Seed);
        (int[] from, int[] to) = GraphSamples.Edges(sample);
        long[] costs = sample.Costs.ToArray();
        Plan? plan = null;
        ObviousPlan? obvious = null;
        return new BenchSubject
        {
            Run = () => Planner.Plan(Digraph.FromEdges(nodeCount, from, to, costs), plan = new Plan()),
            Baseline = () => obvious = ObviousPlanner.Plan(ObviousPlanner.Adjacency(nodeCount, from, to), costs),
            Verify = () => PlanComparison.Difference(plan!, obvious!),
            UnitCount = edgeCount,
            Size = (long)nodeCount + edgeCount,
        };
    })
    {
        Baseline = Obvious,
    };
}
