using System.Diagnostics.Metrics;
using Engine.Events;

namespace Engine.Internal;

/// <summary>The instruments of deliveries, counted once a batch.</summary>
internal static class DeliveryMetrics
{
    private static readonly Meter Meter = new(MetricsObserver.MeterName);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("engine.delivery.events", "{event}", "Events that a delivery has taken, by what became of them.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("engine.delivery.retries", "{attempt}", "Attempts of handlers after the first.");

    public static void Count(in DeliveryCounts before, in DeliveryCounts after)
    {
        if (Events.Enabled)
        {
            Add("handled", after.Handled - before.Handled);
            Add("filtered", after.Filtered - before.Filtered);
            Add("duplicate", after.Duplicates - before.Duplicates);
            Add("late", after.Late - before.Late);
            Add("undeliverable", after.Undeliverable - before.Undeliverable);
            Add("given_up", after.GivenUp - before.GivenUp);
        }

        if (Retries.Enabled && after.Retries > before.Retries)
        {
            Retries.Add(after.Retries - before.Retries);
        }
    }

    private static void Add(string outcome, long events)
    {
        if (events > 0)
        {
            Events.Add(events, new KeyValuePair<string, object?>("engine.outcome", outcome));
        }
    }
}
