using System.Numerics;

namespace Engine.Host.Bench.Batches;

/// <summary>
/// Many runs of a workflow of ten arithmetic steps: one value at a time and in columns that the steps' author vectorised, with and
/// without conditions, beside loops over the same columns written by hand.
/// </summary>
internal static class BatchSuite
{
    private const int Steps = 10;
    private const int Most = 1_000_000;

    /// <summary>A call of one operation takes at least so many runs: the call itself must not matter.</summary>
    private const int RunsPerCall = 1_000;

    private const string Loops = "a loop per step over columns, by hand";
    private const string Vectors = "a loop of vectors per step, by hand";

    // The most runs first: code that the JIT has learned with batches of one stays made for them.
    public static BenchSuite Create() => new("batch",
    [
        .. Sizes("scalar-32", Loops, BatchSamples.BillFloats, static sample => sample.Scalar, static sample => sample.Loops),
        .. Sizes("scalar-64", Loops, BatchSamples.BillDoubles, static sample => sample.Scalar, static sample => sample.Loops),
        .. Sizes("columns-32", Vectors, BatchSamples.BillFloats, static sample => sample.Columns, static sample => sample.Vectors),
        .. Sizes("columns-64", Vectors, BatchSamples.BillDoubles, static sample => sample.Columns, static sample => sample.Vectors),
        One("gain-32-1M", "the same steps, one value at a time", Most, BatchSamples.BillFloats, static sample => sample.Columns, static sample => sample.Scalar),
        One("gain-64-1M", "the same steps, one value at a time", Most, BatchSamples.BillDoubles, static sample => sample.Columns, static sample => sample.Scalar),
        One("when-scalar-32-1M", Loops, Most, BatchSamples.OfferFloats, static sample => sample.Scalar, static sample => sample.Loops),
        One("when-scalar-64-1M", Loops, Most, BatchSamples.OfferDoubles, static sample => sample.Scalar, static sample => sample.Loops),
        One("when-columns-32-1M", Vectors, Most, BatchSamples.OfferFloats, static sample => sample.Columns, static sample => sample.Vectors),
        One("when-columns-64-1M", Vectors, Most, BatchSamples.OfferDoubles, static sample => sample.Columns, static sample => sample.Vectors),
        One("two-scalar-32-1M", "the same on one thread", Most, BatchSamples.BillFloats, static sample => sample.ScalarOnTwoThreads, static sample => sample.Scalar),
        One("two-columns-32-1M", "the same on one thread", Most, BatchSamples.BillFloats, static sample => sample.ColumnsOnTwoThreads, static sample => sample.Columns),
    ])
    {
        Unit = "step",
    };

    private static IEnumerable<BenchCase> Sizes<T>(
        string name, string baseline, Func<BatchSample<T>> create, Func<BatchSample<T>, BatchRunner<T>> ours, Func<BatchSample<T>, BatchRunner<T>> theirs)
        where T : unmanaged, INumber<T> =>
        [
            One($"{name}-1M", baseline, Most, create, ours, theirs),
            One($"{name}-1k", baseline, 1_000, create, ours, theirs),
            One($"{name}-1", baseline, 1, create, ours, theirs),
        ];

    private static BenchCase One<T>(
        string name, string baseline, int runs, Func<BatchSample<T>> create, Func<BatchSample<T>, BatchRunner<T>> ours, Func<BatchSample<T>, BatchRunner<T>> theirs)
        where T : unmanaged, INumber<T> =>
        new(name, () => Subject(runs, create(), ours, theirs)) { Baseline = baseline };

    private static BenchSubject Subject<T>(int runs, BatchSample<T> sample, Func<BatchSample<T>, BatchRunner<T>> ours, Func<BatchSample<T>, BatchRunner<T>> theirs)
        where T : unmanaged, INumber<T>
    {
        int calls = Math.Max(1, RunsPerCall / runs);
        BatchRunner<T> our = ours(sample), their = theirs(sample);
        T[] inputs = BatchSample<T>.Inputs(runs), ourOutputs = new T[runs], theirOutputs = new T[runs];
        return new BenchSubject
        {
            Run = () => Repeat(our, inputs, ourOutputs, calls),
            Baseline = () => Repeat(their, inputs, theirOutputs, calls),
            Verify = () =>
            {
                T[] right = new T[runs];
                sample.Rows(inputs, right);
                return Difference("a batch", ourOutputs, right) ?? Difference("the baseline", theirOutputs, right);
            },
            OperationsPerCall = calls,
            UnitCount = runs * Steps,
        };
    }

    private static void Repeat<T>(BatchRunner<T> runner, T[] inputs, T[] outputs, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            runner(inputs, outputs);
        }
    }

    private static string? Difference<T>(string what, T[] given, T[] right)
        where T : unmanaged, INumber<T>
    {
        int first = given.AsSpan().CommonPrefixLength(right);
        return first == right.Length ? null : $"{what} gives {given[first]} for run {first}, and {right[first]} is right";
    }
}
