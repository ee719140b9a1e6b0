using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

/// <summary>Graphs, setups and executors for tests of runs.</summary>
internal static class RunFixture
{
    public static readonly RunRequest TwoEmptyWorkers = new() { Workers = 2, Speed = double.PositiveInfinity };

    public static Plan PlanOf(Digraph graph)
    {
        var plan = new Plan();
        Planner.Plan(graph, plan);
        return plan;
    }

    public static GraphExecutor<TBody> Executor<TBody>(Digraph graph, int workers, TBody body, TimeProvider? time = null)
        where TBody : struct, ITaskBody
        => new(graph, new TaskRanks(PlanOf(graph)), workers, body, time ?? new TickingTime());

    /// <summary>Runs to the end.</summary>
    public static RunRecord Run<TBody>(Digraph graph, int workers, TBody body, TimeProvider? time = null)
        where TBody : struct, ITaskBody
    {
        using GraphExecutor<TBody> executor = Executor(graph, workers, body, time);
        executor.Start();
        return executor.Finish();
    }

    public static Digraph Chain(int length)
        => Digraph.FromEdges(length, [.. Enumerable.Range(0, length - 1)], [.. Enumerable.Range(1, length - 1)]);

    public static Digraph Independent(int count) => Digraph.FromEdges(count, [], []);

    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(static task => $"task{task}")];

    /// <summary>A file of seconds: a -> b, a -> c, b -> d, c -> d, with costs 1, 2, 3, 1.</summary>
    public static GraphFile Diamond() => new()
    {
        Path = "diamond.json",
        Format = "WfFormat 1.5",
        Title = "diamond",
        TaskNames = ["a", "b", "c", "d"],
        Costs = [1_000_000, 2_000_000, 3_000_000, 1_000_000],
        EdgeFrom = [0, 0, 1, 2],
        EdgeTo = [1, 2, 3, 3],
        Unit = CostUnit.Seconds,
    };

    public static RunSetup Setup(GraphFile file, RunRequest options)
    {
        Digraph graph = file.BuildGraph();
        return new RunSetup(file, graph, PlanOf(graph), options);
    }

    /// <summary>The record of a correct run of the diamond on two workers, 1 tick a second: a; b beside c; d.</summary>
    public static RunRecord DiamondRecord()
    {
        var record = new RunRecord(taskCount: 4, workerCount: 2, ticksPerSecond: 1) { StartedTicks = 100, EndedTicks = 110, Outcome = RunOutcome.Completed };
        Set(record, task: 0, worker: 0, free: 100, start: 100, end: 101);
        Set(record, task: 2, worker: 0, free: 101, start: 102, end: 105);
        Set(record, task: 1, worker: 1, free: 100, start: 104, end: 106);
        Set(record, task: 3, worker: 1, free: 106, start: 106, end: 107);
        record.Tallies[0].BeganTicks = 100;
        record.Tallies[0].IdleTicks = 3;
        record.Tallies[0].EndedTicks = 108;
        record.Tallies[1].BeganTicks = 100;
        record.Tallies[1].IdleTicks = 2;
        record.Tallies[1].EndedTicks = 108;
        return record;
    }

    private static void Set(RunRecord record, int task, int worker, long free, long start, long end)
    {
        record.Worker[task] = worker;
        record.WorkerFree[task] = free;
        record.Start[task] = start;
        record.End[task] = end;
        record.StartCount[task] = 1;
        record.State[task] = TaskState.Completed;
        record.Tallies[worker].Finish(end - start, cost: 1);
    }
}
