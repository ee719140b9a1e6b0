using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>Other ways to run a graph, each as a function of the first input and of how many runs follow one another.</summary>
internal static class Peers
{
    public static IReadOnlyList<(string Name, Func<ShapeGraph, Func<int, long, long>, Func<long, int, long>> Create)> All { get; } =
    [
        ("`Task.WhenAll` by level", static (graph, work) => Blocking(new LevelTasks(graph, work).RunAsync)),
        ("async method per step", static (graph, work) => Blocking(new StepTasks(graph, (node, sum) => new ValueTask<long>(work(node, sum))).RunAsync)),
        ("TPL Dataflow", static (graph, work) => Blocking(new DataflowNetwork(graph, work).RunAsync)),
        ("Microsoft.Agents.AI.Workflows", static (graph, work) => Blocking(new AgentWorkflow(graph, work).RunAsync)),
    ];

    /// <summary>Waits for each run where it was started, as a caller without anything else to do.</summary>
    public static Func<long, int, long> Blocking(Func<long, Task<long>> run) => (input, runs) =>
    {
        for (int i = 0; i < runs; i++)
        {
            input = run(input).GetAwaiter().GetResult();
        }

        return input;
    };

    /// <summary>Completes what steps suspend until the run has ended.</summary>
    public static Func<long, int, long> Finishing(Suspender suspender, Func<long, ValueTask<long>> run) => (input, runs) =>
    {
        for (int i = 0; i < runs; i++)
        {
            input = suspender.Finish(run(input));
        }

        return input;
    };
}
