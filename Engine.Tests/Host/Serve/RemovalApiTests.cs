using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engine.Host.Serve;
using Engine.Host.Serve.Catalog;

namespace Engine.Tests.Host.Serve;

/// <summary>What is taken back: definitions, and executions that no process goes on with.</summary>
public class RemovalApiTests
{
    [Fact]
    public async Task Removed_workflow_is_gone_with_its_executions_and_its_id_is_free()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "echo"))).Ok(201);
        string execution = await ExecuteAsync(host, "w", "{}");
        await host.EndOfAsync(execution);
        Assert.Equal(1, (await host.PostAsync("/api/v1/events/batch", Event("1"))).Ok().GetProperty("accepted").GetInt32());

        JsonElement removed = (await DeleteAsync(host, "w")).Ok();
        Assert.Equal(("w", "removed"), (removed.GetProperty("workflow_id").GetString(), removed.GetProperty("status").GetString()));

        foreach (string path in (string[])["/api/v1/workflows/w", "/api/v1/workflows/w/status", "/api/v1/workflows/w/graph.svg", $"/api/v1/executions/{execution}"])
        {
            (await host.GetAsync(path)).IsProblem(404);
        }

        (await host.PostAsync("/api/v1/workflows/w/execute", "{}")).IsProblem(404, "'w'");
        (await DeleteAsync(host, "w")).IsProblem(404, "'w'");
        Assert.Empty((await host.GetAsync("/api/v1/executions")).Ok().GetProperty("executions").EnumerateArray());
        Assert.Equal([SampleWorkflow.Id], (await host.GetAsync("/api/v1/workflows")).Ok().GetProperty("workflows").EnumerateArray().Select(static one => one.GetProperty("workflow_id").GetString()));
        Assert.Equal(1, (await host.PostAsync("/api/v1/events/batch", Event("2"))).Ok().GetProperty("unknown").GetInt32());

        (await host.PostAsync("/api/v1/workflows", Definitions.Layered("w", 2, 2, "hash"))).Ok(201);
        Assert.Equal("defined", (await host.GetAsync("/api/v1/workflows/w/status")).Ok().GetProperty("status").GetString());
        JsonElement run = await host.EndOfAsync(await ExecuteAsync(host, "w", "{}"));
        Assert.Equal((4, "completed"), (run.GetProperty("progress").GetProperty("completed").GetInt32(), run.GetProperty("status").GetString()));
        Assert.Equal(1, (await host.PostAsync("/api/v1/events/batch", Event("3"))).Ok().GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Workflow_with_an_execution_that_goes_on_stays()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "delay"))).Ok(201);
        string execution = await ExecuteAsync(host, "w", """{"delay_ms": 60000}""");
        (await DeleteAsync(host, "w")).IsProblem(409, "'w'", execution);
        (await host.PostAsync($"/api/v1/executions/{execution}/pause")).Ok();
        (await DeleteAsync(host, "w")).IsProblem(409, execution);
        (await host.PostAsync($"/api/v1/executions/{execution}/cancel")).Ok();
        await host.EndOfAsync(execution);
        (await DeleteAsync(host, "w")).Ok();
    }

    [Fact]
    public async Task Removal_takes_the_role_define_is_audited_and_touches_no_other_tenant()
    {
        using var folder = new TempFolder();
        string keys = folder.Write("keys.json", $$"""{"keys":[{{Key("maker", "define", "acme")}},{{Key("runner", "run", "acme")}},{{Key("rival", "define", "rival")}}]}""");
        await using ServedHost host = await ServedHost.StartAsync(options => options with { KeyPath = keys, AuditPath = folder.At("audit.log") });
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "echo"), "maker-key")).Ok(201);
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "hash"), "rival-key")).Ok(201);
        (await DeleteAsync(host, "w", "runner-key")).IsProblem(403, "define");
        (await DeleteAsync(host, "w", "maker-key")).Ok();
        (await DeleteAsync(host, "w", "maker-key")).IsProblem(404);
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "hash"), "rival-key")).Ok(200);
        using var stream = new FileStream(folder.At("audit.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string[] audit = (await new StreamReader(stream).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([403, 200, 404], audit.Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static line => line.GetProperty("method").GetString() == "DELETE").Select(static line => line.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Removed_workflow_stays_removed_in_the_next_process_and_another_one_may_be_in_its_place()
    {
        using var folder = new TempFolder();
        await using (ServedHost first = await ServedHost.StartAsync(options => options with { Folder = folder.Path }))
        {
            (await first.PostAsync("/api/v1/workflows", Definitions.One("gone", "echo"))).Ok(201);
            (await first.PostAsync("/api/v1/workflows", Definitions.One("again", "echo"))).Ok(201);
            await first.EndOfAsync(await ExecuteAsync(first, "gone", "{}"));
            await first.EndOfAsync(await ExecuteAsync(first, "again", "{}"));
            foreach (string id in (string[])["gone", "again", SampleWorkflow.Id])
            {
                (await DeleteAsync(first, id)).Ok();
            }

            (await first.PostAsync("/api/v1/workflows", Definitions.Layered("again", 2, 1, "hash"))).Ok(201);
            await first.EndOfAsync(await ExecuteAsync(first, "again", "{}"));
        }

        await using ServedHost second = await ServedHost.StartAsync(options => options with { Folder = folder.Path });
        Assert.Equal(["again"], (await second.GetAsync("/api/v1/workflows")).Ok().GetProperty("workflows").EnumerateArray().Select(static one => one.GetProperty("workflow_id").GetString()));
        JsonElement run = Assert.Single((await second.GetAsync("/api/v1/executions")).Ok().GetProperty("executions").EnumerateArray());
        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal(2, (await second.GetAsync("/api/v1/workflows/again/status")).Ok().GetProperty("progress").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Held_execution_is_shown_and_dismissed_for_good()
    {
        using var folder = new TempFolder();
        string mine, theirs;
        await using (ServedHost first = await ServedHost.StartAsync(options => options with { Folder = folder.Path, SimulateAgents = true }))
        {
            (await first.PostAsync("/api/v1/workflows", Definitions.One("simulated", "llm").Replace("\"hash\"", "\"x\"", StringComparison.Ordinal).Replace("\"analysis\"", "\"y\"", StringComparison.Ordinal))).Ok(201);
            (await first.PostAsync("/api/v1/workflows", Definitions.One("lost", "delay"))).Ok(201);
            mine = await ExecuteAsync(first, "simulated", """{"n": 1}""");
            theirs = await ExecuteAsync(first, "lost", """{"delay_ms": 60000}""");
            (await first.PostAsync($"/api/v1/executions/{theirs}/dismiss")).IsProblem(409, "not held but running", "Cancel it");
            await first.EndOfAsync(mine);
            (await first.PostAsync($"/api/v1/executions/{mine}/dismiss")).IsProblem(409, "not held but completed", "forgotten by itself");
        }

        // Without the stand-ins the tasks of one are others; the definition of the other one is lost.
        using (var file = new DefinitionFile(new Engine.Internal.FolderDisk(folder.Path)))
        {
            file.Read();
            file.Open();
            DefinitionFrames removal = new();
            removal.AddRemoval("", "lost", 0);
            file.Append(removal);
        }

        await using (ServedHost second = await ServedHost.StartAsync(options => options with { Folder = folder.Path }))
        {
            Assert.Equal(
                new[] { mine, theirs }.Order(),
                (await second.GetAsync("/api/v1/executions?status=held")).Ok().GetProperty("executions").EnumerateArray().Select(static run => run.GetProperty("execution_id").GetString()).Order());
            foreach ((string execution, string reason) in ((string, string)[])[(mine, "the tasks of 'simulated' are others"), (theirs, "no workflow 'lost'")])
            {
                JsonElement held = (await second.GetAsync($"/api/v1/executions/{execution}")).Ok();
                Assert.Equal("held", held.GetProperty("status").GetString());
                Assert.Contains(reason, held.GetProperty("reason").GetString(), StringComparison.Ordinal);
                (await second.PostAsync($"/api/v1/executions/{execution}/cancel")).IsProblem(409);
            }

            (await DeleteAsync(second, "simulated")).IsProblem(409, mine, "held");
            foreach (string execution in (string[])[mine, theirs])
            {
                Assert.Equal("dismissed", (await second.PostAsync($"/api/v1/executions/{execution}/dismiss")).Ok().GetProperty("status").GetString());
                (await second.PostAsync($"/api/v1/executions/{execution}/dismiss")).IsProblem(404);
                (await second.GetAsync($"/api/v1/executions/{execution}")).IsProblem(404);
            }

            (await second.PostAsync("/api/v1/executions/zz/dismiss")).IsProblem(404);
            (await DeleteAsync(second, "simulated")).Ok();
        }

        await using ServedHost third = await ServedHost.StartAsync(options => options with { Folder = folder.Path });
        Assert.Empty((await third.GetAsync("/api/v1/executions")).Ok().GetProperty("executions").EnumerateArray());
    }

    private static string Event(string id) => $$"""{"events":[{"event_id":"{{id}}","event_type":"x","workflow_id":"w"}]}""";

    private static string Key(string name, string role, string tenant) =>
        $$"""{"name":"{{name}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}-key")))}}","roles":["{{role}}"],"tenant":"{{tenant}}"}""";

    private static Task<ServedHost.Answer> DeleteAsync(ServedHost host, string workflow, string? key = null) => host.SendAsync(HttpMethod.Delete, $"/api/v1/workflows/{workflow}", null, key);

    private static async Task<string> ExecuteAsync(ServedHost host, string workflow, string input) =>
        (await host.PostAsync($"/api/v1/workflows/{workflow}/execute", $$"""{"input_data": {{input}}}""")).Ok().GetProperty("execution_id").GetString()!;
}
