using BenchmarkDotNet.Attributes;
using Engine.Benchmarks.Baselines;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Planning;

/// <summary>
/// Planning by Engine, by the obvious C# version, by QuikGraph (which plans only in part, see <see cref="QuikGraphPlanner"/>)
/// and by C++. Every answer is compared with Engine's before it is timed.
/// </summary>
public class PlanningBenchmarks
{
    private Digraph _graph = null!;
    private Plan _plan = null!;
    private long[] _costs = null!;
    private List<int>[] _successors = null!;
    private QuikGraphPlanner _quikGraph = null!;
    private NativePlanner _native = null!;

    [ParamsSource(nameof(Samples))]
    public string Sample { get; set; } = "";

    public static IEnumerable<string> Samples => PlanSample.All(BenchmarkSettings.IsSmoke).Select(static sample => sample.Name);

    [GlobalSetup(Targets = [nameof(Engine), nameof(Engine_view)])]
    public void SetupEngine()
    {
        _graph = PlanSample.All(smoke: false).First(sample => sample.Name == Sample).Graph();
        _costs = _graph.Costs.ToArray();
        _plan = new Plan();
        Planner.Plan(_graph, _plan);
    }

    [GlobalSetup(Target = nameof(Obvious))]
    public void SetupObvious()
    {
        SetupEngine();
        _successors = ObviousPlanner.Adjacency(_graph);
        BenchmarkChecks.ThrowIf(PlanComparison.Difference(_plan, ObviousPlanner.Plan(_successors, _costs)));
    }

    [GlobalSetup(Targets = [nameof(QuikGraph_order), nameof(QuikGraph_order_and_earliest)])]
    public void SetupQuikGraph()
    {
        SetupEngine();
        _quikGraph = new QuikGraphPlanner(_graph);
        BenchmarkChecks.ThrowIf(_quikGraph.Difference(_graph, _plan));
    }

    [GlobalSetup(Target = nameof(Cpp_kahn))]
    public void SetupKahn() => SetupNative("plan_kahn");

    [GlobalSetup(Target = nameof(Cpp_packed))]
    public void SetupPacked() => SetupNative("plan_packed");

    [GlobalSetup(Target = nameof(Cpp_forward))]
    public void SetupForward() => SetupNative("plan_forward");

    /// <summary>A graph that was built and checked once, into a reused plan.</summary>
    [Benchmark(Baseline = true)]
    public void Engine() => Planner.Plan(_graph, _plan);

    /// <summary>Raw rows: they are checked and in-degrees counted in every call.</summary>
    [Benchmark]
    public void Engine_view() => Planner.Plan(new DigraphView(_graph.Offsets, _graph.Targets), _costs, _plan);

    [Benchmark]
    public object Obvious() => ObviousPlanner.Plan(_successors, _costs);

    [Benchmark]
    public object QuikGraph_order() => _quikGraph.Order();

    [Benchmark]
    public object QuikGraph_order_and_earliest() => _quikGraph.EarliestStarts();

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Native)]
    public void Cpp_kahn() => _native.Plan();

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Native)]
    public void Cpp_packed() => _native.Plan();

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Native, BenchmarkSettings.SortedOnly)]
    public void Cpp_forward() => _native.Plan();

    private void SetupNative(string function)
    {
        SetupEngine();
        _native = new NativePlanner(_graph, function, inDegreesKnown: true);
        _native.Plan();
        BenchmarkChecks.ThrowIf(_native.Difference(_plan));
    }
}
