using System.Reflection;
using System.Text;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Http;
using Engine.Runtime;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Routes;

/// <summary>The host itself: page, health, metrics, the document of the API.</summary>
internal static class SystemRoutes
{
    private const string OpenApiName = "serve/openapi.json";

    private static readonly byte[] Page = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Engine</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style></head>
        <body><h1>Engine</h1><p>This host answers over HTTP. It has no page for people yet; these addresses show what it does:</p>
        <ul><li><a href="/api/v1/workflows">workflows</a></li><li><a href="/api/v1/executions">executions</a></li><li><a href="/api/v1/events">events</a></li>
        <li><a href="/api/v1/dead-letters">dead letters</a></li><li><a href="/healthz">health</a></li><li><a href="/metrics">metrics</a></li><li><a href="/openapi.json">the API (OpenAPI)</a></li></ul></body></html>

        """u8.ToArray();

    private static readonly Lazy<byte[]> OpenApi = new(static () =>
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(OpenApiName)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    public static IEnumerable<Route> All =>
    [
        new("GET", "/", Role.None, static call => PageAsync(call)),
        new("GET", "/healthz", Role.None, static call => JsonAnswer.SendAsync(call.Http, 200, "{\"status\":\"ok\"}"u8)),
        new("GET", "/readyz", Role.None, ReadyAsync),
        new("GET", "/metrics", Role.Observe, MetricsAsync),
        new("GET", "/openapi.json", Role.None, static call => JsonAnswer.SendAsync(call.Http, 200, OpenApi.Value)),
    ];

    private static Task PageAsync(ServeCall call)
    {
        call.Http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return JsonAnswer.SendAsync(call.Http, 200, Page, "text/html; charset=utf-8");
    }

    private static Task ReadyAsync(ServeCall call) => call.App.IsReady
        ? JsonAnswer.SendAsync(call.Http, 200, "{\"status\":\"ready\"}"u8)
        : throw new ServeException(503, "The host starts, stops, or one of its shards has failed. Its log says which.") { RetryAfterSeconds = 1 };

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
        text.Counter("engine_steps_total", "Calls of steps since the host started.", health.Shards.Sum(static shard => shard.StepCount));
        text.Gauge("engine_journal_bytes", "Bytes of the journal that runs need.", health.Shards.Sum(static shard => shard.JournalBytes));
        text.Gauge("process_resident_memory_bytes", "Memory of the process.", Environment.WorkingSet);
        text.Gauge("dotnet_gc_heap_bytes", "Bytes on the managed heap.", GC.GetTotalMemory(forceFullCollection: false));
        text.Counter("dotnet_gc_allocated_bytes_total", "Bytes allocated.", GC.GetTotalAllocatedBytes());
        text.Events(app.Tenants);
        text.Requests(app.Routes.Routes, app.Refused);
        return JsonAnswer.SendAsync(call.Http, 200, Encoding.UTF8.GetBytes(text.ToString()), "text/plain; version=0.0.4; charset=utf-8");
    }
}
