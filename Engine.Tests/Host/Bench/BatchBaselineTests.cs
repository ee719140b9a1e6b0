using Engine.Host.Bench.Batches;
using Engine.Host.Bench.Batches.Workflows;
using Engine.Internal;

namespace Engine.Tests.Host.Bench;

/// <summary>The loops by hand that batches are measured by.</summary>
public class BatchBaselineTests
{
    [Fact]
    public void Loops_by_hand_take_chunks_as_long_as_the_engines()
    {
        Assert.Equal(ChunkLength.Of(default(BillFloats.Definition).BytesPerLane), ColumnsByHand<float>.ChunkLength);
        Assert.Equal(ChunkLength.Of(default(BillDoubles.Definition).BytesPerLane), ColumnsByHand<double>.ChunkLength);
        Assert.InRange(ChunkLength.Of(default(OfferFloats.Definition).BytesPerLane), ColumnsByHand<float>.ChunkLength, ColumnsByHand<float>.ChunkLength + ChunkLength.Fewest);
        Assert.InRange(ChunkLength.Of(default(OfferDoubles.Definition).BytesPerLane), ColumnsByHand<double>.ChunkLength, ColumnsByHand<double>.ChunkLength + ChunkLength.Fewest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(513)]
    [InlineData(2_000)]
    public void Every_form_of_a_sample_gives_the_same(int runs)
    {
        Check(BatchSamples.BillFloats(), runs);
        Check(BatchSamples.BillDoubles(), runs);
        Check(BatchSamples.OfferFloats(), runs);
        Check(BatchSamples.OfferDoubles(), runs);
    }

    private static void Check<T>(BatchSample<T> sample, int runs)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        T[] inputs = BatchSample<T>.Inputs(runs), right = new T[runs];
        sample.Rows(inputs, right);
        Assert.Equal(runs > 1 ? runs / 2 : 0, right.Distinct().Take(runs / 2).Count());
        foreach (BatchRunner<T> runner in (BatchRunner<T>[])[sample.Scalar, sample.ScalarOnTwoThreads, sample.Columns, sample.ColumnsOnTwoThreads, sample.Loops, sample.Vectors])
        {
            T[] outputs = new T[runs];
            runner(inputs, outputs);
            Assert.Equal(right, outputs);
        }
    }
}
