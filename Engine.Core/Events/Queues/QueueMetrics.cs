using System.Diagnostics.Metrics;
using Engine.Events;

namespace Engine.Internal;

/// <summary>The instruments of queues. Gauges ask the queues that there are, which they do not keep alive.</summary>
internal static class QueueMetrics
{
    private const string Queue = "engine.queue";

    private static readonly Meter Meter = new(MetricsObserver.MeterName);
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<EventQueue>> Queues = [];

    private static readonly Counter<long> Waits = Meter.CreateCounter<long>("engine.queue.waits", "{wait}", "Producers that found a queue full and waited, by queue.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("engine.queue.refusals", "{refusal}", "Producers that found a queue full and were refused, by queue.");

    static QueueMetrics()
    {
        Meter.CreateObservableGauge("engine.queue.used", static () => Read(static queue => queue.UsedBytes), "By", "Bytes of events in a queue, by queue.");
        Meter.CreateObservableGauge("engine.queue.capacity", static () => Read(static queue => queue.CapacityBytes), "By", "Bytes of events that a queue holds, by queue.");
        Meter.CreateObservableCounter("engine.queue.dequeued", static () => Read(static queue => queue.Dequeued), "{event}", "Events taken out of a queue, by queue.");
    }

    public static void Add(EventQueue queue)
    {
        lock (Gate)
        {
            Queues.RemoveAll(static one => !one.TryGetTarget(out _));
            Queues.Add(new WeakReference<EventQueue>(queue));
        }
    }

    public static void Waited(EventQueue queue)
    {
        if (Waits.Enabled)
        {
            Waits.Add(1, new KeyValuePair<string, object?>(Queue, queue.Name));
        }
    }

    public static void Refused(EventQueue queue)
    {
        if (Refusals.Enabled)
        {
            Refusals.Add(1, new KeyValuePair<string, object?>(Queue, queue.Name));
        }
    }

    private static List<Measurement<long>> Read(Func<EventQueue, long> value)
    {
        var measurements = new List<Measurement<long>>();
        lock (Gate)
        {
            foreach (WeakReference<EventQueue> one in Queues)
            {
                if (one.TryGetTarget(out EventQueue? queue))
                {
                    measurements.Add(new Measurement<long>(value(queue), new KeyValuePair<string, object?>(Queue, queue.Name)));
                }
            }
        }

        return measurements;
    }
}
