using System.Globalization;
using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Host.Bench.Http;

/// <summary>The routes of `engine serve` that are asked most, beside what any host of this framework takes.</summary>
internal static class HttpSuite
{
    /// <summary>Clients that ask for something small.</summary>
    private const int Clients = 16;

    /// <summary>Clients that send batches of events: each is answered on one processor, and two share them with the clients.</summary>
    private const int Senders = 4;

    private const int BatchLength = 10_000;
    private const string Empty = "a minimal API that does nothing, with the same requests";

    public static BenchSuite Create() => new("http",
    [
        Small("health", static _ => RequestScript.Get(["/healthz"], "{\"status\":\"ok\"}"u8)),
        Small("status", static server => RequestScript.Get(server.WorkflowIds.Select(static id => $"/api/v1/workflows/{id}/status"), "\"status\":\"completed\""u8)),
        new("create", static _ => new ServedRequests(static _ => Define(), Clients, unitCount: 1, static server => server.RemoveMade())) { Baseline = Empty },
        Small("execute", static server => Execute(server.WorkflowIds)),
        Small("execute-one", static _ => Execute([BenchServer.OneTask])),
        Events("events-json", EventFormat.Json),
        Events("events-lines", EventFormat.Lines),
        Events("events-compact", EventFormat.Binary),
    ])
    {
        Unit = "request",
    };

    private static BenchCase Small(string name, Func<BenchServer, RequestScript> script) => new(name, _ => new ServedRequests(script, Clients, unitCount: 1)) { Baseline = Empty };

    private static BenchCase Events(string name, EventFormat format) => new(name, _ => new ServedRequests(server => Batch(server, format), Senders, BatchLength))
    {
        Baseline = Empty,
        Unit = "event",
    };

    private static RequestScript Define() => RequestScript.OfRequests(BenchServer.Definitions(), expectedStatus: 201, "\"status\":\"created\""u8);

    private static RequestScript Execute(IReadOnlyList<string> workflows) => RequestScript.Post(
        [.. workflows.Select(static id => $"/api/v1/workflows/{id}/execute")], "application/json", "{\"input_data\":{\"request\":1}}"u8.ToArray(), [], "\"execution_id\":"u8);

    private static RequestScript Batch(BenchServer server, EventFormat format)
    {
        var batch = HttpEventBatch.Create(format, BatchLength, server.WorkflowIds);
        return RequestScript.Post(
            ["/api/v1/events/batch"], batch.ContentType, batch.Body, batch.StampOffsets, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"accepted\":{BatchLength},")));
    }
}
