using System.Buffers.Binary;
using System.Diagnostics;
using System.Threading.Channels;

namespace Engine.Host.Serve.Telemetry;

/// <summary>Gathers spans of a source that have ended, a bounded number of them, and writes them as messages of OTLP.</summary>
internal sealed class SpanReader : IDisposable
{
    private const int Internal = 1, Error = 2;

    private readonly ActivityListener _listener;
    private readonly Channel<Activity> _ended;
    private readonly ProtoWriter _proto = new();
    private long _dropped;

    public SpanReader(string source, OtlpSettings settings)
    {
        _ended = Channel.CreateBounded<Activity>(new BoundedChannelOptions(settings.SpanQueue) { SingleReader = true });
        _listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => IsSampled(options.Parent, options.TraceId, settings) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (!_ended.Writer.TryWrite(span))
                {
                    Interlocked.Increment(ref _dropped);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many there was no room for since this was asked last.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>A message `ExportTraceServiceRequest` with so many spans at most, valid until the next one; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Read(IReadOnlyList<KeyValuePair<string, string>> resource, int count)
    {
        _proto.Clear();
        if (!_ended.Reader.TryRead(out Activity? span))
        {
            return default;
        }

        int all = _proto.Begin(1);
        OtlpFields.WriteResource(_proto, resource);
        int scope = _proto.Begin(2);
        OtlpFields.WriteScope(_proto, span.Source.Name);
        do
        {
            Write(span);
        }
        while (--count > 0 && _ended.Reader.TryRead(out span));

        _proto.End(scope);
        _proto.End(all);
        return _proto.WrittenMemory;
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsSampled(ActivityContext parent, ActivityTraceId trace, OtlpSettings settings)
    {
        if (settings.FollowsParent && parent.TraceId != default)
        {
            return (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0;
        }

        // By the trace's own random bits, so that all who see it decide alike.
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return settings.SampledShare >= 1 || (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 11) * (1.0 / (1UL << 53)) < settings.SampledShare;
    }

    private void Write(Activity span)
    {
        Span<byte> id = stackalloc byte[16];
        int written = _proto.Begin(2);
        span.TraceId.CopyTo(id);
        _proto.WriteBytes(1, id);
        span.SpanId.CopyTo(id[..8]);
        _proto.WriteBytes(2, id[..8]);
        _proto.WriteText(3, span.TraceStateString);
        if (span.ParentSpanId != default)
        {
            span.ParentSpanId.CopyTo(id[..8]);
            _proto.WriteBytes(4, id[..8]);
        }

        _proto.WriteText(5, span.DisplayName);
        _proto.WriteVarint(6, Internal);
        _proto.WriteFixed64(7, OtlpFields.Nanoseconds(span.StartTimeUtc));
        _proto.WriteFixed64(8, OtlpFields.Nanoseconds(span.StartTimeUtc + span.Duration));
        foreach ((string key, object? value) in span.EnumerateTagObjects())
        {
            OtlpFields.WriteAttribute(_proto, 9, key, value);
        }

        if (span.Status == ActivityStatusCode.Error)
        {
            int status = _proto.Begin(15);
            _proto.WriteText(2, span.StatusDescription);
            _proto.WriteVarint(3, Error);
            _proto.End(status);
        }

        _proto.WriteFixed32(16, (uint)span.ActivityTraceFlags);
        _proto.End(written);
    }
}
