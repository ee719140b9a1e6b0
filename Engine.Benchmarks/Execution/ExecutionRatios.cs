using System.Globalization;
using Engine.Benchmarks.Baselines;
using Engine.Benchmarks.Planning;
using Engine.Host.Bench;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>Runs of workflows against each baseline in alternating rounds, as Markdown tables. Results are compared before they are timed.</summary>
internal static class ExecutionRatios
{
    private const int RunsForBytes = 20;

    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        IReadOnlyList<ExecutionSample> samples = ExecutionSample.All(quick);
        RunTable(output, progress, samples);
        InlineTable(output, progress, samples);
        BuiltTable(output, progress, samples);
        AsyncTable(output, progress, samples, suspends: false);
        AsyncTable(output, progress, [.. samples.Where(static sample => sample.Suspending is not null)], suspends: true);
        PeerTable(output, progress, samples);
    }

    private static void RunTable(TextWriter output, TextWriter progress, IReadOnlyList<ExecutionSample> samples)
    {
        Head(output, "`Run`", "Engine, per step", "bytes", "/ by hand", "/ C# delegates in a loop", "/ C++ function pointers");
        foreach ((ExecutionSample sample, bool isMicro) in WithWork(samples))
        {
            progress.WriteLine($"Run {Label(sample, isMicro)} ...");
            SyncShape shape = sample.Sync(isMicro);
            BenchMeasurement measured = Measure(sample, shape, shape.Run, shape.ByHand);
            output.WriteLine(Row(
                Label(sample, isMicro),
                PerStep(measured, sample),
                Bytes(measured),
                BenchTable.Ratio(measured.Ratio),
                BenchTable.Ratio(Measure(sample, shape, shape.Run, new DelegateLoop(shape.Graph, shape.Work).Run).Ratio),
                AgainstNative(sample, isMicro, shape.Run, "engine_run_line")));
        }

        output.WriteLine();
    }

    private static void InlineTable(TextWriter output, TextWriter progress, IReadOnlyList<ExecutionSample> samples)
    {
        Head(output, "`InlineExecutor`", "Engine, per step", "budget", "bytes", "/ C# counters over delegates", "/ C++ counters");
        foreach (ExecutionSample sample in samples)
        {
            progress.WriteLine($"InlineExecutor {sample.Name} ...");
            SyncShape shape = sample.Empty;
            BenchMeasurement measured = Measure(sample, shape, shape.RunInline, new CounterLoop(shape.Graph, shape.Work).Run);
            double budgetNs = 6 + (1.5 * sample.Graph.EdgeCount / sample.Graph.NodeCount);
            output.WriteLine(Row(
                sample.Name,
                PerStep(measured, sample),
                BenchTable.Time(budgetNs),
                Bytes(measured),
                BenchTable.Ratio(measured.Ratio),
                AgainstNative(sample, isMicro: false, shape.RunInline, "engine_run_counters")));
        }

        output.WriteLine();
    }

    private static void BuiltTable(TextWriter output, TextWriter progress, IReadOnlyList<ExecutionSample> samples)
    {
        Head(output, "`DynamicWorkflow.Run`", "Engine, per step", "bytes", "/ C# delegates in a loop", "/ C# counters over delegates", "/ generated, `InlineExecutor`", "/ generated `Run`");
        foreach (ExecutionSample sample in samples)
        {
            progress.WriteLine($"DynamicWorkflow {sample.Name} ...");
            SyncShape shape = sample.Empty;
            Func<long, int, long> built = new BuiltShape(shape.Graph, shape.Work).Run;
            BenchMeasurement measured = Measure(sample, shape, built, new DelegateLoop(shape.Graph, shape.Work).Run);
            output.WriteLine(Row(
                sample.Name,
                PerStep(measured, sample),
                Bytes(measured),
                BenchTable.Ratio(measured.Ratio),
                BenchTable.Ratio(Measure(sample, shape, built, new CounterLoop(shape.Graph, shape.Work).Run).Ratio),
                BenchTable.Ratio(Measure(sample, shape, built, shape.RunInline).Ratio),
                BenchTable.Ratio(Measure(sample, shape, built, shape.Run).Ratio)));
        }

        output.WriteLine();
    }

    private static void AsyncTable(TextWriter output, TextWriter progress, IReadOnlyList<ExecutionSample> samples, bool suspends)
    {
        string title = suspends ? "`RunAsync`, every step suspends" : "`RunAsync`, steps complete at once";
        Head(output, title, "Engine, per step", "bytes", "/ awaits by hand", "bytes by hand", "/ async method per step", "its bytes");
        foreach (ExecutionSample sample in samples)
        {
            progress.WriteLine($"RunAsync {sample.Name}{(suspends ? ", suspending" : "")} ...");
            var suspender = new Suspender();
            AsyncShape shape = suspends ? sample.Suspending!(suspender) : sample.Async(suspender);
            Func<long, int, long> perStep = MethodPerStep(sample, suspends);
            BenchMeasurement measured = Measure(sample, shape.Expected, shape.RunAsync, perStep);
            output.WriteLine(Row(
                sample.Name,
                PerStep(measured, sample),
                Bytes(measured),
                shape.HasByHand ? BenchTable.Ratio(Measure(sample, shape.Expected, shape.RunAsync, shape.ByHand).Ratio) : "-",
                shape.HasByHand ? BytesOfProcess(shape.ByHand) : "-",
                BenchTable.Ratio(measured.Ratio),
                BytesOfProcess(perStep)));
        }

        output.WriteLine();
    }

    private static void PeerTable(TextWriter output, TextWriter progress, IReadOnlyList<ExecutionSample> samples)
    {
        Head(output, ["per step", "Engine, `Run`", .. Peers.All.Select(static peer => peer.Name)]);
        foreach ((ExecutionSample sample, bool isMicro) in WithWork(samples))
        {
            SyncShape shape = sample.Sync(isMicro);
            var cells = new List<string>();
            foreach ((string name, Func<ShapeGraph, Func<int, long, long>, Func<long, int, long>> create) in Peers.All)
            {
                progress.WriteLine($"{name} {Label(sample, isMicro)} ...");
                Func<long, int, long> peer = create(shape.Graph, shape.Work);
                BenchMeasurement measured = Measure(sample, shape, peer, shape.Run);
                if (cells.Count == 0)
                {
                    cells.Add($"{BenchTable.Time(measured.MedianNs / measured.Ratio!.Value / sample.RunsPerCall / sample.Graph.NodeCount)}, 0 B");
                }

                cells.Add($"{PerStep(measured, sample)}, {BenchTable.Bytes(BytesPerRun(peer) / sample.Graph.NodeCount)}, {BenchTable.Ratio(measured.Ratio)}x");
            }

            output.WriteLine(Row([Label(sample, isMicro), .. cells]));
        }
    }

    private static Func<long, int, long> MethodPerStep(ExecutionSample sample, bool suspends)
    {
        var suspender = new Suspender(isShared: true);
        var tasks = new StepTasks(sample.Graph, suspends
            ? (node, sum) => suspender.Suspend(Work.Empty(node, sum))
            : static (node, sum) => new ValueTask<long>(Work.Empty(node, sum)));
        return Peers.Finishing(suspender, input => new ValueTask<long>(tasks.RunAsync(input)));
    }

    private static string AgainstNative(ExecutionSample sample, bool isMicro, Func<long, int, long> ours, string function)
        => NativeExecution.IsAvailable
            ? BenchTable.Ratio(Measure(sample, sample.Sync(isMicro), ours, new NativeExecution(sample.Graph, function, isMicro).Run).Ratio)
            : "-";

    private static BenchMeasurement Measure(ExecutionSample sample, SyncShape shape, Func<long, int, long> ours, Func<long, int, long> theirs)
        => Measure(sample, shape.Expected, ours, theirs);

    private static BenchMeasurement Measure(ExecutionSample sample, Func<long, int, long> expected, Func<long, int, long> ours, Func<long, int, long> theirs)
    {
        int runs = sample.RunsPerCall;
        long our = 0, their = 0, right = expected(ExecutionSample.Input, runs);
        return RatioRounds.Measure(
            sample.Name,
            () => our = ours(ExecutionSample.Input, runs),
            () => their = theirs(ExecutionSample.Input, runs),
            () => our == right && their == right ? null : $"{our} here, {their} there, {right} is right");
    }

    /// <summary>Bytes of all threads, exact.</summary>
    private static double BytesPerRun(Func<long, int, long> run)
    {
        run(ExecutionSample.Input, RunsForBytes);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run(ExecutionSample.Input, RunsForBytes);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)RunsForBytes;
    }

    private static string BytesOfProcess(Func<long, int, long> run) => BenchTable.Bytes(BytesPerRun(run));

    private static IEnumerable<(ExecutionSample Sample, bool IsMicro)> WithWork(IReadOnlyList<ExecutionSample> samples)
        => samples.SelectMany(static sample => new[] { (sample, false), (sample, true) });

    private static string Label(ExecutionSample sample, bool isMicro) => sample.Name + (isMicro ? ", 1 µs" : "");

    private static string PerStep(BenchMeasurement measured, ExecutionSample sample) => BenchTable.Time(measured.MedianNs / sample.RunsPerCall / sample.Graph.NodeCount);

    private static string Bytes(BenchMeasurement measured) => measured.BytesPerOperation.ToString("0.##", CultureInfo.InvariantCulture);

    private static void Head(TextWriter output, params string[] names)
    {
        output.WriteLine(Row(names));
        output.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", names.Length)));
    }

    private static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
