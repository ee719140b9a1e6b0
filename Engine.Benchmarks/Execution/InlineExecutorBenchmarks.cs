using BenchmarkDotNet.Attributes;
using Engine.Benchmarks.Baselines;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>What does the reference executor cost beside dependency counters in C# and C++?</summary>
public class InlineExecutorBenchmarks
{
    private SyncShape _shape = null!;
    private CounterLoop _counters = null!;
    private NativeExecution _native = null!;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    public static IEnumerable<string> Shapes => ExecutionSample.All(BenchmarkSettings.IsSmoke).Select(static sample => sample.Name);

    [GlobalSetup(Targets = [nameof(Engine), nameof(Counters_over_delegates)])]
    public void Setup()
    {
        _shape = ExecutionSample.Of(Shape).Empty;
        _counters = new CounterLoop(_shape.Graph, _shape.Work);
        RunChecks.ThrowUnlessRight(_shape.Expected, _shape.RunInline, _counters.Run);
    }

    [GlobalSetup(Target = nameof(Cpp_counters))]
    public void SetupNative()
    {
        Setup();
        _native = new NativeExecution(_shape.Graph, "engine_run_counters", isMicro: false);
        RunChecks.ThrowUnlessRight(_shape.Expected, _native.Run);
    }

    [Benchmark(Baseline = true)]
    public long Engine() => _shape.RunInline(ExecutionSample.Input, 1);

    [Benchmark]
    public long Counters_over_delegates() => _counters.Run(ExecutionSample.Input, 1);

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Native)]
    public long Cpp_counters() => _native.Run(ExecutionSample.Input, 1);
}
