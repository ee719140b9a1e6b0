using System.Text.Json;
using System.Xml;
using Engine.Host.Cli;
using Engine.Host.Load;
using Engine.Host.Run;

namespace Engine.Tests.Host.Load;

public class LoadRunTests
{
    [Fact]
    public async Task Load_asks_for_every_route_of_its_mix_and_counts_all_answers()
    {
        await using var server = new PlainServer(Answer);
        LoadOptions options = Options(server) with { Mix = LoadMix.Parse("health,create,execute,status,events"), Lasts = TimeSpan.FromSeconds(0.3), Rate = 400, Workflows = 3, BatchSize = 7 };
        var run = new LoadRun(options, "t");

        await run.PrepareAsync();
        LoadResult result = await run.RunAsync(static _ => { }, CancellationToken.None);

        Assert.Equal(0, result.Failures);
        Assert.Equal(server.Requests.Count - 6, result.Answers);
        Assert.Equal(result.Answers, result.Series.Sum(static second => second.Answers));
        Assert.Equal(5, result.Routes.Count);
        Assert.All(result.Routes, static route => Assert.True(route.Answers > 0 && route.P50Us > 0 && route.P50Us <= route.P99Us && route.P99Us <= route.MaxUs * 1.001));
        Assert.InRange(result.Answers, 60, 200);
    }

    [Fact]
    public async Task Requests_are_what_the_server_takes()
    {
        await using var server = new PlainServer(Answer);
        LoadOptions options = Options(server) with { Mix = LoadMix.Parse("orchestration"), Lasts = TimeSpan.FromSeconds(0.2), Rate = 300, Workflows = 2, BatchSize = 5 };
        var run = new LoadRun(options, "t");
        await run.PrepareAsync();
        await run.RunAsync(static _ => { }, CancellationToken.None);

        HashSet<string> ids = [];
        foreach (string request in server.Requests)
        {
            string[] line = request[..request.IndexOf('\r', StringComparison.Ordinal)].Split(' ');
            string body = request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
            if (line[1] == "/api/v1/workflows")
            {
                using JsonDocument definition = JsonDocument.Parse(body);
                Assert.True(ids.Add(definition.RootElement.GetProperty("workflow_id").GetString()!));
                AssertTasks(definition.RootElement);
            }
            else if (line[1] == "/api/v1/events/batch")
            {
                using JsonDocument batch = JsonDocument.Parse(body);
                Assert.Equal(5, batch.RootElement.GetProperty("events").GetArrayLength());
                Assert.All(batch.RootElement.GetProperty("events").EnumerateArray(), one => Assert.True(ids.Contains(one.GetProperty("workflow_id").GetString()!) && ids.Add(one.GetProperty("event_id").GetString()!)));
            }
            else
            {
                Assert.Contains(line[1].Split('/')[4], ids);
            }
        }
    }

    [Fact]
    public async Task Failures_are_counted_by_their_reason_and_exit_with_1()
    {
        int number = 0;
        await using var server = new PlainServer(request => request.StartsWith("GET /api", StringComparison.Ordinal) && Interlocked.Increment(ref number) % 2 == 0
            ? [PlainServer.Ok("{}", "429 Too Many Requests")]
            : Answer(request));
        LoadOptions options = Options(server) with { Mix = LoadMix.Parse("status"), Lasts = TimeSpan.FromSeconds(0.2), Rate = 300, Workflows = 1 };
        var output = new StringWriter();

        int exitCode = await Task.Run(() => LoadCommand.Run(options, htmlPath: null, json: true, new RunConsole(output, TextWriter.Null)));

        using JsonDocument result = JsonDocument.Parse(output.ToString());
        Assert.Equal(ExitCode.Failed, exitCode);
        long failures = result.RootElement.GetProperty("failures").GetInt64();
        Assert.InRange(failures, 1, result.RootElement.GetProperty("answers").GetInt64() + 1);
        Assert.Equal(failures, result.RootElement.GetProperty("routes")[0].GetProperty("reasons").GetProperty("status 429").GetInt64());
    }

    /// <summary>One connection and a server that stands still for a while: all that arrived meanwhile has waited, though only one request was under way.</summary>
    [Fact]
    public async Task Stall_is_seen_by_all_that_arrived_during_it()
    {
        int number = 0;
        var stall = TimeSpan.FromSeconds(0.5);
        await using var server = new PlainServer(request => Interlocked.Increment(ref number) == 10 ? Stalled(request) : Answer(request));
        LoadOptions options = Options(server) with { Mix = LoadMix.Parse("health"), Lasts = TimeSpan.FromSeconds(1), Rate = 200, Connections = 1 };
        var run = new LoadRun(options, "t");

        LoadResult result = await run.RunAsync(static _ => { }, CancellationToken.None);

        // About 100 of 200 arrived while it stood still, evenly: half of them waited for half of it or more.
        double quarter = stall.TotalMicroseconds / 4;
        Assert.True(result.Routes[0].Curve.First(point => point.Percent == 85).Us > quarter, string.Join(' ', result.Routes[0].Curve));

        IEnumerable<string> Stalled(string request)
        {
            Thread.Sleep(stall);
            return Answer(request);
        }
    }

    [Fact]
    public async Task Server_that_says_no_or_is_not_there_is_one_clear_error()
    {
        await using var server = new PlainServer(static _ => [PlainServer.Ok("no agents here", "400 Bad Request")]);
        LoadOptions options = Options(server) with { Mix = LoadMix.Parse("status") };

        UserError refused = await Assert.ThrowsAsync<UserError>(new LoadRun(options, "t").PrepareAsync);
        Assert.Contains("400: no agents here", refused.Message, StringComparison.Ordinal);
        server.Close();
        UserError gone = await Assert.ThrowsAsync<UserError>(new LoadRun(options, "t").PrepareAsync);
        Assert.Contains("engine serve", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_is_well_formed_and_names_routes_and_failures()
    {
        await using var server = new PlainServer(static request => request.Contains("events", StringComparison.Ordinal) ? [PlainServer.Ok("<&>", "500 <no>")] : Answer(request));
        LoadOptions options = Options(server) with { Mix = LoadMix.Parse("status=3,events"), Lasts = TimeSpan.FromSeconds(0.2), Rate = 300, Workflows = 1 };
        var run = new LoadRun(options, "t");
        await run.PrepareAsync();
        LoadResult result = await run.RunAsync(static _ => { }, CancellationToken.None);
        var output = new StringWriter();

        LoadPage.Write(output, result);

        string html = output.ToString();
        string body = html[html.IndexOf("<body>", StringComparison.Ordinal)..(html.IndexOf("</body>", StringComparison.Ordinal) + 7)];
        var document = new XmlDocument();
        document.LoadXml(body);
        Assert.Equal(3, document.DocumentElement!.GetElementsByTagName("svg").Count);
        Assert.Contains("events failed", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing=1")]
    [InlineData("status=0")]
    [InlineData("status=1,status=2")]
    [InlineData("status=1=2")]
    public void Mix_that_is_none_is_one_clear_error(string text) =>
        Assert.Contains($"--mix {text}", Assert.Throws<UserError>(() => LoadMix.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Mix_chooses_by_weight()
    {
        LoadMix mix = LoadMix.Parse("orchestration");
        var chosen = Enumerable.Range(0, 11_000).Select(number => mix.Choose((uint)number)).CountBy(static route => route).ToDictionary();

        Assert.Equal((3_000, 2_000, 5_000, 1_000), (chosen[LoadRoute.Create], chosen[LoadRoute.Execute], chosen[LoadRoute.Status], chosen[LoadRoute.Events]));
    }

    [Fact]
    public void Arrivals_have_their_rate_and_their_end_and_repeat()
    {
        List<long> Take(int seed)
        {
            var arrivals = new LoadArrivals(rate: 1_000, TimeSpan.FromSeconds(10), ticksPerSecond: 1_000_000, seed);
            List<long> dues = [];
            while (arrivals.TryTake(0, out long due, out long number, out _))
            {
                Assert.Equal(dues.Count, number);
                dues.Add(due);
            }

            return dues;
        }

        List<long> dues = Take(3);
        Assert.InRange(dues.Count, 9_600, 10_400);
        Assert.InRange(dues[^1], dues[0], 9_999_999);
        Assert.Equal(dues, Take(3));

        // The gaps of a Poisson process: as far spread as they are long.
        double[] gaps = [.. dues.Zip(dues.Skip(1), static (left, right) => (double)(right - left))];
        double mean = gaps.Average(), deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.InRange(deviation / mean, 0.93, 1.07);
    }

    [Theory]
    [InlineData("127.0.0.1:8002")]
    [InlineData("https://127.0.0.1:8002")]
    [InlineData("http://127.0.0.1:8002/api")]
    [InlineData("http://127.0.0.1:8002/?x")]
    public void Url_that_is_no_server_is_one_clear_error(string url) =>
        Assert.Contains("http://127.0.0.1:8002", Assert.Throws<UserError>(() => LoadCommand.ParseUrl(url)).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Answer(string request) =>
        request.StartsWith("POST /api/v1/workflows ", StringComparison.Ordinal) ? [PlainServer.Ok("{}", "201 Created")] : [PlainServer.Ok("{}")];

    private static LoadOptions Options(PlainServer server) => new()
    {
        Address = server.Address,
        HostName = server.Address.ToString(),
        Mix = LoadMix.Parse("health"),
        Connections = 4,
        Timeout = Patience.Limit,
    };

    private static void AssertTasks(JsonElement definition)
    {
        HashSet<string> before = [];
        foreach (JsonElement task in definition.GetProperty("tasks").EnumerateArray())
        {
            Assert.All(task.GetProperty("depends_on").EnumerateArray(), one => Assert.Contains(one.GetString()!, before));
            Assert.True(definition.GetProperty("agents").TryGetProperty(task.GetProperty("agent_role").GetString()!, out _));
            Assert.True(before.Add(task.GetProperty("task_id").GetString()!));
        }

        Assert.InRange(before.Count, 10, 100);
    }
}
