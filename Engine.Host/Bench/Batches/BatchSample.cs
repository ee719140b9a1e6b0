using System.Numerics;
using Engine.Host.Bench.Batches.Workflows;

namespace Engine.Host.Bench.Batches;

/// <summary>Takes a column of inputs and fills a column of outputs.</summary>
internal delegate void BatchRunner<T>(ReadOnlySpan<T> inputs, Span<T> outputs);

/// <summary>The same with options: the longest form of <c>RunBatch</c>.</summary>
internal delegate BatchResult OptionsRunner<T>(ReadOnlySpan<T> inputs, Span<T> outputs, Span<RunStatus> statuses, RunOptions options, CancellationToken cancellationToken);

/// <summary>A workflow of the benchmarks in all its forms. All of them compute the same, bit by bit.</summary>
internal sealed class BatchSample<T>
    where T : unmanaged, INumber<T>
{
    public required BatchRunner<T> Scalar { get; init; }

    public required BatchRunner<T> ScalarOnTwoThreads { get; init; }

    public required BatchRunner<T> Columns { get; init; }

    public required BatchRunner<T> ColumnsOnTwoThreads { get; init; }

    /// <summary>One loop per step over columns, chunk by chunk.</summary>
    public required BatchRunner<T> Loops { get; init; }

    /// <summary>The same with vectors.</summary>
    public required BatchRunner<T> Vectors { get; init; }

    /// <summary>All steps in one loop over rows: what no caller of steps can be.</summary>
    public required BatchRunner<T> Rows { get; init; }

    public static T[] Inputs(int count)
    {
        var random = new SeededRandom(7);
        T[] inputs = new T[count];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = T.CreateTruncating(random.Below(1_000_000)) / T.CreateTruncating(1_000);
        }

        return inputs;
    }
}

/// <summary>The samples.</summary>
internal static class BatchSamples
{
    private static readonly RunOptions TwoThreads = new() { Degree = 2 };

    public static BatchSample<float> BillFloats()
    {
        BillFloats scalar = new();
        BillFloatColumns columns = new();
        return Bill<float>(scalar.RunBatch, scalar.RunBatch, columns.RunBatch, columns.RunBatch);
    }

    public static BatchSample<double> BillDoubles()
    {
        BillDoubles scalar = new();
        BillDoubleColumns columns = new();
        return Bill<double>(scalar.RunBatch, scalar.RunBatch, columns.RunBatch, columns.RunBatch);
    }

    public static BatchSample<float> OfferFloats()
    {
        OfferFloats scalar = new();
        OfferFloatColumns columns = new();
        return Offer<float>(scalar.RunBatch, scalar.RunBatch, columns.RunBatch, columns.RunBatch);
    }

    public static BatchSample<double> OfferDoubles()
    {
        OfferDoubles scalar = new();
        OfferDoubleColumns columns = new();
        return Offer<double>(scalar.RunBatch, scalar.RunBatch, columns.RunBatch, columns.RunBatch);
    }

    private static BatchSample<T> Bill<T>(BatchRunner<T> scalar, OptionsRunner<T> scalarWith, BatchRunner<T> columns, OptionsRunner<T> columnsWith)
        where T : unmanaged, INumber<T>
    {
        ColumnsByHand<T> byHand = new();
        return Sample(scalar, scalarWith, columns, columnsWith, byHand.Bill, byHand.BillVectors, ColumnsByHand<T>.BillRows);
    }

    private static BatchSample<T> Offer<T>(BatchRunner<T> scalar, OptionsRunner<T> scalarWith, BatchRunner<T> columns, OptionsRunner<T> columnsWith)
        where T : unmanaged, INumber<T>
    {
        ColumnsByHand<T> byHand = new();
        return Sample(scalar, scalarWith, columns, columnsWith, byHand.Offer, byHand.OfferVectors, ColumnsByHand<T>.OfferRows);
    }

    private static BatchSample<T> Sample<T>(
        BatchRunner<T> scalar,
        OptionsRunner<T> scalarWith,
        BatchRunner<T> columns,
        OptionsRunner<T> columnsWith,
        BatchRunner<T> loops,
        BatchRunner<T> vectors,
        BatchRunner<T> rows)
        where T : unmanaged, INumber<T> => new()
        {
            Scalar = scalar,
            ScalarOnTwoThreads = OnTwoThreads(scalarWith),
            Columns = columns,
            ColumnsOnTwoThreads = OnTwoThreads(columnsWith),
            Loops = loops,
            Vectors = vectors,
            Rows = rows,
        };

    private static BatchRunner<T> OnTwoThreads<T>(OptionsRunner<T> run) =>
        (inputs, outputs) => run(inputs, outputs, default, TwoThreads, CancellationToken.None).ThrowUnlessCompleted();
}
