using System.Net;
using System.Text.Json;
using Engine.Runtime;

namespace Engine.Tests.Host.Serve;

/// <summary>What clients of the old system call, and what they get.</summary>
public class WorkflowApiTests
{
    [Fact]
    public async Task Workflow_is_defined_executed_and_watched_as_clients_of_the_old_system_do()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        JsonElement made = (await host.PostAsync("/api/v1/workflows", Definitions.Layered("load-test-1", 5, 4))).Ok(201);
        Assert.Equal(("load-test-1", "created", 20), (made.GetProperty("workflow_id").GetString(), made.GetProperty("status").GetString(), made.GetProperty("tasks").GetInt32()));
        Assert.Equal("defined", (await host.GetAsync("/api/v1/workflows/load-test-1/status")).Ok().GetProperty("status").GetString());

        JsonElement started = (await host.PostAsync(
            "/api/v1/workflows/load-test-1/execute",
            """{"workflow_id": "load-test-1", "input_data": {"prompt": "hello", "n": 3}, "execution_options": {"timeout": 300, "retry_policy": {"max_retries": 3, "backoff": "exponential"}}}""")).Ok();
        string execution = started.GetProperty("execution_id").GetString()!;
        JsonElement run = await host.EndOfAsync(execution);
        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal(20, run.GetProperty("progress").GetProperty("completed").GetInt32());
        Assert.Equal(20, run.GetProperty("tasks").GetArrayLength());
        Assert.Equal(4, run.GetProperty("result").EnumerateObject().Count());
        string[] history = [.. run.GetProperty("history").EnumerateArray().Select(static entry => entry.GetProperty("what").GetString()!)];
        Assert.Equal(("execution_started", "execution_ended", 20), (history[0], history[^1], history.Count(static what => what == "task_completed")));
        Assert.Equal(64, run.GetProperty("result").GetProperty("task_4_0").GetProperty("sha256").GetString()!.Length);

        for (int times = 0; times < 2; times++)
        {
            JsonElement status = (await host.GetAsync("/api/v1/workflows/load-test-1/status")).Ok();
            Assert.Equal((execution, "completed", 100), (status.GetProperty("execution_id").GetString(), status.GetProperty("status").GetString(), status.GetProperty("progress").GetProperty("percent").GetDouble()));
            Assert.All(status.GetProperty("tasks").EnumerateArray(), static task => Assert.Equal("completed", task.GetProperty("status").GetString()));
        }
    }

    [Fact]
    public async Task Same_definition_again_is_200_and_another_one_409()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        ServedHost.Answer first = await host.PostAsync("/api/v1/workflows", Definitions.One("w", "echo"));
        first.Ok(201);
        Assert.Equal("/api/v1/workflows/w", first.Location);
        Assert.Equal("unchanged", (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "echo"))).Ok(200).GetProperty("status").GetString());

        // The order of fields and white space are no content.
        string shown = (await host.GetAsync("/api/v1/workflows/w")).Text;
        (await host.PostAsync("/api/v1/workflows", $" {shown} ")).Ok(200);
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "hash"))).IsProblem(409, "'w'", "other content");
        (await host.PostAsync("/api/v1/workflows", Definitions.Layered("w", 2, 2, "echo"))).IsProblem(409);
    }

    [Fact]
    public async Task Definition_is_given_back_as_it_was_sent_each_dependency_once()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        const string Sent = """
            {"workflow_id":"w","name":"Näme","version":"2","description":"d","orchestration_pattern":"swarm","agents":{"y":{"type":"hash","capabilities":["\u0041"]},"x":{"type":"echo","capabilities":[]}},
            "tasks":[{"task_id":"c","agent_role":"y","depends_on":["b","a","b"],"parallel":false},{"task_id":"a","agent_role":"x"},{"task_id":"b","agent_role":"y","depends_on":["a"],"parallel":true}]}
            """;
        (await host.PostAsync("/api/v1/workflows", Sent)).Ok(201);
        Assert.Equal(
            """{"workflow_id":"w","name":"Näme","version":"2","description":"d","orchestration_pattern":"swarm","agents":{"y":{"type":"hash","capabilities":["A"]},"x":{"type":"echo","capabilities":[]}}"""
            + ""","tasks":[{"task_id":"c","agent_role":"y","depends_on":["b","a"],"parallel":false},{"task_id":"a","agent_role":"x","depends_on":[],"parallel":true},{"task_id":"b","agent_role":"y","depends_on":["a"],"parallel":true}]}""",
            (await host.GetAsync("/api/v1/workflows/w")).Text);
        (await host.PostAsync("/api/v1/workflows", Sent)).Ok(200);
        (await host.PostAsync("/api/v1/workflows", Sent.Replace("\"parallel\":false", "\"parallel\":true", StringComparison.Ordinal))).IsProblem(409, "'w'");
    }

    [Fact]
    public async Task Thousands_of_tasks_are_defined_and_run()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.Layered("big", 300, 10))).Ok(201);
        string execution = (await host.PostAsync("/api/v1/workflows/big/execute")).Ok().GetProperty("execution_id").GetString()!;
        Assert.Equal(3_000, (await host.EndOfAsync(execution)).GetProperty("progress").GetProperty("completed").GetInt32());
    }

    [Theory]
    [InlineData("""{"workflow_id":"w"}""", 400, "agents")]
    [InlineData("""{"workflow_id":"w","agents":{},"tasks":[{"task_id":"a","agent_role":"x"}]}""", 400, "tasks[0].agent_role", "'x'")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo"}},"tasks":[]}""", 422, "'w'")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo"}},"tasks":{}}""", 400, "tasks")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo"}},"tasks":[{"task_id":"a","agent_role":"x"},{"task_id":"a","agent_role":"x"}]}""", 422, "'a'")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo"}},"tasks":[{"task_id":"a","agent_role":"x","depends_on":["b"]}]}""", 422, "'b'")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo"}},"tasks":[{"task_id":"a","agent_role":"x","depends_on":["b"]},{"task_id":"b","agent_role":"x","depends_on":["a"]}]}""", 422, "a -> b")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo"}},"tasks":[{"task_id":"a","agent_role":"x","dependson":[]}]}""", 400, "tasks[0].dependson", "Did you mean 'depends_on'")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"echo","model":"gpt"}},"tasks":[]}""", 400, "agents.x.model")]
    [InlineData("""{"workflow_id":"w","agents":{"x":{"type":"llm"}},"tasks":[{"task_id":"a","agent_role":"x"}]}""", 400, "agents.x.type", "--simulate-agents")]
    [InlineData("""{"workflow_id":"w","nam":"x","agents":{"x":{"type":"echo"}},"tasks":[]}""", 400, "nam", "'name'")]
    [InlineData("""{"workflow_id":7}""", 400, "workflow_id", "a number")]
    [InlineData("""{"workflow_id":"a/b"}""", 400, "workflow_id", "U+002F")]
    [InlineData("""{"workflow_id":"w","workflow_id":"w"}""", 400, "not JSON")]
    [InlineData("""[1]""", 400, "an object")]
    [InlineData("""{"workflow_id":"w" """, 400, "not JSON")]
    public async Task Definition_that_is_wrong_is_refused_with_the_field_and_the_mend(string body, int status, params string[] fragments)
    {
        await using ServedHost host = await ServedHost.StartAsync(static options => options with { HasSample = false });
        (await host.PostAsync("/api/v1/workflows", body)).IsProblem(status, fragments);
        Assert.Equal(0, host.App.Catalog.Count);
        (await host.GetAsync("/api/v1/workflows/w/status")).IsProblem(404, "'w'");
    }

    [Theory]
    [InlineData("""{"workflow_id":"other"}""", "'other'")]
    [InlineData("""{"input":{}}""", "input_data")]
    [InlineData("""{"execution_options":{"timeout":-1}}""", "timeout")]
    [InlineData("""{"execution_options":{"timeout":"soon"}}""", "a number")]
    [InlineData("""{"execution_options":{"retry_policy":{"max_retries":1.5}}}""", "whole number")]
    [InlineData("""{"execution_options":{"retry_policy":{"max_retries":1,"max_attempts":9}}}""", "disagree")]
    [InlineData("""{"execution_options":{"retry_policy":"often"}}""", "often")]
    public async Task Execution_that_is_wrong_is_refused(string body, string fragment)
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows/sample-research/execute", body)).IsProblem(400, fragment);
        Assert.Equal("defined", (await host.GetAsync("/api/v1/workflows/sample-research/status")).Ok().GetProperty("status").GetString());
    }

    [Fact]
    public async Task Agent_is_matched_by_type_then_by_capability_and_else_simulated_where_that_was_asked_for()
    {
        await using ServedHost host = await ServedHost.StartAsync(static options => options with { SimulateAgents = true });
        (await host.PostAsync("/api/v1/workflows", """
            {"workflow_id":"w","orchestration_pattern":"swarm","agents":{"a":{"type":"echo","capabilities":["hash"]},"b":{"type":"llm","capabilities":["poetry","count"]},"c":{"type":"llm"}},
             "tasks":[{"task_id":"ta","agent_role":"a"},{"task_id":"tb","agent_role":"b"},{"task_id":"tc","agent_role":"c"}]}
            """)).Ok(201);
        JsonElement started = (await host.PostAsync("/api/v1/workflows/w/execute", "{}")).Ok();
        Assert.Equal(1, started.GetProperty("simulated_tasks").GetInt32());
        JsonElement run = await host.EndOfAsync(started.GetProperty("execution_id").GetString()!);
        Assert.Equal(["echo", "count", "(simulated)"], run.GetProperty("tasks").EnumerateArray().Select(static task => task.GetProperty("activity").GetString()));
        JsonElement result = run.GetProperty("result").GetProperty("tc");
        Assert.Equal(("tc", true), (result.GetProperty("task").GetString(), result.GetProperty("simulated").GetBoolean()));
    }

    [Fact]
    public async Task Execution_of_one_key_is_started_once()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        List<string> executions = [];
        for (int times = 0; times < 3; times++)
        {
            ServedHost.Answer started = await host.SendAsync(HttpMethod.Post, "/api/v1/workflows/sample-research/execute", null, headers: ("Idempotency-Key", "order-17"));
            executions.Add(started.Ok().GetProperty("execution_id").GetString()!);
        }

        Assert.Single(executions.Distinct());
    }

    [Fact]
    public async Task Failed_execution_says_why_and_can_be_retried()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "fail"))).Ok(201);
        string execution = (await host.PostAsync("/api/v1/workflows/w/execute", """{"execution_options":{"retry_policy":"none"}}""")).Ok().GetProperty("execution_id").GetString()!;
        JsonElement run = await host.EndOfAsync(execution);
        Assert.Equal("failed", run.GetProperty("status").GetString());
        Assert.Contains("task_0_0", run.GetProperty("error").GetString());
        (await host.GetAsync("/api/v1/workflows/w/status")).Ok();
        (await host.PostAsync($"/api/v1/executions/{execution}/retry")).Ok();
        Assert.Equal("failed", (await host.EndOfAsync(execution)).GetProperty("status").GetString());
        (await host.PostAsync($"/api/v1/executions/{execution}/resume")).IsProblem(409, "is not paused");
        (await host.PostAsync($"/api/v1/executions/{execution}/cancel")).IsProblem(409, "has ended");
    }

    [Fact]
    public async Task Execution_is_paused_resumed_and_cancelled()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute", """{"input_data":{"delay_ms":60000}}""")).Ok().GetProperty("execution_id").GetString()!;
        (await host.PostAsync($"/api/v1/executions/{execution}/pause", """{"reason":"lunch"}""")).Ok();
        JsonElement paused = (await host.GetAsync("/api/v1/workflows/sample-research/status")).Ok();
        Assert.Equal(("paused", "lunch"), (paused.GetProperty("status").GetString(), paused.GetProperty("reason").GetString()));
        (await host.PostAsync($"/api/v1/executions/{execution}/resume")).Ok();
        (await host.PostAsync($"/api/v1/executions/{execution}/cancel")).Ok();
        Assert.Equal("cancelled", (await host.EndOfAsync(execution)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Execution_that_takes_longer_than_its_timeout_has_timed_out()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string execution = (await host.PostAsync(
            "/api/v1/workflows/sample-research/execute", """{"input_data":{"delay_ms":60000},"execution_options":{"timeout":0.05}}""")).Ok().GetProperty("execution_id").GetString()!;
        Assert.Equal("timed_out", (await host.EndOfAsync(execution)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Lists_give_each_workflow_and_execution_on_one_page()
    {
        await using ServedHost host = await ServedHost.StartAsync(static options => options with { HasSample = false });
        for (int number = 0; number < 7; number++)
        {
            (await host.PostAsync("/api/v1/workflows", Definitions.One($"w{number}", number == 3 ? "fail" : "echo"))).Ok(201);
            string execution = (await host.PostAsync($"/api/v1/workflows/w{number}/execute")).Ok().GetProperty("execution_id").GetString()!;
            await host.EndOfAsync(execution);
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(static number => $"w{number}"), await PagesAsync(host, "/api/v1/workflows?limit=3", "workflows"));
        Assert.Equal(Enumerable.Range(0, 7).Select(static number => $"w{number}"), (await PagesAsync(host, "/api/v1/executions?limit=2", "executions")).Order());
        Assert.Equal(["w3"], await PagesAsync(host, "/api/v1/executions?limit=2&status=failed", "executions"));
        Assert.Equal(["w5"], await PagesAsync(host, "/api/v1/executions?limit=2&workflow_id=w5", "executions"));
        Assert.Equal(["w6"], await PagesAsync(host, "/api/v1/workflows?name=W6&limit=9", "workflows"));
        Assert.Empty(await PagesAsync(host, "/api/v1/workflows?pattern=swarm&limit=9", "workflows"));
        (await host.GetAsync("/api/v1/workflows?limit=0")).IsProblem(400, "limit");
        (await host.GetAsync("/api/v1/workflows?size=1")).IsProblem(400, "size");
        (await host.GetAsync("/api/v1/executions?after=zz")).IsProblem(400, "after");
        (await host.GetAsync("/api/v1/executions?status=odd")).IsProblem(400, "odd");
    }

    [Fact]
    public async Task Streams_tell_what_happens_until_the_end()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        using HttpResponseMessage all = await host.Client.GetAsync("/api/v1/stream", HttpCompletionOption.ResponseHeadersRead).Within();
        Assert.Equal("text/event-stream", all.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await all.Content.ReadAsStreamAsync().Within());
        Assert.Equal("event: stats", await reader.ReadLineAsync().Within());
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute", """{"input_data":{"delay_ms":150}}""")).Ok().GetProperty("execution_id").GetString()!;
        (await host.PostAsync("/api/v1/events/batch", """{"events":[{"event_id":"1","event_type":"agent_assigned","workflow_id":"sample-research","data":"a\u000ab"}]}""")).Ok();
        string run = await host.Client.GetStringAsync($"/api/v1/executions/{execution}/stream").Within();
        Assert.Contains("event: task\ndata: {\"task_id\":\"review\",\"status\":\"completed\"}\n\n", run);
        Assert.Contains("event: event\ndata: {\"number\":0,\"event_id\":\"1\",\"event_type\":\"agent_assigned\"", run);
        Assert.EndsWith("\n\n", run);
        Assert.Contains("event: end\n", run);
        List<string> told = [];
        while (!told.Contains("event: execution_ended"))
        {
            told.Add((await reader.ReadLineAsync().Within())!);
        }

        Assert.Contains("event: execution_started", told);
        Assert.Contains(execution, await reader.ReadLineAsync().Within());
    }

    [Fact]
    public async Task Host_says_how_it_is()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.GetAsync("/healthz")).Ok();
        (await host.GetAsync("/readyz")).Ok();
        Assert.Contains("openapi.json", (await host.GetAsync("/")).Text);
        (await host.PostAsync("/api/v1/workflows/sample-research/execute")).Ok();
        string metrics = (await host.GetAsync("/metrics")).Text;
        Assert.Contains("engine_workflows 1\n", metrics);
        Assert.Contains("engine_http_requests_total{method=\"POST\",route=\"/api/v1/workflows/{id}/execute\",status=\"2xx\"} 1\n", metrics);
        Assert.Contains("dotnet_gc_collections_total{generation=\"2\"} ", metrics);
        Assert.Contains("\ndotnet_gc_pause_seconds_total ", metrics);
        Assert.Contains("engine_http_request_slowest_seconds{method=\"POST\",route=\"/api/v1/workflows/{id}/execute\"} ", metrics);
        Assert.All(metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{.*\})? -?[0-9.E+-]+)$", line));
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_that_says_what_is()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.GetAsync("/api/v1/nothing")).IsProblem(404, "/openapi.json");
        (await host.SendAsync(HttpMethod.Delete, "/api/v1/workflows", null)).IsProblem(405, "POST, GET");
        (await host.GetAsync("/api/v1/executions/xyz")).IsProblem(404, "hexadecimal");
        (await host.GetAsync("/api/v1/executions/ffff")).IsProblem(404, "ffff");
        (await host.GetAsync("/api/v1/workflows/none")).IsProblem(404, "'none'");
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Head, "/healthz", null)).Status);
    }

    [Fact]
    public async Task Status_of_a_workflow_whose_last_execution_is_forgotten_says_so()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        await host.PostAsync("/api/v1/workflows", """{"workflow_id": "busy", "agents": {"a": {"type": "echo", "capabilities": []}}, "tasks": [{"task_id": "one", "agent_role": "a", "depends_on": []}]}""");
        Assert.Equal("defined", (await host.GetAsync("/api/v1/workflows/sample-research/status")).Ok().GetProperty("status").GetString());
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute", """{"input_data": {"delay_ms": 0}}""")).Ok().GetProperty("execution_id").GetString()!;
        await host.EndOfAsync(execution);

        // As many others end as a shard remembers.
        HostedWorkflow<TaskInput, TaskResults> busy = host.App.TenantOf("").Find("busy")!.Hosted;
        var inputs = new TaskInput[1_000];
        for (int piece = 0; piece <= new ShardOptions().MaxEndedRuns / inputs.Length; piece++)
        {
            RunHandle<TaskResults>[] runs = await busy.StartMany(inputs).Within();
            await runs[^1].WaitAsync().AsTask().Within();
        }

        JsonElement status = (await host.GetAsync("/api/v1/workflows/sample-research/status")).Ok();
        Assert.Equal(("forgotten", execution), (status.GetProperty("status").GetString(), status.GetProperty("execution_id").GetString()));
        (await host.GetAsync($"/api/v1/executions/{execution}")).IsProblem(404, "forgotten");
    }

    /// <summary>The workflow ids on all pages of a list, in their order.</summary>
    private static async Task<List<string>> PagesAsync(ServedHost host, string path, string list)
    {
        List<string> ids = [];
        string after = "";
        while (true)
        {
            JsonElement page = (await host.GetAsync(path + after)).Ok();
            ids.AddRange(page.GetProperty(list).EnumerateArray().Select(static entry => entry.GetProperty("workflow_id").GetString()!));
            if (page.GetProperty("next").GetString() is not { } next)
            {
                return ids;
            }

            after = $"&after={next}";
        }
    }
}
