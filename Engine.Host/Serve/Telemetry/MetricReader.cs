using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Engine.Host.Serve.Telemetry;

/// <summary>Listens to the instruments of some meters, and writes what they have measured as one message of OTLP.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricSeries> _series = new();
    private readonly ProtoWriter _proto = new();
    private readonly TimeProvider _time;
    private readonly ulong _startNs;

    public MetricReader(IReadOnlySet<string> meters, TimeProvider time)
    {
        _time = time;
        _startNs = OtlpFields.Nanoseconds(time.GetUtcNow());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter.Name))
            {
                MetricSeries series = _series.GetOrAdd(instrument, static instrument => new MetricSeries(instrument, (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries));
                listener.EnableMeasurementEvents(instrument, series);
            }
        };
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>A message `ExportMetricsServiceRequest`, valid until the next one; nothing where nothing was measured.</summary>
    public ReadOnlyMemory<byte> Read(IReadOnlyList<KeyValuePair<string, string>> resource)
    {
        _listener.RecordObservableInstruments();
        ulong nowNs = OtlpFields.Nanoseconds(_time.GetUtcNow());
        _proto.Clear();
        int all = _proto.Begin(1);
        OtlpFields.WriteResource(_proto, resource);
        foreach (IGrouping<string, KeyValuePair<Instrument, MetricSeries>> meter in _series.GroupBy(static one => one.Key.Meter.Name).OrderBy(static meter => meter.Key, StringComparer.Ordinal))
        {
            int scope = _proto.Begin(2);
            OtlpFields.WriteScope(_proto, meter.Key);
            foreach ((_, MetricSeries series) in meter.OrderBy(static one => one.Key.Name, StringComparer.Ordinal))
            {
                series.Write(_proto, 2, _startNs, nowNs);
            }

            _proto.End(scope);
        }

        _proto.End(all);
        return _proto.WrittenMemory;
    }

    public void Dispose() => _listener.Dispose();
}
