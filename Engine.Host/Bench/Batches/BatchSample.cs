using System.Numerics;
using Engine.Host.Bench.Batches.Workflows;

namespace Engine.Host.Bench.Batches;

/// <summary>Takes a column of inputs and fills a column of outputs.</summary>
internal delegate void BatchRunner<T>(ReadOnlySpan<T> inputs, Span<T> outputs);

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
        ColumnsByHand<float> byHand = new();
        return new BatchSample<float>
        {
            Scalar = scalar.RunBatch,
            ScalarOnTwoThreads = (inputs, outputs) => scalar.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Columns = columns.RunBatch,
            ColumnsOnTwoThreads = (inputs, outputs) => columns.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Loops = byHand.Bill,
            Vectors = byHand.BillVectors,
            Rows = ColumnsByHand<float>.BillRows,
        };
    }

    public static BatchSample<double> BillDoubles()
    {
        BillDoubles scalar = new();
        BillDoubleColumns columns = new();
        ColumnsByHand<double> byHand = new();
        return new BatchSample<double>
        {
            Scalar = scalar.RunBatch,
            ScalarOnTwoThreads = (inputs, outputs) => scalar.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Columns = columns.RunBatch,
            ColumnsOnTwoThreads = (inputs, outputs) => columns.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Loops = byHand.Bill,
            Vectors = byHand.BillVectors,
            Rows = ColumnsByHand<double>.BillRows,
        };
    }

    public static BatchSample<float> OfferFloats()
    {
        OfferFloats scalar = new();
        OfferFloatColumns columns = new();
        ColumnsByHand<float> byHand = new();
        return new BatchSample<float>
        {
            Scalar = scalar.RunBatch,
            ScalarOnTwoThreads = (inputs, outputs) => scalar.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Columns = columns.RunBatch,
            ColumnsOnTwoThreads = (inputs, outputs) => columns.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Loops = byHand.Offer,
            Vectors = byHand.OfferVectors,
            Rows = ColumnsByHand<float>.OfferRows,
        };
    }

    public static BatchSample<double> OfferDoubles()
    {
        OfferDoubles scalar = new();
        OfferDoubleColumns columns = new();
        ColumnsByHand<double> byHand = new();
        return new BatchSample<double>
        {
            Scalar = scalar.RunBatch,
            ScalarOnTwoThreads = (inputs, outputs) => scalar.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Columns = columns.RunBatch,
            ColumnsOnTwoThreads = (inputs, outputs) => columns.RunBatch(inputs, outputs, default, TwoThreads).ThrowUnlessCompleted(),
            Loops = byHand.Offer,
            Vectors = byHand.OfferVectors,
            Rows = ColumnsByHand<double>.OfferRows,
        };
    }
}
