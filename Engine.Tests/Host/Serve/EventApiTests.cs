using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Engine.Host.Serve;
using Engine.Tests.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve;

/// <summary>Events through HTTP.</summary>
public class EventApiTests
{
    private const string Address = "/api/v1/events/batch";

    [Fact]
    public async Task Batch_is_counted_and_seen_in_the_run_that_it_names()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute")).Ok().GetProperty("execution_id").GetString()!;
        await host.EndOfAsync(execution);
        (await host.GetAsync("/api/v1/workflows/sample-research/status")).Ok();
        string events = string.Join(',', Enumerable.Range(0, 1_000).Select(static number =>
            $$"""{"event_id":"evt-{{number}}","event_type":"{{(number % 2 == 0 ? "task_completed" : "performance_test")}}","workflow_id":"{{(number < 900 ? "sample-research" : "unknown")}}","timestamp":"2026-01-02T03:04:05.678901","data":{"index":{{number}} } }"""));
        JsonElement counts = (await host.PostAsync(Address, $$"""{"events":[{{events}}]}""")).Ok();
        Assert.Equal((1_000, 900, 0, 100), (Count(counts, "received"), Count(counts, "accepted"), Count(counts, "duplicates"), Count(counts, "unknown")));
        Assert.Equal(1_000, Count((await host.PostAsync(Address, $$"""{"events":[{{events}}]}""")).Ok(), "duplicates"));

        // An answer that was kept of the ended run is not given any more.
        JsonElement status = (await host.GetAsync("/api/v1/workflows/sample-research/status")).Ok().GetProperty("events");
        Assert.Equal((900, 450), (Count(status, "total"), Count(status.GetProperty("by_type"), "task_completed")));
        JsonElement last = (await host.GetAsync($"/api/v1/executions/{execution}")).Ok().GetProperty("events").GetProperty("last");
        Assert.Equal(899, last[last.GetArrayLength() - 1].GetProperty("data").GetProperty("index").GetInt32());
        Assert.Equal(550, Count((await host.GetAsync("/api/v1/events")).Ok().GetProperty("by_type"), "task_completed") + 50);
    }

    [Fact]
    public async Task Batch_with_a_slip_at_its_end_is_refused_with_the_place_and_nothing_of_it_is_taken()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string body = """{"events":[{"event_id":"1","event_type":"x"},{"event_id":"2","event_type":"x"]}""";
        JsonElement problem = (await host.PostAsync(Address, body)).IsProblem(400, "not JSON", "Nothing of the batch was taken.");
        Assert.Equal((body.Length - 2, 1), (problem.GetProperty("offset").GetInt32(), problem.GetProperty("event_index").GetInt32()));
        (await host.PostAsync(Address, """{"events":[{"event_id":"1","event_type":"x"}, 7]}""")).IsProblem(400, "Event 1 is a number");
        Assert.Equal(0, Count((await host.GetAsync("/api/v1/events")).Ok(), "received"));
        JsonElement counts = (await host.PostAsync(Address, """{"events":[{"event_id":"1","event_type":"x"},{"event_type":"x"}]}""")).Ok();
        Assert.Equal((1, 1), (Count(counts, "unknown"), Count(counts, "invalid")));
        Assert.Equal(1, counts.GetProperty("first_invalid").GetProperty("event_index").GetInt32());
    }

    [Fact]
    public async Task Other_forms_are_known_by_their_content_type()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        Assert.Equal(2, Count((await host.PostAsync(Address, "{\"event_id\":\"1\",\"event_type\":\"x\"}\n{\"event_id\":\"2\",\"event_type\":\"x\"}\n", contentType: "application/x-ndjson")).Ok(), "received"));
        byte[] binary = BinaryEventTests.Batch(["x"], ["w"], (1, 2, 0, 0, "{}"));
        Assert.Equal(1, Count((await host.SendAsync(HttpMethod.Post, Address, binary, null, "application/vnd.engine.events")).Ok(), "received"));
        (await host.SendAsync(HttpMethod.Post, Address, binary, null, "text/csv")).IsProblem(415, "text/csv");
        (await host.SendAsync(HttpMethod.Post, Address, binary)).IsProblem(400);
    }

    [Fact]
    public async Task Body_that_comes_in_pieces_of_any_length_is_the_same_batch()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(", ", Enumerable.Range(0, 40).Select(static number => $$"""{"event_id":"é{{number}}","event_type":"task_started","data":[{{number}},"\u00e9"]}"""))}}]}""");
        var random = new Random(1);
        for (int round = 0; round < 8; round++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Client.BaseAddress!.Port)).Within();
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {Address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")).Within();
            for (int at = 0; at < body.Length;)
            {
                int count = Math.Min(random.Next(1, 900), body.Length - at);
                await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"{count:x}\r\n"), .. body[at..(at + count)], 13, 10]).Within();
                at += count;
            }

            await socket.SendAsync("0\r\n\r\n"u8.ToArray()).Within();
            using var reader = new StreamReader(new NetworkStream(socket));
            string answer = await reader.ReadToEndAsync().Within();
            Assert.StartsWith("HTTP/1.1 200", answer);
            Assert.Contains(round == 0 ? "\"unknown\":40" : "\"duplicates\":40", answer);
        }
    }

    [Fact]
    public async Task Body_beyond_the_limit_is_413()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.SendAsync(HttpMethod.Post, Address, new byte[ServeLimits.EventBytes + 1])).IsProblem(413, $"{ServeLimits.EventBytes}");
        (await host.SendAsync(HttpMethod.Post, "/api/v1/workflows/sample-research/execute", new byte[ServeLimits.ExecuteBytes + 1])).IsProblem(413);
    }

    [Fact]
    public async Task Dead_letters_are_listed_sent_again_and_dropped()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string events = string.Join(',', Enumerable.Range(1, 5).Select(static number => $$"""{"event_id":"{{number}}","event_type":"x","workflow_id":"sample-research","data":{"n":{{number}} } }"""));
        Assert.Equal(5, Count((await host.PostAsync(Address, $$"""{"events":[{{events}}]}""")).Ok(), "dead_lettered"));
        JsonElement first = (await host.GetAsync("/api/v1/dead-letters?limit=3")).Ok();
        Assert.Equal((5, 3, "3"), (Count(first, "total"), first.GetProperty("dead_letters").GetArrayLength(), first.GetProperty("next").GetString()));
        Assert.Equal(2, (await host.GetAsync("/api/v1/dead-letters?limit=3&after=3")).Ok().GetProperty("dead_letters").GetArrayLength());
        (await host.PostAsync("/api/v1/dead-letters/2/resend")).IsProblem(409, "no run");
        string execution = (await host.PostAsync("/api/v1/workflows/sample-research/execute")).Ok().GetProperty("execution_id").GetString()!;
        (await host.PostAsync("/api/v1/dead-letters/2/resend")).Ok();
        (await host.PostAsync("/api/v1/dead-letters/2/resend")).IsProblem(404);
        Assert.Equal("2", (await host.GetAsync($"/api/v1/executions/{execution}")).Ok().GetProperty("events").GetProperty("last")[0].GetProperty("event_id").GetString());
        (await host.SendAsync(HttpMethod.Delete, "/api/v1/dead-letters/1", null)).Ok();
        Assert.Equal(3, Count((await host.SendAsync(HttpMethod.Delete, "/api/v1/dead-letters", null)).Ok(), "count"));
    }

    private static int Count(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
