using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>The analyses that stand on a plan: transitive reduction and list scheduling.</summary>
internal static class AnalysisCases
{
    private const string ObviousSchedule = "the obvious C# list scheduler (two priority queues, the plain rule)";

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
            UnitCount = graph.EdgeCount,
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
            UnitCount = graph.EdgeCount,
        };
    })
    {
        Baseline = ObviousSchedule,
    };

    /// <summary>The improved schedule of the same graph: it takes longer than the plain rule and must not end later.</summary>
    public static BenchCase ImprovedSchedule(string name, int taskCount, int workers, ulong seed) => new(name, () =>
    {
        Digraph graph = GraphSamples.Random(taskCount, 4 * taskCount, seed);
        Plan plan = PlanOf(graph);
        var schedule = new Schedule();
        long[] obvious = [];
        return new BenchSubject
        {
            Run = () => ListScheduler.Schedule(graph, plan, workers, schedule, ScheduleEffort.Improved),
            Baseline = () => obvious = ObviousScheduler.Starts(graph, plan, workers),
            Verify = () =>
            {
                long makespan = Enumerable.Range(0, taskCount).Max(task => obvious[task] + graph.Cost(task));
                return schedule.Makespan <= makespan ? null : $"the makespan is {schedule.Makespan}, the plain rule's {makespan}";
            },
            UnitCount = graph.EdgeCount,
        };
    })
    {
        Baseline = ObviousSchedule,
    };

    private static Plan PlanOf(Digraph graph)
    {
        var plan = new Plan();
        Planner.Plan(graph, plan);
        return plan;
    }
}
