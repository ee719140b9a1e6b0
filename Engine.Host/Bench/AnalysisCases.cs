using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>The analyses that stand on a plan: transitive reduction and list scheduling.</summary>
internal static class AnalysisCases
{
    /// <summary>Which edges of a random graph with a tenth of all pairs connected are redundant.</summary>
    public static BenchCase Reduction(string name, int nodeCount, ulong seed) => new(name, () =>
    {
        Digraph graph = GraphSamples.Random(nodeCount, GraphSamples.TenthOfPairs(nodeCount), seed);
        Plan plan = PlanOf(graph);
        var kept = new bool[graph.EdgeCount];
        bool[] obvious = [];
        return new BenchSubject
        {
            Run = () => TransitiveReduction.Find(graph, plan, kept),
            Baseline = () => obvious = ObviousReduction.Find(graph, plan),
            Verify = () => PlanComparison.Unequal<bool>("kept edge", kept, obvious),
            EdgeCount = graph.EdgeCount,
        };
    })
    {
        Baseline = "the obvious C# reduction (a BitArray per node)",
    };

    /// <summary>The plain rule on a random graph with four edges per task.</summary>
    public static BenchCase Schedule(string name, int taskCount, int workers, ulong seed) => new(name, () =>
    {
        Digraph graph = GraphSamples.Random(taskCount, 4 * taskCount, seed);
        Plan plan = PlanOf(graph);
        var schedule = new Schedule();
        long[] obvious = [];
        return new BenchSubject
        {
            Run = () => ListScheduler.Schedule(graph, plan, workers, schedule, ScheduleEffort.Plain),
            Baseline = () => obvious = ObviousScheduler.Starts(graph, plan, workers),
            Verify = () => PlanComparison.Unequal("start", schedule.Start, obvious),
            EdgeCount = graph.EdgeCount,
        };
    })
    {
        Baseline = "the obvious C# list scheduler (two priority queues)",
    };

    /// <summary>The improved schedule of the same graph; it may take longer and must not be worse than the plain rule's.</summary>
    public static BenchCase ImprovedSchedule(string name, int taskCount, int workers, ulong seed) => new(name, () =>
    {
        Digraph graph = GraphSamples.Random(taskCount, 4 * taskCount, seed);
        Plan plan = PlanOf(graph);
        Schedule schedule = new(), plain = new();
        ListScheduler.Schedule(graph, plan, workers, plain, ScheduleEffort.Plain);
        return new BenchSubject
        {
            Run = () => ListScheduler.Schedule(graph, plan, workers, schedule, ScheduleEffort.Improved),
            Verify = () => schedule.Makespan <= plain.Makespan ? null : $"the makespan is {schedule.Makespan}, the plain rule's {plain.Makespan}",
            EdgeCount = graph.EdgeCount,
        };
    });

    private static Plan PlanOf(Digraph graph)
    {
        var plan = new Plan();
        Planner.Plan(graph, plan);
        return plan;
    }
}
