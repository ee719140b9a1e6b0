using BenchmarkDotNet.Attributes;
using Engine.Host.Bench.Queues;

namespace Engine.Benchmarks.Queues;

/// <summary>What does it cost to bring events from one thread to another?</summary>
public class QueueBenchmarks
{
    private QueuePair _pair = null!;

    [ParamsSource(nameof(Names))]
    public string Queue { get; set; } = "";

    public static IEnumerable<string> Names => QueuePairs.All.Select(static pair => pair.Name);

    private static int Events => BenchmarkSettings.IsSmoke ? 10_000 : 1_000_000;

    [GlobalSetup]
    public void Setup() => _pair = QueuePairs.All.Single(pair => pair.Name == Queue).Create();

    [GlobalCleanup]
    public void Cleanup() => _pair.Dispose();

    [Benchmark]
    public void Events_between_two_threads() => QueuePairs.Run(_pair, Queue, Events);
}
