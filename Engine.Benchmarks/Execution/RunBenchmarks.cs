using BenchmarkDotNet.Attributes;
using Engine.Benchmarks.Baselines;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>What does the generated straight line cost beside the same calls written by hand?</summary>
public class RunBenchmarks
{
    private SyncShape _shape = null!;
    private DelegateLoop _delegates = null!;
    private NativeExecution _native = null!;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Whether a step takes a microsecond, or next to nothing.</summary>
    [Params(false, true)]
    public bool Micro { get; set; }

    public static IEnumerable<string> Shapes => ExecutionSample.All(BenchmarkSettings.IsSmoke).Select(static sample => sample.Name);

    [GlobalSetup(Targets = [nameof(By_hand), nameof(Engine_Run), nameof(Engine_RunAsync), nameof(Delegates_in_a_loop)])]
    public void Setup()
    {
        _shape = ExecutionSample.Of(Shape).Sync(Micro);
        _delegates = new DelegateLoop(_shape.Graph, _shape.Work);
        RunChecks.ThrowUnlessRight(_shape.Expected, _shape.ByHand, _shape.Run, _shape.RunAsync, _delegates.Run);
    }

    [GlobalSetup(Target = nameof(Cpp_function_pointers))]
    public void SetupNative()
    {
        Setup();
        _native = new NativeExecution(_shape.Graph, "engine_run_line", Micro);
        RunChecks.ThrowUnlessRight(_shape.Expected, _native.Run);
    }

    [Benchmark(Baseline = true)]
    public long By_hand() => _shape.ByHand(ExecutionSample.Input, 1);

    [Benchmark]
    public long Engine_Run() => _shape.Run(ExecutionSample.Input, 1);

    [Benchmark]
    public long Engine_RunAsync() => _shape.RunAsync(ExecutionSample.Input, 1);

    [Benchmark]
    public long Delegates_in_a_loop() => _delegates.Run(ExecutionSample.Input, 1);

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Native)]
    public long Cpp_function_pointers() => _native.Run(ExecutionSample.Input, 1);
}
