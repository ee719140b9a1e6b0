using System.Diagnostics.Metrics;

namespace Engine.Host.Serve.Telemetry;

/// <summary>What an instrument has measured since the start, by attributes. Any thread.</summary>
internal sealed class MetricSeries
{
    /// <summary>Sets of attributes; further ones are counted as one.</summary>
    public const int MaxPoints = 2_000;

    private const int Cumulative = 2;

    private static readonly double[] DefaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

    private readonly Instrument _instrument;
    private readonly Form _form;
    private readonly double[] _bounds;
    private readonly Lock _gate = new();
    private readonly ProtoWriter _key = new();
    private readonly Dictionary<byte[], SeriesPoint> _points = new(ByteKeys.Instance);

    public MetricSeries(Instrument instrument, IReadOnlyList<double>? bounds)
    {
        _instrument = instrument;
        string kind = instrument.GetType().Name;
        _form = kind.StartsWith("Histogram", StringComparison.Ordinal) ? Form.Histogram
            : kind.StartsWith("Counter", StringComparison.Ordinal) ? Form.Counter
            : kind.StartsWith("UpDownCounter", StringComparison.Ordinal) ? Form.UpDownCounter
            : kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? Form.ObservedCounter
            : kind.StartsWith("ObservableUpDownCounter", StringComparison.Ordinal) ? Form.ObservedUpDownCounter
            : Form.Gauge;
        _bounds = _form == Form.Histogram ? [.. bounds ?? DefaultBounds] : [];
    }

    private enum Form
    {
        Counter,
        UpDownCounter,
        ObservedCounter,
        ObservedUpDownCounter,
        Gauge,
        Histogram,
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            SeriesPoint point = PointOf(tags);
            point.Count++;
            point.Value = _form is Form.Counter or Form.UpDownCounter or Form.Histogram ? point.Value + value : value;
            if (_form == Form.Histogram)
            {
                int bucket = 0;
                while (bucket < _bounds.Length && value > _bounds[bucket])
                {
                    bucket++;
                }

                point.Buckets[bucket]++;
            }
        }
    }

    /// <summary>Writes a message `Metric`; nothing where nothing was measured.</summary>
    public void Write(ProtoWriter proto, int field, ulong startNs, ulong nowNs)
    {
        lock (_gate)
        {
            if (_points.Count == 0)
            {
                return;
            }

            int metric = proto.Begin(field);
            proto.WriteText(1, _instrument.Name);
            proto.WriteText(2, _instrument.Description);
            proto.WriteText(3, _instrument.Unit);
            int data = proto.Begin(_form switch { Form.Gauge => 5, Form.Histogram => 9, _ => 7 });
            foreach (SeriesPoint point in _points.Values)
            {
                WritePoint(proto, point, startNs, nowNs);
            }

            if (_form != Form.Gauge)
            {
                proto.WriteVarint(2, Cumulative);
            }

            if (_form is Form.Counter or Form.ObservedCounter)
            {
                proto.WriteVarint(3, 1);
            }

            proto.End(data);
            proto.End(metric);
        }
    }

    private void WritePoint(ProtoWriter proto, SeriesPoint point, ulong startNs, ulong nowNs)
    {
        int written = proto.Begin(1);
        proto.WriteFixed64(2, startNs);
        proto.WriteFixed64(3, nowNs);
        if (_form == Form.Histogram)
        {
            proto.WriteFixed64(4, point.Count);
            proto.WriteDouble(5, point.Value);
            proto.WritePacked(6, point.Buckets);
            proto.WritePacked(7, System.Runtime.InteropServices.MemoryMarshal.Cast<double, ulong>(_bounds));
            proto.WriteRaw(point.Attributes.AsSpan());
        }
        else
        {
            proto.WriteDouble(4, point.Value);
            proto.WriteRaw(point.Attributes.AsSpan());
        }

        proto.End(written);
    }

    private SeriesPoint PointOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // The attributes of a histogram's point have another number.
        int field = _form == Form.Histogram ? 9 : 7;
        _key.Clear();
        foreach ((string name, object? value) in tags)
        {
            OtlpFields.WriteAttribute(_key, field, name, value);
        }

        Dictionary<byte[], SeriesPoint>.AlternateLookup<ReadOnlySpan<byte>> lookup = _points.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(_key.Written, out SeriesPoint? point))
        {
            return point;
        }

        if (_points.Count >= MaxPoints)
        {
            _key.Clear();
            OtlpFields.WriteAttribute(_key, field, "otel.metric.overflow", true);
            if (lookup.TryGetValue(_key.Written, out point))
            {
                return point;
            }
        }

        byte[] attributes = _key.Written.ToArray();
        point = new SeriesPoint(attributes, _form == Form.Histogram ? _bounds.Length + 1 : 0);
        _points.Add(attributes, point);
        return point;
    }
}
