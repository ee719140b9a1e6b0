using BenchmarkDotNet.Attributes;
using Engine.Benchmarks.Baselines;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>What does one run on two threads take, beside one thread, two free ones, and other ways to share a graph?</summary>
public class ParallelExecutorBenchmarks
{
    private SyncShape _shape = null!;
    private FreeThreads _free = null!;
    private LevelLoops _levels = null!;
    private PoolCounters _items = null!;
    private NativeExecution _native = null!;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [Params(false, true)]
    public bool IsMicro { get; set; }

    public static IEnumerable<string> Shapes => ExecutionSample.All(BenchmarkSettings.IsSmoke).Select(static sample => sample.Name);

    [GlobalSetup(Targets = [nameof(Engine), nameof(Inline), nameof(Free_threads), nameof(Parallel_for_by_level), nameof(Pool_items)])]
    public void Setup()
    {
        _shape = ExecutionSample.Of(Shape).Sync(IsMicro);
        _free = new FreeThreads(_shape.Graph, _shape.Work);
        _levels = new LevelLoops(_shape.Graph, _shape.Work);
        _items = new PoolCounters(_shape.Graph, _shape.Work);
        RunChecks.ThrowUnlessRight(_shape.Expected, _shape.RunParallel, _shape.RunInline, _levels.Run, _items.Run);
    }

    [GlobalSetup(Target = nameof(Tbb_flow_graph))]
    public void SetupNative()
    {
        Setup();
        _native = NativeExecution.Flow(_shape.Graph, IsMicro);
        RunChecks.ThrowUnlessRight(_shape.Expected, _native.Run);
    }

    [Benchmark(Baseline = true)]
    public long Engine() => _shape.RunParallel(ExecutionSample.Input, 1);

    [Benchmark]
    public long Inline() => _shape.RunInline(ExecutionSample.Input, 1);

    [Benchmark]
    public long Free_threads() => _free.Run(ExecutionSample.Input, 1);

    [Benchmark]
    public long Parallel_for_by_level() => _levels.Run(ExecutionSample.Input, 1);

    [Benchmark]
    public long Pool_items() => _items.Run(ExecutionSample.Input, 1);

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Tbb)]
    public long Tbb_flow_graph() => _native.Run(ExecutionSample.Input, 1);
}
