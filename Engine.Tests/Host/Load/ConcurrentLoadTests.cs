using System.Text.Json;
using System.Xml;
using Engine.Host.Cli;
using Engine.Host.Load;
using Engine.Host.Run;
using Engine.Tests.Host.Serve;

namespace Engine.Tests.Host.Load;

/// <summary>`engine load --concurrent` against a real host, and against servers that do not tell of ends.</summary>
public class ConcurrentLoadTests
{
    [Fact]
    public async Task Executions_are_kept_under_way_and_all_of_them_end()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        LoadOptions options = Options(host.Client.BaseAddress!) with { Concurrent = 8, Workflows = 8, DelayMs = 1, Lasts = TimeSpan.FromSeconds(2) };

        LoadResult result = await RunAsync(options);

        ConcurrentResult seen = result.Concurrent!;
        JsonElement ended = (await host.GetAsync("/api/v1/executions?status=completed&limit=1000")).Ok().GetProperty("executions");
        RouteResult execute = Assert.Single(result.Routes, static route => route.Name == "execute");
        Assert.Equal(0, result.Failures);
        Assert.True(seen.Runs.Answers > 8, $"{seen.Runs.Answers} ended");
        Assert.Equal((execute.Answers, 0), (seen.Runs.Answers, host.App.Runs.Health().RunCount));
        Assert.Equal(Math.Min(1_000, seen.Runs.Answers), ended.GetArrayLength());
        Assert.Equal(seen.Runs.Answers, result.Series.Sum(static second => second.Answers));
        Assert.InRange(seen.MedianUnderWay, seen.LeastUnderWay, 8);
        Assert.True(seen.TasksPerSecond > 0 && seen.Runs.P50Us > 0);
        Assert.True(seen.Server is { Cores: > 0, Before.ResidentBytes: > 0, Over.RememberedRuns: > 0 });
    }

    [Fact]
    public async Task Tasks_are_told_how_long_to_wait()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        LoadOptions options = Options(host.Client.BaseAddress!) with { Concurrent = 1, Workflows = 1, DelayMs = 7, Lasts = TimeSpan.FromSeconds(1) };

        await RunAsync(options);

        string id = (await host.GetAsync("/api/v1/executions")).Ok().GetProperty("executions")[0].GetProperty("execution_id").GetString()!;
        JsonElement run = (await host.GetAsync($"/api/v1/executions/{id}")).Ok();
        Assert.Equal(7, run.GetProperty("input_data").GetProperty("delay_ms").GetInt32());
        Assert.All(run.GetProperty("tasks").EnumerateArray(), static task => Assert.Equal(7, task.GetProperty("result").GetProperty("delayed_ms").GetInt32()));
    }

    /// <summary>Its stream says nothing but that something is missed, then ends; the next one stays silent.</summary>
    [Fact]
    public async Task Ends_that_are_not_told_are_found_by_asking()
    {
        int streams = 0, executions = 0;
        await using var server = new PlainServer(request => Path(request) switch
        {
            "/api/v1/stream" => Interlocked.Increment(ref streams) == 1 ? [StreamHead, Chunk("event: missed\ndata: {\"notices\":3}\n\n"), "0\r\n\r\n", ""] : [StreamHead],
            "/api/v1/workflows" => [PlainServer.Ok("{}", "201 Created")],
            var path when path.EndsWith("/execute", StringComparison.Ordinal) => [PlainServer.Ok($$"""{"execution_id":"{{Interlocked.Increment(ref executions)}}"}""")],
            var path when path.EndsWith("/status", StringComparison.Ordinal) => [PlainServer.Ok(
                $$"""{"execution_id":"{{Volatile.Read(ref executions)}}","status":"completed","started_at":"2026-01-02T03:04:05.5+00:00","completed_at":"2026-01-02T03:04:07.5+00:00"}""")],
            _ => [PlainServer.Ok("")],
        });
        LoadOptions options = Options(new Uri($"http://{server.Address}")) with { Concurrent = 1, Workflows = 1, DelayMs = 1, Lasts = TimeSpan.FromSeconds(1) };

        LoadResult result = await RunAsync(options);

        Assert.Equal((0, executions, executions), (result.Failures, result.Concurrent!.Runs.Answers, result.Concurrent.FoundByAsking));
        Assert.InRange(result.Concurrent.Runs.MaxUs, 1.9e6, 2e6);
        Assert.Null(result.Concurrent.Server);
    }

    [Fact]
    public async Task Execution_without_an_end_fails_the_load()
    {
        await using var server = new PlainServer(static request => Path(request) switch
        {
            "/api/v1/stream" => [StreamHead],
            "/api/v1/workflows" => [PlainServer.Ok("{}", "201 Created")],
            var path when path.EndsWith("/execute", StringComparison.Ordinal) => [PlainServer.Ok("""{"execution_id":"1"}""")],
            _ => [PlainServer.Ok("""{"execution_id":"1","status":"running","started_at":"2026-01-02T03:04:05Z","completed_at":null}""")],
        });
        LoadOptions options = Options(new Uri($"http://{server.Address}")) with { Concurrent = 2, Workflows = 2, DelayMs = 0, Lasts = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };
        var output = new StringWriter();

        int exitCode = await Task.Run(() => LoadCommand.Run(options, htmlPath: null, json: false, new RunConsole(output, TextWriter.Null)));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("no end within 1 s after its ideal time", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_a_stream_is_one_clear_error()
    {
        await using var server = new PlainServer(static request => Path(request) == "/api/v1/stream" ? [PlainServer.Ok("no", "403 Forbidden")] : [PlainServer.Ok("{}", "201 Created")]);
        LoadOptions options = Options(new Uri($"http://{server.Address}")) with { Concurrent = 1, Workflows = 1 };

        UserError error = await Assert.ThrowsAsync<UserError>(() => RunAsync(options));

        Assert.Contains("GET /api/v1/stream", error.Message, StringComparison.Ordinal);
        Assert.Contains("status 403", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_tell_of_what_was_under_way()
    {
        LoadOptions options = Options(new Uri("http://127.0.0.1:1")) with { Concurrent = 1_000, Workflows = 1_000, DelayMs = 50 };
        var tally = new RouteTally("overhead");
        tally.Add(2_500);
        tally.Fail("it ended as <failed>");
        ServerFigures before = new(1, 32 << 20, 0), later = new(61, 64 << 20, 4_000);
        var result = new LoadResult
        {
            Options = options,
            When = DateTimeOffset.UnixEpoch,
            Seconds = 60,
            Routes = [],
            Series = [new LoadSecond(0, 1, 1, 2_500, 2_500, 2_500)],
            OwnDelayP99Us = 0,
            Concurrent = new ConcurrentResult { Runs = tally.Result(60), LeastUnderWay = 990, MedianUnderWay = 999, TasksPerSecond = 12_345, FoundByAsking = 3, Server = new ServerUse(1.25, before, before, later, later) },
        };
        StringWriter table = new(), json = new(), page = new();

        LoadTable.Write(table, result);
        LoadJson.Write(json, result);
        LoadPage.Write(page, result);

        string[] told = ["least 990, median 999; 12,345 tasks a second, each waits 50 ms", "3 ends were not heard of", "1.25 processors; memory 32.0 MiB before", "(32.8 KiB each)", "4,000 ended ones remembered"];
        Assert.All(told, part => Assert.Contains(part, table.ToString(), StringComparison.Ordinal));
        Assert.All(told, part => Assert.Contains(part, page.ToString(), StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        JsonElement concurrent = document.RootElement.GetProperty("concurrent");
        Assert.Equal((990, 999, 3), (concurrent.GetProperty("least").GetInt32(), concurrent.GetProperty("median").GetInt32(), concurrent.GetProperty("found_by_asking").GetInt32()));
        Assert.Equal(1, document.RootElement.GetProperty("failures").GetInt32());
        Assert.Equal("overhead", document.RootElement.GetProperty("routes")[0].GetProperty("route").GetString());
        string html = page.ToString();
        var xml = new XmlDocument();
        xml.LoadXml(html[html.IndexOf("<body>", StringComparison.Ordinal)..(html.IndexOf("</body>", StringComparison.Ordinal) + 7)]);
        Assert.Equal(3, xml.DocumentElement!.GetElementsByTagName("svg").Count);
    }

    [Theory]
    [InlineData("--concurrent 5 --mix status", "--mix")]
    [InlineData("--concurrent 5 --rate 10", "--rate")]
    [InlineData("--concurrent 5 --batch 10", "--batch")]
    [InlineData("--concurrent 5 --workflows 10", "--workflows")]
    [InlineData("--delay-ms 5", "--delay-ms")]
    [InlineData("--concurrent 0", "--concurrent: choose 1 to 10000")]
    public void Options_that_do_not_go_together_are_one_clear_error(string options, string fragment)
    {
        HostRun run = HostRun.Of(["load", "http://127.0.0.1:1", .. options.Split(' ')]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(fragment, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Longest_chain_is_that_of_what_was_written()
    {
        var requests = new LoadRequests(Options(new Uri("http://127.0.0.1:1")), "x", "t");
        var request = new System.Buffers.ArrayBufferWriter<byte>();
        for (uint number = 0; number < 200; number++)
        {
            WorkflowSize size = requests.WriteCreate(request, "w", number);

            string text = System.Text.Encoding.UTF8.GetString(request.WrittenSpan);
            using JsonDocument document = JsonDocument.Parse(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            Dictionary<string, int> chains = [];
            foreach (JsonElement task in document.RootElement.GetProperty("tasks").EnumerateArray())
            {
                chains.Add(task.GetProperty("task_id").GetString()!, 1 + task.GetProperty("depends_on").EnumerateArray().Select(one => chains[one.GetString()!]).DefaultIfEmpty(0).Max());
            }

            Assert.Equal(new WorkflowSize(chains.Count, chains.Values.Max()), size);
        }
    }

    [Fact]
    public void Figures_of_a_server_are_read_from_its_metrics()
    {
        const string Metrics = "# HELP process_cpu_seconds_total x\nprocess_cpu_seconds_total 1.5\nprocess_resident_memory_bytes_of 7\nprocess_resident_memory_bytes 123456\nengine_runs_remembered 12\n";

        Assert.Equal(new ServerFigures(1.5, 123_456, 12), ServerFigures.Read(System.Text.Encoding.UTF8.GetBytes(Metrics)));
        Assert.Null(ServerFigures.Read("process_cpu_seconds_total 1.5\n"u8));
    }

    private const string StreamHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    private static string Path(string request) => request.Split(' ')[1];

    private static async Task<LoadResult> RunAsync(LoadOptions options)
    {
        var load = new ConcurrentLoad(options, "t");
        await load.PrepareAsync().Within();
        return await load.RunAsync(static _ => { }, CancellationToken.None).Within();
    }

    private static LoadOptions Options(Uri server)
    {
        (System.Net.IPEndPoint address, string hostName) = LoadCommand.ParseUrl(server.ToString());
        return new LoadOptions { Address = address, HostName = hostName, Mix = LoadMix.Parse("execute"), AgentType = "delay", Connections = 4, Timeout = Patience.Limit };
    }
}
