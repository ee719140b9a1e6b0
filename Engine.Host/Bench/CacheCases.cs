using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>What a remembered plan costs, against planning again into a reused plan.</summary>
internal static class CacheCases
{
    private const string PlanningAgain = "planning the same graph again into a reused plan";

    /// <summary>The graph object of last time.</summary>
    public static BenchCase SameObject(string name, int nodeCount, ulong seed) => new(name, () =>
    {
        Digraph graph = Sample(nodeCount, seed);
        return Subject(new PlanCache(), graph, prepareRound: null, roundOperations: 0, next: () => graph);
    })
    {
        Baseline = PlanningAgain,
    };

    /// <summary>A graph object that was never seen, with the content of last time's: hashed and compared in full.</summary>
    public static BenchCase EqualContent(string name, int nodeCount, ulong seed) => new(name, () =>
    {
        // A graph keeps its hash: each object can be new to a cache only once.
        var copies = new Digraph[32];
        int used = copies.Length;
        Digraph graph = Sample(nodeCount, seed);
        (int[] from, int[] to) = GraphSamples.Edges(graph);
        long[] costs = graph.Costs.ToArray();
        void MakeCopies()
        {
            for (used = 0; used < copies.Length; used++)
            {
                copies[used] = Digraph.FromEdges(graph.NodeCount, from, to, costs);
            }
        }

        return Subject(new PlanCache(), graph, MakeCopies, copies.Length, next: () => copies[--used]);
    })
    {
        Baseline = PlanningAgain,
    };

    private static BenchSubject Subject(PlanCache cache, Digraph graph, Action? prepareRound, int roundOperations, Func<Digraph> next)
    {
        Plan? found = null;
        var plan = new Plan();
        Plan first = cache.GetOrPlan(graph);
        prepareRound?.Invoke();
        return new BenchSubject
        {
            Run = () => found = cache.GetOrPlan(next()),
            Baseline = () => Planner.Plan(graph, plan),
            Verify = () => ReferenceEquals(found, first) && found.Order.SequenceEqual(plan.Order) ? null : "the cache did not return the remembered plan",
            PrepareRound = prepareRound,
            RoundOperations = roundOperations,
            EdgeCount = graph.EdgeCount,
        };
    }

    private static Digraph Sample(int nodeCount, ulong seed) => GraphSamples.Random(nodeCount, GraphSamples.TenthOfPairs(nodeCount), seed);
}
