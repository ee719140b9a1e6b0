using BenchmarkDotNet.Attributes;
using Engine.Host.Bench.Batches;

namespace Engine.Benchmarks.Execution;

/// <summary>What do many runs of ten arithmetic steps take, beside loops over the same columns by hand?</summary>
public class BatchBenchmarks
{
    private BatchSample<float> _sample = null!;
    private float[] _inputs = [];
    private float[] _outputs = [];

    [ParamsSource(nameof(Sizes))]
    public int Runs { get; set; }

    /// <summary>Whether two of the steps run under a condition.</summary>
    [Params(false, true)]
    public bool HasConditions { get; set; }

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsSmoke ? [1_000] : [1_000_000, 1_000, 1];

    [GlobalSetup]
    public void Setup()
    {
        _sample = HasConditions ? BatchSamples.OfferFloats() : BatchSamples.BillFloats();
        _inputs = BatchSample<float>.Inputs(Runs);
        _outputs = new float[Runs];
        float[] right = new float[Runs];
        _sample.Rows(_inputs, right);
        foreach (BatchRunner<float> runner in (BatchRunner<float>[])[_sample.Scalar, _sample.ScalarOnTwoThreads, _sample.Columns, _sample.ColumnsOnTwoThreads, _sample.Loops, _sample.Vectors])
        {
            Array.Clear(_outputs);
            runner(_inputs, _outputs);
            BenchmarkChecks.ThrowIf(_outputs.AsSpan().SequenceEqual(right) ? null : "the outputs differ");
        }
    }

    [Benchmark(Baseline = true)]
    public void Engine() => _sample.Scalar(_inputs, _outputs);

    [Benchmark]
    public void Engine_on_two_threads() => _sample.ScalarOnTwoThreads(_inputs, _outputs);

    [Benchmark]
    public void Engine_columns() => _sample.Columns(_inputs, _outputs);

    [Benchmark]
    public void Engine_columns_on_two_threads() => _sample.ColumnsOnTwoThreads(_inputs, _outputs);

    [Benchmark]
    public void Loops_by_hand() => _sample.Loops(_inputs, _outputs);

    [Benchmark]
    public void Vectors_by_hand() => _sample.Vectors(_inputs, _outputs);

    [Benchmark]
    public void Rows_by_hand() => _sample.Rows(_inputs, _outputs);
}
