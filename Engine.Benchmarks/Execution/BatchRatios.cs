using System.Globalization;
using System.Numerics;
using Engine.Benchmarks.Planning;
using Engine.Host.Bench;
using Engine.Host.Bench.Batches;

namespace Engine.Benchmarks.Execution;

/// <summary>Batches against loops by hand in alternating rounds, as a Markdown table. Results are compared before they are timed.</summary>
internal static class BatchRatios
{
    private const int Steps = 10;

    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        string[] names =
        [
            "`RunBatch`, ten steps", "scalar, per step", "/ loops by hand", "`[Batch]`, per step", "/ vectors by hand", "/ scalar", "/ one loop over rows", "two threads / one, scalar", "`[Batch]`", "bytes",
        ];
        output.WriteLine($"| {string.Join(" | ", names)} |");
        output.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", names.Length)));

        // The most runs first: code that the JIT has learned with batches of one stays made for them.
        int[] sizes = quick ? [1_000, 1] : [1_000_000, 1_000, 1];
        Rows(output, progress, "32-bit", BatchSamples.BillFloats, sizes);
        Rows(output, progress, "64-bit", BatchSamples.BillDoubles, sizes);
        Rows(output, progress, "32-bit, conditions", BatchSamples.OfferFloats, sizes);
        Rows(output, progress, "64-bit, conditions", BatchSamples.OfferDoubles, sizes);
    }

    private static void Rows<T>(TextWriter output, TextWriter progress, string name, Func<BatchSample<T>> create, int[] sizes)
        where T : unmanaged, INumber<T>
    {
        foreach (int runs in sizes)
        {
            string label = $"{name}, {runs.ToString("N0", CultureInfo.InvariantCulture)} runs";
            progress.WriteLine($"RunBatch {label} ...");
            BatchSample<T> sample = create();
            BenchMeasurement scalar = Measure(label, runs, sample.Scalar, sample.Loops), columns = Measure(label, runs, sample.Columns, sample.Vectors);
            string[] cells =
            [
                label,
                BenchTable.Time(scalar.MedianNs / runs / Steps),
                BenchTable.Ratio(scalar.Ratio),
                BenchTable.Time(columns.MedianNs / runs / Steps),
                BenchTable.Ratio(columns.Ratio),
                BenchTable.Ratio(Measure(label, runs, sample.Columns, sample.Scalar).Ratio),
                BenchTable.Ratio(Measure(label, runs, sample.Columns, sample.Rows).Ratio),
                BenchTable.Ratio(Measure(label, runs, sample.ScalarOnTwoThreads, sample.Scalar).Ratio),
                BenchTable.Ratio(Measure(label, runs, sample.ColumnsOnTwoThreads, sample.Columns).Ratio),
                Math.Max(scalar.BytesPerOperation, columns.BytesPerOperation).ToString("0.##", CultureInfo.InvariantCulture),
            ];
            output.WriteLine($"| {string.Join(" | ", cells)} |");
        }
    }

    private static BenchMeasurement Measure<T>(string label, int runs, BatchRunner<T> ours, BatchRunner<T> theirs)
        where T : unmanaged, INumber<T>
    {
        T[] inputs = BatchSample<T>.Inputs(runs), our = new T[runs], their = new T[runs];
        return RatioRounds.Measure(
            label,
            () => ours(inputs, our),
            () => theirs(inputs, their),
            () => our.AsSpan().CommonPrefixLength(their) is var first && first == runs ? null : $"run {first} gives {our[first]} here, {their[first]} there");
    }
}
