using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>The planner: plans into a reused <see cref="Plan"/>, and whole workflows from an edge list to a plan.</summary>
internal static class PlanningSuite
{
    private const ulong Seed = 20_260_101;

    private const string Obvious = "the obvious C# version (a list per node, a queue)";

    public static BenchSuite Create() => new("planning",
    [
        Plan("plan-10", 10, GraphSamples.TenthOfPairs(10)),
        Plan("plan-100", 100, GraphSamples.TenthOfPairs(100)),
        Plan("plan-500", 500, GraphSamples.TenthOfPairs(500)),
        Plan("plan-1000", 1_000, GraphSamples.TenthOfPairs(1_000)),
        Plan("plan-2000", 2_000, GraphSamples.TenthOfPairs(2_000)),
        Plan("plan-10k", 10_000, 40_000) with { InScalingFit = true },
        Plan("plan-100k", 100_000, 400_000) with { InScalingFit = true },
        Plan("plan-1M", 1_000_000, 4_000_000) with { InScalingFit = true },
        Workflow("workflow-1000", 1_000, GraphSamples.TenthOfPairs(1_000)),
        Workflow("workflow-2000", 2_000, GraphSamples.TenthOfPairs(2_000)),
        Workflow("workflow-100k", 100_000, 400_000),
    ]);

    /// <summary>Plans a random graph into a plan that is reused.</summary>
    private static BenchCase Plan(string name, int nodeCount, int edgeCount) => new(name, () =>
    {
        Digraph graph = GraphSamples.Random(nodeCount, edgeCount, Seed);
        var plan = new Plan();
        List<int>[] successors = ObviousPlanner.Adjacency(graph);
        long[] costs = graph.Costs.ToArray();
        ObviousPlan? obvious = null;
        return new BenchSubject
        {
            Run = () => Planner.Plan(graph, plan),
            Baseline = () => obvious = ObviousPlanner.Plan(successors, costs),
            Verify = () => PlanComparison.Difference(plan, obvious!),
            EdgeCount = edgeCount,
            Size = (long)nodeCount + edgeCount,
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
        (int[] from, int[] to) = Edges(sample);
        long[] costs = sample.Costs.ToArray();
        Plan? plan = null;
        ObviousPlan? obvious = null;
        return new BenchSubject
        {
            Run = () => Planner.Plan(Digraph.FromEdges(nodeCount, from, to, costs), plan = new Plan()),
            Baseline = () => obvious = ObviousPlanner.Plan(ObviousPlanner.Adjacency(nodeCount, from, to), costs),
            Verify = () => PlanComparison.Difference(plan!, obvious!),
            EdgeCount = edgeCount,
            Size = (long)nodeCount + edgeCount,
        };
    })
    {
        Baseline = Obvious,
    };

    /// <summary>The edges of a graph in a random order, as they would come from a file.</summary>
    private static (int[] From, int[] To) Edges(Digraph graph)
    {
        var from = new int[graph.EdgeCount];
        var to = new int[graph.EdgeCount];
        var random = new SeededRandom(Seed);
        int edge = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int successor in graph.Successors(node))
            {
                int slot = random.Below(edge + 1);
                (from[edge], to[edge]) = (from[slot], to[slot]);
                (from[slot], to[slot]) = (node, successor);
                edge++;
            }
        }

        return (from, to);
    }
}
