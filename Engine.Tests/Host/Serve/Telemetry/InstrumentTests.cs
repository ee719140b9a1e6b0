using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Telemetry;
using Engine.Runtime;
using Engine.Tests.Execution;

namespace Engine.Tests.Host.Serve.Telemetry;

/// <summary>What listeners in the process are told. Alone in it: where nobody listens, it expects no bytes.</summary>
[Collection(ProcessAllocations.Name)]
public class InstrumentTests
{
    [Fact]
    public async Task Execution_is_told_as_a_span_with_one_for_each_task_and_its_times()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RunSpans.SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        (await host.PostAsync("/api/v1/workflows", """
            {"workflow_id":"w","agents":{"d":{"type":"delay"},"f":{"type":"fail"}},
             "tasks":[{"task_id":"wait","agent_role":"d"},{"task_id":"break","agent_role":"f","depends_on":["wait"]},{"task_id":"never","agent_role":"d","depends_on":["break"]}]}
            """)).Ok(201);
        string body = """{"input_data":{"delay_ms":20}}""";
        string execution = (await host.SendAsync(HttpMethod.Post, "/api/v1/workflows/w/execute", System.Text.Encoding.UTF8.GetBytes(body),
            headers: ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))).Ok().GetProperty("execution_id").GetString()!;
        JsonElement run = await host.EndOfAsync(execution);
        Assert.True(SpinWait.SpinUntil(() => spans.Count == 3, Patience.Limit));

        Activity whole = Assert.Single(spans, static span => span.DisplayName == "execute w");
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (whole.TraceId.ToHexString(), whole.ParentSpanId.ToHexString()));
        Assert.Equal($"{execution} failed 3 Error", $"{whole.GetTagItem("engine.execution")} {whole.GetTagItem("engine.status")} {whole.GetTagItem("engine.tasks")} {whole.Status}");
        Assert.Equal(run.GetProperty("started_at").GetDateTime().ToUniversalTime(), whole.StartTimeUtc);
        Assert.Equal(run.GetProperty("duration_ms").GetInt64(), whole.Duration.TotalMilliseconds);
        Assert.Equal(["task break", "task wait"], spans.Where(span => span.ParentSpanId == whole.SpanId).Select(static span => span.DisplayName).Order());
        Activity wait = Assert.Single(spans, static span => span.DisplayName == "task wait");
        Assert.Equal("delay completed Unset", $"{wait.GetTagItem("engine.activity")} {wait.GetTagItem("engine.status")} {wait.Status}");
        JsonElement told = run.GetProperty("tasks").EnumerateArray().Single(static task => task.GetProperty("task_id").GetString() == "wait");
        Assert.Equal(
            (told.GetProperty("started_at").GetDateTime().ToUniversalTime(), told.GetProperty("completed_at").GetDateTime().ToUniversalTime()),
            (wait.StartTimeUtc, wait.StartTimeUtc + wait.Duration));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(spans, static span => span.DisplayName == "task break").Status);

        // Asked for again by its key it is told of once.
        spans.Clear();
        for (int times = 0; times < 2; times++)
        {
            await host.EndOfAsync((await host.SendAsync(HttpMethod.Post, "/api/v1/workflows/sample-research/execute", """{"input_data":{"delay_ms":0}}"""u8.ToArray(), headers: ("Idempotency-Key", "one"))).Ok().GetProperty("execution_id").GetString()!);
        }

        (await host.PostAsync("/api/v1/workflows/w/execute", body)).Ok();
        Assert.True(SpinWait.SpinUntil(() => spans.Any(static span => span.DisplayName == "execute w"), Patience.Limit));
        Assert.Single(spans, static span => span.DisplayName == "execute sample-research");
    }

    [Fact]
    public async Task Instruments_say_what_the_metrics_of_the_host_say()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        var values = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == HostMeter.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(Add);
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Add(instrument, value, tags, state));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => values.AddOrUpdate($"{instrument.Name} {Texts(tags)}", 1, static (_, count) => count + 1));
        listener.Start();
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute", """{"input_data":{"delay_ms":0}}""")).Ok().GetProperty("execution_id").GetString()!;
        await host.EndOfAsync(execution);
        await host.PostAsync("/api/v1/events/batch", """{"events":[{"event_id":"1","event_type":"x","workflow_id":"sample-research"},{"event_id":"2","event_type":"x","workflow_id":"nobody"}]}""");
        (await host.GetAsync("/nowhere")).IsProblem(404);
        await host.SendAsync(new HttpMethod("BREW"), "/healthz", null);
        listener.RecordObservableInstruments();

        Assert.Equal(1, values["engine.host.workflows"]);
        Assert.Equal(0, values["engine.host.runs"]);
        Assert.Equal(1, values["engine.host.runs.remembered"]);
        Assert.InRange(values["engine.host.steps"], 9, 1_000);
        Assert.Equal(1, values["engine.host.events engine.tenant=,engine.outcome=accepted"]);
        Assert.Equal(1, values["engine.host.events engine.tenant=,engine.outcome=unknown"]);
        Assert.Equal(1, values["engine.host.dead_letters engine.tenant="]);
        Assert.Equal(1, values["http.server.request.duration http.request.method=POST,http.response.status_code=200,http.route=/api/v1/workflows/{id}/execute"]);
        Assert.Equal(1, values["http.server.request.duration http.request.method=_OTHER,http.response.status_code=404"]);
        Assert.Equal(1, values["http.server.request.duration http.request.method=_OTHER,http.response.status_code=405"]);

        void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => values[$"{instrument.Name} {Texts(tags)}".Trim()] = value;

        static string Texts(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_allocated()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute", """{"input_data":{"delay_ms":0}}""")).Ok().GetProperty("execution_id").GetString()!;
        await host.EndOfAsync(execution);
        DefinedWorkflow workflow = host.App.TenantOf("").Find("sample-research")!;
        Assert.True(RunId.TryParse(execution, out RunId id));
        RunHandle<TaskResults> run = workflow.Hosted.Find(id);
        using var meter = new HostMeter(host.App);
        Assert.Equal(0, Allocations.Of(() =>
        {
            host.App.Spans.Started(workflow, run, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);
            meter.Record(host.App.Routes.Routes[0], 200, TimeSpan.FromMilliseconds(1));
        }));
    }
}
