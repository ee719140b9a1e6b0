using System.Net.Http.Json;
using System.Text.Json;
using Engine.Host.Cli;
using Engine.Host.Serve.Telemetry;

namespace Engine.Tests.Host.Serve.Telemetry;

public class OtlpExportTests
{
    [Fact]
    public async Task Program_sends_its_metrics_and_the_spans_of_an_execution_to_a_collector()
    {
        using var folder = new TempFolder();
        await using var collector = new OtlpReceiver();
        await using ServedProcess served = await ServedProcess.StartAsync(
            folder.At("data"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", "engine-under-test"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        using HttpResponseMessage defined = await served.Client.PostAsync("/api/v1/workflows", new StringContent(Definitions.Layered("mine", 2, 2, "echo"))).Within();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/workflows/mine/execute");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using HttpResponseMessage started = await served.Client.SendAsync(request).Within();
        string execution = (await started.Content.ReadFromJsonAsync<JsonElement>().Within()).GetProperty("execution_id").GetString()!;

        await collector.UntilAsync("/v1/metrics", "engine-under-test", "engine.host.steps", "engine.host.runs", "engine.host.workflows", "http.server.request.duration", "/api/v1/workflows/{id}/execute");
        byte[] spans = await collector.UntilAsync("/v1/traces", "engine-under-test", "execute mine", execution, "task task_0_0", "task task_1_1", "completed");
        Assert.True(spans.AsSpan().IndexOf(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")) >= 0, "The spans are not of the trace that the client began.");
        Assert.Equal(0, await served.TerminateAsync());
    }

    [Fact]
    public async Task Signal_that_is_turned_off_is_not_sent_and_what_is_left_is_sent_at_the_end()
    {
        using var folder = new TempFolder();
        await using var collector = new OtlpReceiver();
        await using (ServedProcess served = await ServedProcess.StartAsync(
            folder.At("data"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", $"{collector.Address}/elsewhere"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "600000")))
        {
            Assert.Equal(0, await served.TerminateAsync());
        }

        await collector.UntilAsync("/elsewhere", "engine.host.steps");
        Assert.DoesNotContain("/v1/traces", collector.Paths);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317", "http://127.0.0.1:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://x", "http://127.0.0.1:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318", "passes on")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc", "4318")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip", "none")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret", "key=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0aHost: c", "key=value")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus", "otlp")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "traceidratio")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "1s", "whole number")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "0", "from 1 to 1000000")]
    public void Variable_that_is_wrong_is_named_with_the_mend(string name, string value, string mend)
    {
        var environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", [name] = value };
        string message = Assert.Throws<UserError>(() => OtlpSettings.Read(environment.GetValueOrDefault)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", message, StringComparison.Ordinal);
        Assert.Contains(mend, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("OTEL_SERVICE_NAME=x")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT= ")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_SDK_DISABLED=true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_METRICS_EXPORTER=none", "OTEL_TRACES_EXPORTER=none")]
    public void Nothing_is_started_where_nothing_says_to_whom(params string[] environment) => Assert.Null(OtlpExport.Start(
        name => environment.FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..], TextWriter.Null, TimeProvider.System));

    [Fact]
    public async Task Collector_that_refuses_is_told_of_once_and_what_ends_meanwhile_is_sent_when_it_takes_again()
    {
        using var folder = new TempFolder();
        await using var collector = new OtlpReceiver { Status = 503 };
        await using ServedProcess served = await ServedProcess.StartAsync(
            folder.At("data"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{collector.Address}/traces"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-token=a%20b"),
            ("OTEL_BSP_SCHEDULE_DELAY", "10"));
        using HttpResponseMessage started = await served.Client.PostAsync("/api/v1/workflows/sample-research/execute", new StringContent("""{"input_data":{"delay_ms":0}}""")).Within();
        await collector.UntilAsync("/traces", "execute sample-research");
        Assert.Contains($"spans are not taken by the collector: {collector.Address}/traces answers 503", await served.Process.StandardError.ReadLineAsync().Within());

        collector.Status = 200;
        Assert.Equal("engine serve: spans are taken by the collector again.", await served.Process.StandardError.ReadLineAsync().Within());
        Assert.All(collector.Tokens, static token => Assert.Equal("a b", token));
        Assert.Equal(0, await served.TerminateAsync());
    }

    [Theory]
    [InlineData("always_on", null, 1, false)]
    [InlineData("always_off", null, 0, false)]
    [InlineData("traceidratio", "0.25", 0.25, false)]
    [InlineData("parentbased_traceidratio", "0.25", 0.25, true)]
    [InlineData(null, null, 1, true)]
    public void Traces_are_told_of_as_the_sampler_says(string? sampler, string? argument, double share, bool followsParent)
    {
        OtlpSettings settings = OtlpSettings.Read(name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => "http://127.0.0.1:1/base/",
            "OTEL_TRACES_SAMPLER" => sampler,
            "OTEL_TRACES_SAMPLER_ARG" => argument,
            _ => null,
        })!;
        Assert.Equal("http://127.0.0.1:1/base/v1/traces", settings.Traces!.Address.ToString());
        using var source = new System.Diagnostics.ActivitySource($"sampler {sampler} {argument}");
        using var reader = new SpanReader(source.Name, settings);
        int told = Enumerable.Range(0, 4_000).Count(_ =>
        {
            using System.Diagnostics.Activity? span = source.StartActivity("root");
            return span is not null;
        });
        Assert.InRange(told, (share * 4_000) - 150, (share * 4_000) + 150);
        foreach (bool isRecorded in (bool[])[true, false])
        {
            var parent = new System.Diagnostics.ActivityContext(
                System.Diagnostics.ActivityTraceId.CreateRandom(), System.Diagnostics.ActivitySpanId.CreateRandom(), isRecorded ? System.Diagnostics.ActivityTraceFlags.Recorded : default, isRemote: true);
            int children = Enumerable.Range(0, 10).Count(_ => source.CreateActivity("child", System.Diagnostics.ActivityKind.Internal, parent) is not null);
            if (followsParent)
            {
                Assert.Equal(isRecorded ? 10 : 0, children);
            }
            else
            {
                // One trace, one decision.
                Assert.Contains(children, (int[])[0, 10]);
            }
        }
    }
}
