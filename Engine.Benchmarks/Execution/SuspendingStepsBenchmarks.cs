using BenchmarkDotNet.Attributes;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>What does <c>RunAsync</c> cost where every step suspends?</summary>
public class SuspendingStepsBenchmarks
{
    private AsyncShape _shape = null!;
    private Func<long, int, long> _methodPerStep = null!;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    public static IEnumerable<string> Shapes => ExecutionSample.All(BenchmarkSettings.IsSmoke).Where(static sample => sample.Suspending is not null).Select(static sample => sample.Name);

    [GlobalSetup]
    public void Setup()
    {
        var suspender = new Suspender();
        _shape = ExecutionSample.Of(Shape).Suspending!(suspender);
        var shared = new Suspender(isShared: true);
        var tasks = new StepTasks(_shape.Graph, (node, sum) => shared.Suspend(Work.Empty(node, sum)));
        _methodPerStep = Peers.Finishing(shared, input => new ValueTask<long>(tasks.RunAsync(input)));
        RunChecks.ThrowUnlessRight(_shape.Expected, _shape.ByHand, _shape.RunAsync, _methodPerStep);
    }

    [Benchmark(Baseline = true)]
    public long By_hand() => _shape.ByHand(ExecutionSample.Input, 1);

    [Benchmark]
    public long Engine() => _shape.RunAsync(ExecutionSample.Input, 1);

    [Benchmark]
    public long Async_method_per_step() => _methodPerStep(ExecutionSample.Input, 1);
}
