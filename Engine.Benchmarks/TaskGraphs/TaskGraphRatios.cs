using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Durable;

namespace Engine.Benchmarks.TaskGraphs;

/// <summary>Hosted graphs of tasks beside the same by hand and beside a compiled workflow of the same graph, in alternating rounds, as Markdown tables.</summary>
internal static class TaskGraphRatios
{
    private const int Callers = 64;

    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        BenchEffort effort = quick ? BenchEffort.Quick : BenchEffort.Full with { CaseMs = 3_000 };
        output.WriteLine("| graph of tasks, 64 callers, volatile | activities | tasks/s, median | per task | bytes per task | time / by hand, Task.WhenAll |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (GraphShape shape in GraphShape.All)
        {
            foreach (bool waits in (bool[])[false, true])
            {
                progress.WriteLine($"task graphs, {shape}, {(waits ? "waiting" : "at once")} ...");
                using var graph = new HostedGraph(shape, waits, Callers);
                int runsEach = HostedRounds.Repeats(graph.Callers.Run, effort), theirRunsEach = HostedRounds.Repeats(graph.ByHand.Run, effort);
                BenchMeasurement measured = HostedRounds.Measure(
                    () => graph.Callers.Run(runsEach), () => graph.ByHand.Run(theirRunsEach) * runsEach / theirRunsEach, (long)Callers * runsEach, effort);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {shape} | {(waits ? "wait for a thread" : "complete at once")} | {Rate(measured, shape)} | {BenchTable.Time(measured.MedianNs / shape.Count)} | {measured.BytesPerOperation / shape.Count:0.#} | {BenchTable.Ratio(measured.Ratio)} |"));
            }
        }

        output.WriteLine();
        output.WriteLine("| ten tasks in a chain, 64 callers | tasks/s, median | per task | bytes per task | time / compiled workflow of ten steps, hosted |");
        output.WriteLine("|---|---|---|---|---|");
        BesideCompiled(output, progress, "volatile", isKept: false, effort);
        BesideCompiled(output, progress, "on disk", isKept: true, effort);
    }

    private static void BesideCompiled(TextWriter output, TextWriter progress, string name, bool isKept, BenchEffort effort)
    {
        progress.WriteLine($"task graphs beside a compiled workflow, {name} ...");
        GraphShape chain = GraphShape.All[0];
        using var folder = new BenchFolder(Path.GetTempPath());
        using var graph = new HostedGraph(chain, waits: false, Callers, isKept ? folder.Sub("graph") : null);
        using var compiled = new HostedRuns(isKept ? folder.Sub("compiled") : null, new TenRecorded(), Callers);
        int runsEach = HostedRounds.Repeats(graph.Callers.Run, effort), theirRunsEach = HostedRounds.Repeats(compiled.Callers.Run, effort);
        BenchMeasurement measured = HostedRounds.Measure(
            () => graph.Callers.Run(runsEach), () => compiled.Callers.Run(theirRunsEach) * runsEach / theirRunsEach, (long)Callers * runsEach, effort);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Rate(measured, chain)} | {BenchTable.Time(measured.MedianNs / chain.Count)} | {measured.BytesPerOperation / chain.Count:0.#} | {BenchTable.Ratio(measured.Ratio)} |"));
    }

    private static string Rate(BenchMeasurement measured, GraphShape shape) => (shape.Count * 1e9 / measured.MedianNs).ToString("N0", CultureInfo.InvariantCulture);
}
