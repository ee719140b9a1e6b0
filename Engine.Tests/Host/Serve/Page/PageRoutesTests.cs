using System.Net;
using System.Text.Json;
using System.Xml;
using Engine.Host.Bench;
using Engine.Host.Bench.History;
using Engine.Host.Cli;
using Engine.Host.Serve.Page;

namespace Engine.Tests.Host.Serve.Page;

public sealed class PageRoutesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engine-page").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    public async Task Files_of_the_page_come_with_their_type_and_may_load_nothing_from_elsewhere(string path, string type)
    {
        await using ServedHost host = await ServedHost.StartAsync();

        using HttpResponseMessage response = await host.Client.GetAsync(new Uri(path, UriKind.Relative)).Within();
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync().Within());

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using HttpResponseMessage same = await host.Client.SendAsync(again).Within();
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task Graph_of_a_workflow_is_a_picture_of_all_its_tasks()
    {
        await using ServedHost host = await ServedHost.StartAsync();

        ServedHost.Answer answer = await host.GetAsync("/api/v1/workflows/sample-research/graph.svg");

        Assert.Equal("image/svg+xml", answer.ContentType);
        XmlDocument picture = Parse(answer.Text);
        Assert.Equal(9, Nodes(picture).Count);
        Assert.DoesNotContain("st-", picture.OuterXml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_of_a_run_shows_the_status_of_each_task_by_its_place_in_the_definition()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        await host.PostAsync("/api/v1/workflows", """
            {"workflow_id": "half", "agents": {"good": {"type": "echo", "capabilities": []}, "bad": {"type": "fail", "capabilities": []}},
             "tasks": [{"task_id": "last", "agent_role": "good", "depends_on": ["middle"]}, {"task_id": "middle", "agent_role": "bad", "depends_on": ["first"]}, {"task_id": "first", "agent_role": "good", "depends_on": []}]}
            """);
        string execution = (await host.PostAsync("/api/v1/workflows/half/execute", "{}")).Ok().GetProperty("execution_id").GetString()!;
        await host.EndOfAsync(execution);

        XmlDocument picture = Parse((await host.GetAsync($"/api/v1/executions/{execution}/graph.svg")).Text);

        Dictionary<string, string> classes = Nodes(picture).ToDictionary(static node => node.GetAttribute("data-node"), static node => node.GetAttribute("class").Split(' ').Single(static name => name.StartsWith("st-", StringComparison.Ordinal)));
        Assert.Equal(("st-not_started", "st-failed", "st-completed"), (classes["0"], classes["1"], classes["2"]));
    }

    [Fact]
    public async Task Pictures_of_what_is_not_there_are_problems()
    {
        await using ServedHost host = await ServedHost.StartAsync();

        (await host.GetAsync("/api/v1/workflows/nobody/graph.svg")).IsProblem(404, "nobody");
        (await host.GetAsync("/api/v1/executions/77/graph.svg")).IsProblem(404, "77");
    }

    [Fact]
    public async Task Benchmarks_are_the_medians_of_the_history_row_by_row()
    {
        string path = Path.Combine(_folder, "history.jsonl");
        foreach (double ratio in (double[])[0.5, 0.4])
        {
            BenchHistory.Append(path, new BenchReport(new MachineFacts("a machine", $"c{ratio}", ".NET"), [Result("both", ratio), Result(ratio == 0.5 ? "old" : "new", null)])
            {
                PeakMemoryBytes = 1,
                ElapsedSeconds = 1,
                When = DateTimeOffset.UnixEpoch,
                Effort = "full",
            });
        }

        await using ServedHost host = await ServedHost.StartAsync(options => options with { BenchHistoryPath = path });
        JsonElement page = (await host.GetAsync("/api/v1/benchmarks")).Ok();

        Assert.Equal(["c0.5", "c0.4"], page.GetProperty("reports").EnumerateArray().Select(static report => report.GetProperty("commit").GetString()));
        Dictionary<string, string> rows = page.GetProperty("rows").EnumerateArray().ToDictionary(static row => row.GetProperty("name").GetString()!, static row => $"{row.GetProperty("measure")} {row.GetProperty("values")}");
        Assert.Equal(("ratio [0.5,0.4]", "ns [123,null]", "ns [null,123]"), (rows["both"], rows["old"], rows["new"]));

        static BenchResult Result(string name, double? ratio) => new("toy", name, Bench.BenchReports.Measured(123, ratio: ratio), "", new BenchTarget("toy", name), 1);
    }

    [Fact]
    public void Trend_is_read_again_when_the_file_has_changed_and_else_kept()
    {
        string path = Path.Combine(_folder, "history.jsonl");
        var trend = new BenchTrendFile(path);
        Assert.Contains("no such file", Assert.Throws<UserError>(trend.Read).Message, StringComparison.Ordinal);

        Append();
        byte[] one = trend.Read();
        Assert.Equal(1, Reports(one));
        Assert.Same(one, trend.Read());
        Append();
        Assert.Equal(2, Reports(trend.Read()));
        File.Delete(path);
        Assert.Throws<UserError>(trend.Read);
        Assert.Throws<UserError>(trend.Read);

        void Append() => BenchHistory.Append(path, new BenchReport(new MachineFacts("a machine", "c", ".NET"), [])
        {
            PeakMemoryBytes = 1,
            ElapsedSeconds = 1,
            When = DateTimeOffset.UnixEpoch,
            Effort = "full",
        });

        static int Reports(byte[] json)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty("reports").GetArrayLength();
        }
    }

    [Fact]
    public async Task Benchmarks_without_a_history_are_none_and_a_broken_one_is_a_problem()
    {
        string path = Path.Combine(_folder, "broken");
        await File.WriteAllTextAsync(path, "not a report");
        await using ServedHost none = await ServedHost.StartAsync();
        await using ServedHost broken = await ServedHost.StartAsync(options => options with { BenchHistoryPath = path });

        Assert.Equal(0, (await none.GetAsync("/api/v1/benchmarks")).Ok().GetProperty("reports").GetArrayLength());
        (await broken.GetAsync("/api/v1/benchmarks")).IsProblem(503, "line 1");
    }

    private static XmlDocument Parse(string svg)
    {
        var document = new XmlDocument();
        document.LoadXml(svg);
        return document;
    }

    private static List<XmlElement> Nodes(XmlDocument picture) => [.. picture.GetElementsByTagName("g").Cast<XmlElement>().Where(static group => group.HasAttribute("data-node"))];
}
