using BenchmarkDotNet.Attributes;

namespace Engine.Benchmarks.TaskGraphs;

/// <summary>What does a graph of tasks cost in a host, beside an asynchronous method per task? Of 64 callers, a run of each at a time.</summary>
public class TaskGraphBenchmarks : IDisposable
{
    private const int Callers = 64;
    private HostedGraph _graph = null!;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [Params(false, true)]
    public bool Waits { get; set; }

    public static IEnumerable<string> Shapes => GraphShape.All.Take(BenchmarkSettings.IsSmoke ? 1 : GraphShape.All.Count).Select(static shape => shape.Name);

    [GlobalSetup]
    public void Setup()
    {
        _graph = new HostedGraph(GraphShape.All.Single(shape => shape.Name == Shape), Waits, Callers);

        // Both say whether an output is wrong.
        _graph.ByHand.Run(each: 1);
        _graph.Callers.Run(each: 1);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _graph.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Callers)]
    public double By_hand() => _graph.ByHand.Run(each: 1);

    [Benchmark(OperationsPerInvoke = Callers)]
    public double Hosted() => _graph.Callers.Run(each: 1);
}
