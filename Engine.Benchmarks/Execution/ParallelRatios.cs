using System.Globalization;
using Engine.Benchmarks.Baselines;
using Engine.Benchmarks.Planning;
using Engine.Host.Bench;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>
/// One run on two threads against one thread, two free ones and other ways to share a graph, as a Markdown table. A ratio is
/// our time over the other's in neighbouring rounds; results are compared before anything is timed.
/// </summary>
internal static class ParallelRatios
{
    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        string[] names =
        [
            "`RunParallel`, 2 threads", "per step", "bytes", "/ `InlineExecutor`", "/ two free threads", "/ `Parallel.For` by level", "/ pool items with counters", "/ oneTBB flow graph",
        ];
        output.WriteLine($"| {string.Join(" | ", names)} |");
        output.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", names.Length)));
        foreach (bool isMicro in new[] { false, true })
        {
            foreach (ExecutionSample sample in ExecutionSample.All(quick))
            {
                string label = sample.Name + (isMicro ? ", 1 µs" : "");
                progress.WriteLine($"RunParallel {label} ...");
                output.WriteLine(Row(label, sample, isMicro));
            }
        }
    }

    private static string Row(string label, ExecutionSample sample, bool isMicro)
    {
        SyncShape shape = sample.Sync(isMicro);
        BenchMeasurement inline = Measure(sample, shape, shape.RunInline, givesOutput: true);
        string[] cells =
        [
            label,
            BenchTable.Time(inline.MedianNs / sample.RunsPerCall / sample.Graph.NodeCount),
            inline.BytesPerOperation.ToString("0.##", CultureInfo.InvariantCulture),
            BenchTable.Ratio(inline.Ratio),
            BenchTable.Ratio(Measure(sample, shape, new FreeThreads(shape.Graph, shape.Work).Run, givesOutput: false).Ratio),
            BenchTable.Ratio(Measure(sample, shape, new LevelLoops(shape.Graph, shape.Work).Run, givesOutput: true).Ratio),
            BenchTable.Ratio(Measure(sample, shape, new PoolCounters(shape.Graph, shape.Work).Run, givesOutput: true).Ratio),
            NativeExecution.IsFlowAvailable
                ? BenchTable.Ratio(Measure(sample, shape, NativeExecution.Flow(shape.Graph, isMicro).Run, givesOutput: true).Ratio)
                : "-",
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static BenchMeasurement Measure(ExecutionSample sample, SyncShape shape, Func<long, int, long> theirs, bool givesOutput)
    {
        int runs = sample.RunsPerCall;
        long our = 0, their = 0, right = shape.Expected(ExecutionSample.Input, runs);
        return RatioRounds.Measure(
            sample.Name,
            () => our = shape.RunParallel(ExecutionSample.Input, runs),
            () => their = theirs(ExecutionSample.Input, runs),
            () => our == right && (their == right || !givesOutput) ? null : $"{our} here, {their} there, {right} is right");
    }
}
