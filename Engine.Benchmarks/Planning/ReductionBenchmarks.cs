using BenchmarkDotNet.Attributes;
using Engine.Benchmarks.Baselines;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Planning;

/// <summary>Transitive reduction by Engine, by the obvious C# version and by a C++ bitset version. Answers are compared before they are timed.</summary>
public class ReductionBenchmarks
{
    private Digraph _graph = null!;
    private Plan _plan = null!;
    private bool[] _kept = null!;
    private NativeReduction _native = null!;

    [ParamsSource(nameof(Samples))]
    public string Sample { get; set; } = "";

    public static IEnumerable<string> Samples => PlanSample.Dense.Select(static sample => sample.Name);

    [GlobalSetup(Targets = [nameof(Engine), nameof(Obvious)])]
    public void Setup()
    {
        _graph = PlanSample.Dense.First(sample => sample.Name == Sample).Graph();
        _plan = new Plan();
        Planner.Plan(_graph, _plan);
        _kept = new bool[_graph.EdgeCount];
        TransitiveReduction.Find(_graph, _plan, _kept);
        BenchmarkChecks.ThrowIf(PlanComparison.Unequal<bool>("kept edge", _kept, ObviousReduction.Find(_graph, _plan)));
    }

    [GlobalSetup(Target = nameof(Cpp_bitset))]
    public void SetupNative()
    {
        Setup();
        _native = new NativeReduction(_graph, _plan);
        _native.Find();
        BenchmarkChecks.ThrowIf(_native.Difference(_kept));
    }

    [Benchmark(Baseline = true)]
    public int Engine() => TransitiveReduction.Find(_graph, _plan, _kept);

    [Benchmark]
    public object Obvious() => ObviousReduction.Find(_graph, _plan);

    [Benchmark]
    [BenchmarkCategory(BenchmarkSettings.Native)]
    public int Cpp_bitset() => _native.Find();
}
