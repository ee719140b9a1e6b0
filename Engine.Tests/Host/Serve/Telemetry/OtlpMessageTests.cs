using System.Diagnostics;
using System.Diagnostics.Metrics;
using Engine.Host.Serve.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Host.Serve.Telemetry;

/// <summary>Messages have the fields that OTLP 1.x gives them: read by numbers, which stand in its schema.</summary>
public class OtlpMessageTests
{
    private static readonly KeyValuePair<string, string>[] Resource = [new("service.name", "mine")];

    [Fact]
    public void Metrics_are_sums_values_and_histograms_since_the_start()
    {
        using var meter = new Meter("messages of metrics");
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1));
        using var reader = new MetricReader(new HashSet<string> { meter.Name }, time);
        Counter<int> counter = meter.CreateCounter<int>("counter", "{thing}", "Things.");
        UpDownCounter<long> balance = meter.CreateUpDownCounter<long>("balance");
        Histogram<double> histogram = meter.CreateHistogram("histogram", "s", null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        meter.CreateObservableGauge("gauge", static () => 1.5);
        meter.CreateObservableCounter("observed", static () => 7L);
        meter.CreateCounter<long>("silent");
        for (int times = 0; times < 3; times++)
        {
            counter.Add(2, new KeyValuePair<string, object?>("word", "a"), new KeyValuePair<string, object?>("flag", true));
            balance.Add(times == 1 ? -10 : 1);
        }

        counter.Add(1, new KeyValuePair<string, object?>("number", -1), new KeyValuePair<string, object?>("share", 0.5));
        foreach (double value in (double[])[0.5, 1, 1.5, 9])
        {
            histogram.Record(value);
        }

        reader.Read(Resource);
        time.Advance(TimeSpan.FromSeconds(2));
        ProtoFields all = new ProtoFields(reader.Read(Resource).Span).Message(1);
        Assert.Equal("service.name=mine", all.Message(1).Attributes(1));
        ProtoFields scope = all.Message(2);
        Assert.Equal("messages of metrics", scope.Message(1).Text(1));
        ProtoFields[] metrics = [.. scope.Messages(2)];
        Assert.Equal(["balance", "counter", "gauge", "histogram", "observed"], metrics.Select(static metric => metric.Text(1)));

        ProtoFields sum = metrics[1].Message(7);
        Assert.Equal(("Things.", "{thing}", 2UL, 1UL), (metrics[1].Text(2), metrics[1].Text(3), sum.Number(2), sum.Number(3)));
        ProtoFields[] points = [.. sum.Messages(1)];
        Assert.Equal([(6.0, "word=a,flag=True"), (1.0, "number=-1,share=0.5")], points.Select(static point => (point.Double(4), point.Attributes(7))));
        Assert.All(points, static point => Assert.Equal((1_000_000_000UL, 3_000_000_000UL), (point.Number(2), point.Number(3))));

        Assert.Equal(-8.0, metrics[0].Message(7).Message(1).Double(4));
        Assert.False(metrics[0].Message(7).Has(3));
        Assert.Equal(1.5, metrics[2].Message(5).Message(1).Double(4));
        Assert.Equal((7.0, 1UL), (metrics[4].Message(7).Message(1).Double(4), metrics[4].Message(7).Number(3)));
        ProtoFields measured = metrics[3].Message(9).Message(1);
        Assert.Equal((4UL, 12.0, 2UL), (measured.Number(4), measured.Double(5), metrics[3].Message(9).Number(2)));
        Assert.Equal([2UL, 1UL, 1UL], measured.Packed(6));
        Assert.Equal([1.0, 2.0], measured.Packed(7).Select(BitConverter.UInt64BitsToDouble));
    }

    [Fact]
    public void Sets_of_attributes_beyond_the_limit_are_counted_as_one_and_known_ones_without_a_byte()
    {
        using var meter = new Meter("many attributes");
        using var reader = new MetricReader(new HashSet<string> { meter.Name }, TimeProvider.System);
        Counter<long> counter = meter.CreateCounter<long>("counter");
        for (int number = 0; number < MetricSeries.MaxPoints + 50; number++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("number", $"{number}"));
        }

        ProtoFields[] points = [.. new ProtoFields(reader.Read(Resource).Span).Message(1).Message(2).Message(2).Message(7).Messages(1)];
        Assert.Equal(MetricSeries.MaxPoints + 1, points.Length);
        Assert.Equal((50.0, "otel.metric.overflow=True"), (points[^1].Double(4), points[^1].Attributes(7)));
        var known = new KeyValuePair<string, object?>("number", "7");
        Assert.Equal(0, Allocations.Of(() => counter.Add(1, known)));
    }

    [Fact]
    public void Spans_have_their_ids_times_attributes_and_status()
    {
        using var source = new ActivitySource("messages of spans");
        OtlpSettings settings = OtlpSettings.Read(static name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://127.0.0.1:1" : name == "OTEL_BSP_MAX_QUEUE_SIZE" ? "3" : null)!;
        using var reader = new SpanReader(source.Name, settings);
        DateTimeOffset start = DateTimeOffset.UnixEpoch.AddSeconds(5);
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, "state=1", isRemote: true);
        using (Activity whole = source.StartActivity("whole", ActivityKind.Internal, parent, startTime: start)!)
        {
            using (Activity part = source.StartActivity("part", ActivityKind.Internal, whole.Context, startTime: start)!)
            {
                part.SetStatus(ActivityStatusCode.Error, "why").SetTag("text", "ü").SetTag("count", 3).SetEndTime(start.UtcDateTime.AddMilliseconds(2));
            }

            whole.SetEndTime(start.UtcDateTime.AddMilliseconds(4));
        }

        ProtoFields all = new ProtoFields(reader.Read(Resource, 10).Span).Message(1);
        Assert.Equal("service.name=mine", all.Message(1).Attributes(1));
        Assert.Equal("messages of spans", all.Message(2).Message(1).Text(1));
        ProtoFields[] spans = [.. all.Message(2).Messages(2)];
        Assert.Equal(["part", "whole"], spans.Select(static span => span.Text(5)));
        Assert.All(spans, span => Assert.Equal(parent.TraceId.ToHexString(), Convert.ToHexStringLower(span.Bytes(1))));
        Assert.Equal(spans[1].Bytes(2), spans[0].Bytes(4));
        Assert.Equal(parent.SpanId.ToHexString(), Convert.ToHexStringLower(spans[1].Bytes(4)));
        Assert.Equal((1UL, 5_000_000_000UL, 5_002_000_000UL, "text=ü,count=3"), (spans[0].Number(6), spans[0].Number(7), spans[0].Number(8), spans[0].Attributes(9)));
        Assert.Equal(("why", 2UL), (spans[0].Message(15).Text(2), spans[0].Message(15).Number(3)));
        Assert.False(spans[1].Has(15));
        Assert.Equal("state=1", spans[1].Text(3));
        Assert.True(reader.Read(Resource, 10).IsEmpty);

        // There is room for three, and two go at a time.
        for (int number = 0; number < 5; number++)
        {
            source.StartActivity($"{number}")?.Dispose();
        }

        Assert.Equal((2, 2L, 0L), (new ProtoFields(reader.Read(Resource, 2).Span).Message(1).Message(2).Messages(2).Count(), reader.TakeDropped(), reader.TakeDropped()));
    }
}
