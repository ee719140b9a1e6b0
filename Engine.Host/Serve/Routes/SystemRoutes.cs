using System.Text;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Http;
using Engine.Runtime;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Routes;

/// <summary>The host itself: health, metrics, the document of the API.</summary>
internal static class SystemRoutes
{
    private const string OpenApiName = "serve/openapi.json";

    private static readonly Lazy<byte[]> OpenApi = new(static () => EmbeddedFile.Read(OpenApiName));

    public static IEnumerable<Route> All =>
    [
        new("GET", "/healthz", Role.None, static call => JsonAnswer.SendAsync(call.Http, 200, "{\"status\":\"ok\"}"u8)),
        new("GET", "/readyz", Role.None, ReadyAsync),
        new("GET", "/metrics", Role.Observe, MetricsAsync),
        new("GET", "/openapi.json", Role.None, static call => JsonAnswer.SendAsync(call.Http, 200, OpenApi.Value)),
    ];

    private static Task ReadyAsync(ServeCall call) => call.App.WhyNotReady is { } reason
        ? throw new ServeException(503, reason) { RetryAfterSeconds = 1 }
        : JsonAnswer.SendAsync(call.Http, 200, "{\"status\":\"ready\"}"u8);

    private static Task MetricsAsync(ServeCall call)
    {
        var text = new MetricsText();
        ServeApp app = call.App;
        HostHealth health = app.Runs.Health();
        text.Gauge("engine_up_seconds", "Seconds since the host started.", app.Options.TimeProvider.GetElapsedTime(app.StartedAt).TotalSeconds);
        text.Gauge("engine_workflows", "Workflows that are defined.", app.Catalog.Count);
        text.Gauge("engine_runs", "Runs that have not ended.", health.RunCount);
        text.Gauge("engine_runs_held", "Runs that this process cannot go on with.", health.HeldRunCount);
        text.Gauge("engine_runs_remembered", "Runs that have ended and are remembered.", health.Shards.Sum(static shard => (long)shard.EndedRunCount));
        text.Gauge("engine_shards_waiting", "Shards whose disk takes nothing more at present.", health.WaitingShardCount);
        text.Counter("engine_steps_total", "Calls of steps since the host started.", health.Shards.Sum(static shard => shard.StepCount));
        text.Gauge("engine_journal_bytes", "Bytes of the journal that runs need.", health.Shards.Sum(static shard => shard.JournalBytes));
        text.Gauge("engine_kept_status_bytes", "Bytes of answers about ended runs that are kept to be sent again.", app.StatusAnswers.Bytes);
        text.Runtime();
        text.Events(app.Tenants);
        text.Requests(app.Routes.Routes, app.Refused);
        return JsonAnswer.SendAsync(call.Http, 200, Encoding.UTF8.GetBytes(text.ToString()), "text/plain; version=0.0.4; charset=utf-8");
    }
}
