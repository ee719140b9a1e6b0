using BenchmarkDotNet.Attributes;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>What do other ways to run the same graph cost?</summary>
public class PeerBenchmarks
{
    private SyncShape _shape = null!;
    private Func<long, int, long>[] _peers = [];

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Whether a step takes a microsecond, or next to nothing.</summary>
    [Params(false, true)]
    public bool Micro { get; set; }

    public static IEnumerable<string> Shapes => ExecutionSample.All(BenchmarkSettings.IsSmoke).Select(static sample => sample.Name);

    [GlobalSetup]
    public void Setup()
    {
        _shape = ExecutionSample.Of(Shape).Sync(Micro);
        _peers = [.. Peers.All.Select(peer => peer.Create(_shape.Graph, _shape.Work))];
        RunChecks.ThrowUnlessRight(_shape.Expected, [_shape.Run, .. _peers]);
    }

    [Benchmark(Baseline = true)]
    public long Engine() => _shape.Run(ExecutionSample.Input, 1);

    [Benchmark]
    public long WhenAll_by_level() => _peers[0](ExecutionSample.Input, 1);

    [Benchmark]
    public long Async_method_per_step() => _peers[1](ExecutionSample.Input, 1);

    [Benchmark]
    public long Dataflow() => _peers[2](ExecutionSample.Input, 1);

    [Benchmark]
    public long Agents() => _peers[3](ExecutionSample.Input, 1);
}
