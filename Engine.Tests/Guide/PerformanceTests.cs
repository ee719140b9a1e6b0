using System.Diagnostics;
using System.Diagnostics.Metrics;
using Engine.Tests.Execution;

namespace Engine.Tests.Guide.Performance;

[Workflow<Parcel, float>]
public sealed partial class RateParcels
{
    [Step] public static float Volume(in Parcel input) => input.Length * input.Width * input.Height;
    [Step] public static float Weight(in Parcel input, float volume) => Math.Max(input.Kilograms, volume * 200);
    [Step, Output] public static float Price(float weight) => 3.5f + (weight * 1.2f);
}

public readonly record struct Parcel(float Length, float Width, float Height, float Kilograms);

/// <summary>docs/guide/performance.md.</summary>
[Collection(ProcessAllocations.Name)]
public class PerformanceTests
{
    private static readonly Parcel[] Parcels = [.. Enumerable.Range(1, 1_000).Select(static i => new Parcel(i * 0.001f, 0.3f, 0.2f, i % 30))];

    [Fact]
    public void Bytes_of_a_batch_are_none()
    {
        Parcel[] inputs = Parcels;
        float[] outputs = new float[inputs.Length];
        List<long> series = [];
        for (int turn = 0; turn < 5; turn++)
        {
            series.Add(Bytes(inputs, outputs));
        }

        Assert.Equal(0, series.Min());
        Assert.Equal(3.5f + (Math.Max(1f, 0.001f * 0.3f * 0.2f * 200) * 1.2f), outputs[0]);
    }

    [Fact]
    public void Ratio_is_the_median_of_alternating_rounds()
    {
        List<char> calls = [];
        double ratio = MedianRatio(() => calls.Add('o'), () => calls.Add('t'), rounds: 3);

        Assert.True(ratio >= 0);
        Assert.Equal("ottoot", string.Concat(calls));
    }

    [Fact]
    public async Task Time_of_each_step_is_measured_by_an_observer()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "engine.step.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "engine.step")
                {
                    seen[$"{tag.Value}"] = value;
                }
            }
        });
        listener.Start();
        Parcel parcel = Parcels[0];
        var workflow = new RateParcels();

        float price = await workflow.RunAsync(parcel, default, new MetricsObserver());      // engine.step.duration, by workflow and step

        Assert.Equal(RateParcels.Price(RateParcels.Weight(parcel, RateParcels.Volume(parcel))), price);
        Assert.Equal(["Price", "Volume", "Weight"], seen.Keys.Where(static step => step is "Price" or "Volume" or "Weight").Order());
    }

    private static long Bytes(Parcel[] inputs, float[] outputs)
    {
        var workflow = new RateParcels();
        workflow.RunBatch(inputs, outputs);                                 // once for the JIT, and for what is pooled
        long before = GC.GetAllocatedBytesForCurrentThread();
        workflow.RunBatch(inputs, outputs);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;       // 0

        return bytes;
    }

    /// <summary>How many times as long as theirs ours takes.</summary>
    private static double MedianRatio(Action ours, Action theirs, int rounds)
    {
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            // Who goes first changes: neither always finds the caches that the other left.
            double first = round % 2 == 1 ? Ticks(theirs) : 0, time = Ticks(ours);
            ratios[round] = time / (round % 2 == 1 ? first : Ticks(theirs));
        }

        Array.Sort(ratios);
        return ratios[rounds / 2];

        static double Ticks(Action action)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            return Math.Max(1, Stopwatch.GetTimestamp() - start);
        }
    }
}
