using Engine.Host.Bench.Execution.Shapes;

namespace Engine.Host.Bench.Execution;

/// <summary>
/// One run on two threads, per step. Empty steps against the inline executor: a run that gains nothing by help must cost
/// nothing more. Longer ones against two free threads: what is lost to finding work and to waiting for it.
/// </summary>
internal static class ParallelSuite
{
    private const long Input = 7;
    private const int StepsPerCall = 1_000;
    private const string Inline = "the inline executor";
    private const string Free = "two threads, half of the bodies each, without order";

    public static BenchSuite Create() => new("parallel",
    [
        Empty<Chain10Entry>("parallel-chain-10"),
        Empty<Chain1000Entry>("parallel-chain-1000"),
        Empty<DiamondEntry>("parallel-diamond"),
        Empty<Fan16Entry>("parallel-fan-16"),
        Empty<Fan1000Entry>("parallel-fan-1000"),
        Empty<Random1000Entry>("parallel-random-1000"),
        Empty<Tree127Entry>("parallel-tree-127"),
        Long<Fan16MicroEntry>("parallel-fan-16-1us"),
        Long<Fan1000MicroEntry>("parallel-fan-1000-1us"),
        Long<Random1000MicroEntry>("parallel-random-1000-1us"),
        Long<Tree127MicroEntry>("parallel-tree-127-1us"),
        Long<Fan16LongEntry>("parallel-fan-16-100us"),
        Long<Tree127LongEntry>("parallel-tree-127-100us"),
    ])
    {
        Unit = "step",
    };

    private static BenchCase Empty<TEntry>(string name)
        where TEntry : struct, ISyncEntry
        => Case(name, Inline, new SyncShape<TEntry>(), StepsPerCall, static shape => shape.RunInline);

    private static BenchCase Long<TEntry>(string name)
        where TEntry : struct, ISyncEntry
        => Case(name, Free, new SyncShape<TEntry>(), stepsPerCall: 1, static shape => new FreeThreads(shape.Graph, shape.Work).Run);

    private static BenchCase Case(string name, string baseline, SyncShape shape, int stepsPerCall, Func<SyncShape, Func<long, int, long>> baselineOf) => new(name, () =>
    {
        int runs = Math.Max(1, stepsPerCall / shape.Graph.NodeCount);
        long our = 0;
        Func<long, int, long> theirs = baselineOf(shape);
        return new BenchSubject
        {
            Run = () => our = shape.RunParallel(Input, runs),
            Baseline = () => theirs(Input, runs),
            Verify = () =>
            {
                long right = shape.Expected(Input, runs);
                return our == right ? null : $"a chain of {runs} runs gives {our}, and {right} is right";
            },
            OperationsPerCall = runs,
            UnitCount = shape.Graph.NodeCount,
        };
    })
    {
        Baseline = baseline,
    };
}
