using System.Net;
using System.Net.Sockets;
using System.Text;
using Engine.Host.Serve;

namespace Engine.Tests.Host.Serve;

/// <summary>Clients that take their time: each is cut off, and others are answered meanwhile. Nothing here depends on how long it takes.</summary>
public class SlowClientTests
{
    private const int SlowCount = 20;

    [Fact]
    public async Task Head_that_comes_a_byte_at_a_time_is_cut_off()
    {
        await using ServedHost host = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, SlowCount).Select(async _ =>
        {
            using Socket slow = await ConnectAsync(host, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
            Task<string> answer = ReadToEndAsync(slow);
            await SendUntilClosedAsync(slow, answer).Within();
            Assert.DoesNotContain(" 200 ", await answer.Within());
        })).Within();
        await IsAnsweredAsync(host);
    }

    [Fact]
    public async Task Body_that_stops_is_answered_with_408_and_cut_off()
    {
        await using ServedHost host = await StartAsync();
        Socket[] slow = [];
        try
        {
            slow = await Task.WhenAll(Enumerable.Range(0, SlowCount).Select(number => ConnectAsync(
                host, $"POST {(number % 2 == 0 ? "/api/v1/workflows" : "/api/v1/events/batch")} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"")));
            await IsAnsweredAsync(host);
            Assert.All(await Task.WhenAll(slow.Select(ReadToEndAsync)).Within(), static answer => Assert.StartsWith("HTTP/1.1 408 ", answer));
        }
        finally
        {
            Array.ForEach(slow, static socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Connection_without_a_request_is_closed()
    {
        await using ServedHost host = await StartAsync();
        using Socket silent = await ConnectAsync(host, "");
        Assert.Equal("", await ReadToEndAsync(silent).Within());
        await IsAnsweredAsync(host);
    }

    [Fact]
    public async Task Client_that_never_reads_its_answers_is_cut_off()
    {
        await using ServedHost host = await StartAsync();
        (await host.PostAsync("/api/v1/workflows", Definitions.Layered("big", 100, 10))).Ok(201);
        string request = "GET /api/v1/workflows/big HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        using Socket deaf = await ConnectAsync(host, string.Concat(Enumerable.Repeat(request, 100)));

        // Some 20 MB of answers wait for it. It learns that it was cut off when it sends more.
        await SendUntilClosedAsync(deaf, ended: null).Within();
        await IsAnsweredAsync(host);
    }

    [Fact]
    public async Task Stream_that_nobody_reads_is_ended()
    {
        // A batch on a connection that the host closes at that moment is lost: those who send must not seem idle on a busy machine.
        await using ServedHost host = await StartAsync(static options => options with { IdleFor = TimeSpan.FromMinutes(5) });
        (await host.PostAsync("/api/v1/workflows", Definitions.One("w", "delay"))).Ok(201);
        string execution = (await host.PostAsync("/api/v1/workflows/w/execute", """{"input_data": {"delay_ms": 60000}}""")).Ok().GetProperty("execution_id").GetString()!;
        using Socket deaf = await ConnectAsync(host, $"GET /api/v1/executions/{execution}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        await UntilStreamsAsync(host, 1).Within();
        await FloodAsync().Within();
        await IsAnsweredAsync(host);
        (await host.PostAsync($"/api/v1/executions/{execution}/cancel")).Ok();

        async Task FloodAsync()
        {
            string data = new('x', 1_000);
            for (int batch = 0; host.App.Notices.StreamCount > 0; batch++)
            {
                string events = string.Join(',', Enumerable.Range(0, 32).Select(index => $$"""{"event_id":"{{batch}}-{{index}}","event_type":"t","workflow_id":"w","data":"{{data}}"}"""));
                Assert.Equal(32, (await host.PostAsync("/api/v1/events/batch", $$"""{"events":[{{events}}]}""")).Ok().GetProperty("accepted").GetInt32());
            }
        }
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_those_within_it_are_answered()
    {
        await using ServedHost host = await StartAsync(static options => options with { MaxConnections = 3, IdleFor = TimeSpan.FromMinutes(5) });
        const string Health = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        List<Socket> within = [];
        try
        {
            for (int count = 0; count < 3; count++)
            {
                within.Add(await ConnectAsync(host, Health));
                Assert.StartsWith("HTTP/1.1 200 ", await ReadAsync(within[^1]));
            }

            for (int beyond = 0; beyond < 10; beyond++)
            {
                using Socket refused = await ConnectAsync(host, "");
                Assert.Equal("", await ReadToEndAsync(refused).Within());
            }

            foreach (Socket socket in within)
            {
                await SendAsync(socket, Health);
                Assert.StartsWith("HTTP/1.1 200 ", await ReadAsync(socket));
            }

            // Who closes makes room for another.
            within[0].Dispose();
            while (true)
            {
                using Socket next = await ConnectAsync(host, Health);
                if ((await ReadAsync(next)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        finally
        {
            within.ForEach(static socket => socket.Dispose());
        }
    }

    private static Task<ServedHost> StartAsync(Func<ServeOptions, ServeOptions>? change = null) => ServedHost.StartAsync(options =>
    {
        options = options with { HeadersWithin = TimeSpan.FromSeconds(2), IdleFor = TimeSpan.FromSeconds(2), SlowFor = TimeSpan.FromSeconds(3), BytesPerSecond = 2 << 20 };
        return change is null ? options : change(options);
    });

    private static async Task IsAnsweredAsync(ServedHost host) => Assert.Equal("ok", (await host.GetAsync("/healthz")).Ok().GetProperty("status").GetString());

    private static async Task UntilStreamsAsync(ServedHost host, int count)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (host.App.Notices.StreamCount != count)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private static async Task<Socket> ConnectAsync(ServedHost host, string sent)
    {
        // Little is taken from the wire that was not asked for.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port).Within();
        await SendAsync(socket, sent);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text)).Within();
        }
        catch (SocketException)
        {
            // Closed before it came to it: who reads sees it.
        }
    }

    /// <summary>Sends bytes, one now and then, until the server has closed the connection.</summary>
    private static async Task SendUntilClosedAsync(Socket socket, Task? ended)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        try
        {
            while (ended is not { IsCompleted: true })
            {
                await socket.SendAsync("x"u8.ToArray()).Within();
                await Task.Delay(20, patience.Token);
            }
        }
        catch (SocketException)
        {
            // Closed.
        }
    }

    /// <summary>What comes first; empty where the connection is closed.</summary>
    private static async Task<string> ReadAsync(Socket socket)
    {
        byte[] buffer = new byte[4_096];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer).Within());
        }
        catch (SocketException)
        {
            return "";
        }
    }

    /// <summary>All that comes until the server closes the connection.</summary>
    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        while (await ReadAsync(socket) is { Length: > 0 } part)
        {
            text.Append(part);
        }

        return text.ToString();
    }
}
