using System.Text.Json;

namespace Engine.Tests.Host.Serve;

/// <summary>What an execution was given is shown with it.</summary>
public class ExecutionInputTests
{
    [Theory]
    [InlineData("""{"change": 4711, "nested": [1, {"a": null}], "text": "ü\n"}""")]
    [InlineData("[1,2]")]
    [InlineData("\"word\"")]
    [InlineData("17.50")]
    [InlineData("null")]
    public async Task Input_is_shown_as_it_was_given_and_in_the_next_process_too(string input)
    {
        using var folder = new TempFolder();
        string execution;
        await using (ServedHost first = await ServedHost.StartAsync(options => options with { Folder = folder.Path }))
        {
            (await first.PostAsync("/api/v1/workflows", Definitions.One("w", "count"))).Ok(201);
            execution = (await first.PostAsync("/api/v1/workflows/w/execute", $$"""{"input_data": {{input}}}""")).Ok().GetProperty("execution_id").GetString()!;
            await first.EndOfAsync(execution);
            await ShowsAsync(first);
            Assert.False((await first.GetAsync("/api/v1/workflows/w/status")).Ok().TryGetProperty("input_data", out _));
        }

        await using ServedHost second = await ServedHost.StartAsync(options => options with { Folder = folder.Path });
        await ShowsAsync(second);

        async Task ShowsAsync(ServedHost host) =>
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(input).RootElement, (await host.GetAsync($"/api/v1/executions/{execution}")).Ok().GetProperty("input_data")));
    }

    [Fact]
    public async Task Input_is_shown_while_the_execution_goes_on_and_is_null_where_there_was_none()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "delay"))).Ok(201);
        string slow = (await host.PostAsync("/api/v1/workflows/w/execute", """{"input_data": {"delay_ms": 60000}}""")).Ok().GetProperty("execution_id").GetString()!;
        JsonElement run = (await host.GetAsync($"/api/v1/executions/{slow}")).Ok();
        Assert.Equal(("running", 60_000), (run.GetProperty("status").GetString(), run.GetProperty("input_data").GetProperty("delay_ms").GetInt32()));
        string without = (await host.PostAsync("/api/v1/workflows/w/execute")).Ok().GetProperty("execution_id").GetString()!;
        Assert.Equal(JsonValueKind.Null, (await host.EndOfAsync(without)).GetProperty("input_data").ValueKind);
        (await host.PostAsync($"/api/v1/executions/{slow}/cancel")).Ok();
    }

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public async Task Input_beyond_the_limit_is_counted_only(int bytes, bool isShown)
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "count"))).Ok(201);
        string input = $"\"{new string('x', bytes - 2)}\"";
        string execution = (await host.PostAsync("/api/v1/workflows/w/execute", $$"""{"input_data": {{input}}}""")).Ok().GetProperty("execution_id").GetString()!;
        JsonElement run = await host.EndOfAsync(execution);
        Assert.Equal(isShown, run.TryGetProperty("input_data", out _));
        Assert.Equal(isShown ? 0 : bytes, run.TryGetProperty("input_bytes", out JsonElement shown) ? shown.GetInt32() : 0);
    }
}
