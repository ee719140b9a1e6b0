using System.Diagnostics;
using System.Diagnostics.Metrics;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Host.Serve.Ingest;
using Engine.Runtime;

namespace Engine.Host.Serve.Telemetry;

/// <summary>The host as instruments: what `/metrics` says, for whoever listens in the process. They look when they are asked; but for the time of requests nothing is counted for them.</summary>
internal sealed class HostMeter : IDisposable
{
    public const string Name = "Engine.Host";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _requests;

    public HostMeter(ServeApp app)
    {
        _meter.CreateObservableUpDownCounter("engine.host.workflows", () => app.Catalog.Count, "{workflow}", "Workflows that are defined.");
        _meter.CreateObservableUpDownCounter("engine.host.runs", () => app.Runs.Health().RunCount, "{run}", "Runs that have not ended.");
        _meter.CreateObservableUpDownCounter("engine.host.runs.held", () => app.Runs.Health().HeldRunCount, "{run}", "Runs that this process cannot go on with.");
        _meter.CreateObservableUpDownCounter("engine.host.runs.remembered", () => app.Runs.Health().Shards.Sum(static shard => (long)shard.EndedRunCount), "{run}", "Runs that have ended and are remembered.");
        _meter.CreateObservableUpDownCounter("engine.host.shards.waiting", () => app.Runs.Health().WaitingShardCount, "{shard}", "Shards whose disk takes nothing more at present.");
        _meter.CreateObservableCounter("engine.host.steps", () => app.Runs.Health().Shards.Sum(static shard => shard.StepCount), "{step}", "Calls of steps since the host started.");
        _meter.CreateObservableUpDownCounter("engine.host.journal.size", () => app.Runs.Health().Shards.Sum(static shard => shard.JournalBytes), "By", "Bytes of the journal that runs need.");
        _meter.CreateObservableCounter("engine.host.events", () => app.Tenants.SelectMany(Events), "{event}", "Events by what became of them, by tenant.");
        _meter.CreateObservableUpDownCounter("engine.host.dead_letters", () => app.Tenants.Select(static tenant => Of(tenant, DeadLetters(tenant))), "{event}", "Events that are kept as dead letters, by tenant.");
        _requests = _meter.CreateHistogram(
            "http.server.request.duration",
            "s",
            "Time of requests by route and status.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. RouteMetrics.BoundsMicros.ToArray().Select(static micros => micros / 1e6)] });
    }

    /// <summary>A request was answered.</summary>
    public void Record(Route? route, int status, TimeSpan elapsed)
    {
        if (!_requests.Enabled)
        {
            return;
        }

        var tags = new TagList { { "http.request.method", route?.Method ?? "_OTHER" }, { "http.response.status_code", status } };
        if (route is not null)
        {
            tags.Add("http.route", route.Template);
        }

        _requests.Record(elapsed.TotalSeconds, in tags);
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Events(TenantSpace tenant)
    {
        EventCounts counts = tenant.Events.Counts;
        return [Of(tenant, counts.Accepted, "accepted"), Of(tenant, counts.Duplicates, "duplicate"), Of(tenant, counts.Unknown, "unknown"), Of(tenant, counts.Invalid, "invalid")];
    }

    private static long DeadLetters(TenantSpace tenant) => tenant.Events.Read(0, static (_, dead, _) => (long)dead.Count);

    private static Measurement<long> Of(TenantSpace tenant, long count, string? outcome = null) => outcome is null
        ? new Measurement<long>(count, new KeyValuePair<string, object?>("engine.tenant", tenant.Name))
        : new Measurement<long>(count, new KeyValuePair<string, object?>("engine.tenant", tenant.Name), new KeyValuePair<string, object?>("engine.outcome", outcome));
}
