using Engine.Host.Bench.Execution.Shapes;

namespace Engine.Host.Bench.Execution;

/// <summary>Runs of workflows: their cost beside the steps themselves, per step.</summary>
internal static class ExecutionSuite
{
    private const long Input = 7;

    /// <summary>A call of one operation takes at least so many steps: the call itself must not matter.</summary>
    private const int StepsPerCall = 1_000;

    private const string Calls = "the same calls by hand";
    private const string Counters = "C# dependency counters over delegates";
    private const string Delegates = "delegates in a loop, without an engine";
    private const string Awaits = "the same awaits by hand, level by level";
    private const string AwaitedDelegates = "one method that awaits a delegate per step";

    public static BenchSuite Create() => new("execution",
    [
        Run<Chain10Entry>("run-chain-10"),
        Run<Chain1000Entry>("run-chain-1000"),
        Run<DiamondEntry>("run-diamond"),
        Run<Fan16Entry>("run-fan-16"),
        Run<Fan1000Entry>("run-fan-1000"),
        Run<Random1000Entry>("run-random-1000"),
        Run<Tree127Entry>("run-tree-127"),
        Run<Chain10MicroEntry>("run-chain-10-1us"),
        Run<Fan16MicroEntry>("run-fan-16-1us"),
        Run<Random1000MicroEntry>("run-random-1000-1us"),
        RunAsync<Chain10Entry>("runasync-chain-10"),
        RunAsync<Tree127Entry>("runasync-tree-127"),
        Inline<Chain10Entry>("inline-chain-10"),
        Inline<Chain1000Entry>("inline-chain-1000"),
        Inline<DiamondEntry>("inline-diamond"),
        Inline<Fan16Entry>("inline-fan-16"),
        Inline<Fan1000Entry>("inline-fan-1000"),
        Inline<Random1000Entry>("inline-random-1000"),
        Inline<Tree127Entry>("inline-tree-127"),
        Inline<Fan16MicroEntry>("inline-fan-16-1us"),
        Built<Chain10Entry>("built-chain-10"),
        Built<Chain1000Entry>("built-chain-1000"),
        Built<Fan16Entry>("built-fan-16"),
        Built<Random1000Entry>("built-random-1000"),
        Built<Tree127Entry>("built-tree-127"),
        Async("async-chain-10", static _ => new Chain10AsyncEntry()),
        Async("async-chain-1000", static _ => new Chain1000AsyncEntry()),
        Async("async-diamond", static _ => new DiamondAsyncEntry()),
        Async("async-fan-16", static _ => new Fan16AsyncEntry()),
        Async("async-fan-1000", static _ => new Fan1000AsyncEntry()),
        Async("async-random-1000", static _ => new Random1000AsyncEntry()),
        Async("async-tree-127", static _ => new Tree127AsyncEntry()),
        Async("suspend-chain-10", static suspender => new Chain10SuspendingEntry(suspender)),
        Async("suspend-diamond", static suspender => new DiamondSuspendingEntry(suspender)),
        Async("suspend-fan-16", static suspender => new Fan16SuspendingEntry(suspender)),
    ])
    {
        Unit = "step",
    };

    /// <summary>The generated straight line.</summary>
    private static BenchCase Run<TEntry>(string name)
        where TEntry : struct, ISyncEntry
        => Sync(name, Calls, new SyncShape<TEntry>(), static shape => shape.Run, static shape => shape.ByHand);

    /// <summary>The same through a value task, as callers that await everything do.</summary>
    private static BenchCase RunAsync<TEntry>(string name)
        where TEntry : struct, ISyncEntry
        => Sync(name, Calls, new SyncShape<TEntry>(), static shape => shape.RunAsync, static shape => shape.ByHand);

    /// <summary>The reference executor.</summary>
    private static BenchCase Inline<TEntry>(string name)
        where TEntry : struct, ISyncEntry
        => Sync(name, Counters, new SyncShape<TEntry>(), static shape => shape.RunInline, static shape => new CounterLoop(shape.Graph, shape.Work).Run);

    /// <summary>The same graph put together by a builder.</summary>
    private static BenchCase Built<TEntry>(string name)
        where TEntry : struct, ISyncEntry
        => Sync(name, Delegates, new SyncShape<TEntry>(), static shape => new BuiltShape(shape.Graph, shape.Work).Run, static shape => new DelegateLoop(shape.Graph, shape.Work).Run);

    private static BenchCase Sync(string name, string baseline, SyncShape shape, Func<SyncShape, Func<long, int, long>> ours, Func<SyncShape, Func<long, int, long>> theirs)
        => new(name, () => Subject(shape.Graph, ours(shape), theirs(shape), runs => shape.Expected(Input, runs)))
        {
            Baseline = baseline,
        };

    /// <summary>The asynchronous executor over steps that complete at once, or over steps that suspend.</summary>
    private static BenchCase Async<TEntry>(string name, Func<Suspender, TEntry> create)
        where TEntry : struct, IAsyncEntry => new(name, () =>
        {
            var suspender = new Suspender();
            var shape = new AsyncShape<TEntry>(create(suspender), suspender);
            return Subject(shape.Graph, shape.RunAsync, shape.HasByHand ? shape.ByHand : AwaitDelegates(shape.Graph, suspender), runs => shape.Expected(Input, runs));
        })
        {
            Baseline = TEntry.HasByHand ? Awaits : AwaitedDelegates,
        };

    private static Func<long, int, long> AwaitDelegates(ShapeGraph graph, Suspender suspender)
    {
        var loop = new AwaitLoop(graph, static (node, sum) => new ValueTask<long>(Work.Empty(node, sum)));
        return (input, runs) =>
        {
            for (int run = 0; run < runs; run++)
            {
                input = suspender.Finish(loop.RunAsync(input));
            }

            return input;
        };
    }

    private static BenchSubject Subject(ShapeGraph graph, Func<long, int, long> ours, Func<long, int, long> theirs, Func<int, long> expected)
    {
        int runs = Math.Max(1, StepsPerCall / graph.NodeCount);
        long our = 0, their = 0;
        return new BenchSubject
        {
            Run = () => our = ours(Input, runs),
            Baseline = () => their = theirs(Input, runs),
            Verify = () =>
            {
                long right = expected(runs);
                return our == right && their == right ? null : $"a chain of {runs} runs gives {our}, the baseline's {their}, and {right} is right";
            },
            OperationsPerCall = runs,
            UnitCount = graph.NodeCount,
        };
    }
}
