using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engine.Tests.Host.Serve;

/// <summary>Requests of every kind of wrong: the answer is 4xx or the connection ends, never 500, and the host goes on.</summary>
public class RequestFuzzTests
{
    private static readonly string[] Paths =
    [
        "/", "/api/v1/workflows", "/api/v1/workflows/sample-research", "/api/v1/workflows/sample-research/execute", "/api/v1/workflows/%2e%2e/status", "/api/v1/workflows//execute", "/api/v1/executions/1", "/api/v1/executions/0/cancel",
        "/api/v1/executions?limit=1&limit=2", "/api/v1/executions?after=ffffffffffffffff", "/api/v1/events/batch", "/api/v1/dead-letters/9223372036854775807/resend", "/api/v1/dead-letters?after=99999999999999999999", "/a/b/c/d/e/f/g/h/i", "/%00", "/%ff%fe", "*",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "null", "[]", "{\"workflow_id\":\"\\ud800\"}", "{\"events\":[{\"event_id\":\"\\udfff\",\"event_type\":\"x\"}]}", "{\"events\":[{\"event_id\":\"a\",\"event_type\":\"x\",\"data\":[[[[", "{\"input_data\":", "\0\0\0", "EVT1\u0001\0\0\0\0\0\0\0\0\0\0\0",
        "{\"workflow_id\":\"a\",\"agents\":{\"\":{}},\"tasks\":[]}", "{\"workflow_id\":\"a\",\"agents\":{\"w\":{\"type\":\"echo\"}},\"tasks\":[null]}", "{\"workflow_id\":\"a\",\"agents\":{\"w\":{\"type\":\"echo\"}},\"tasks\":[{\"task_id\":\"\\ud800\",\"agent_role\":\"w\"}]}",
        "{\"workflow_id\":\"a\",\"agents\":{\"w\":{\"type\":\"(simulated)\"}},\"tasks\":[{\"task_id\":\"t\",\"agent_role\":\"w\"}]}", "{\"reason\":7}", "{\"execution_options\":{\"timeout\":1e400}}", "{\"a\":{\"\\ud83d\":1}}", "{\"\\ud83d\":1}",
    ];

    [Fact]
    public async Task Requests_that_are_wrong_in_any_way_get_an_answer_that_is_not_500()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        string[] types = ["application/json", "application/x-ndjson", "application/vnd.engine.events", "text/plain"];
        var random = new Random(77);
        for (int round = 0; round < 1_500; round++)
        {
            byte[] body = Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]);
            if (body.Length > 0 && random.Next(3) == 0)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            string request = $"{(random.Next(4) == 0 ? "GET" : random.Next(8) == 0 ? "PATCH" : "POST")} {Paths[random.Next(Paths.Length)]} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {types[random.Next(types.Length)]}\r\nContent-Length: {body.Length}\r\n\r\n";
            string answer = await SendAsync(host, [.. Encoding.ASCII.GetBytes(request), .. body], isWhole: true);
            Assert.True(answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"Round {round}: {request}{Encoding.UTF8.GetString(body)}\n=> {answer}");
        }

        (await host.GetAsync("/readyz")).Ok();
    }

    [Fact]
    public async Task Bytes_that_are_no_request_do_not_disturb_the_host()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        var random = new Random(78);
        byte[] right = Encoding.ASCII.GetBytes("POST /api/v1/workflows/sample-research/execute HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        for (int round = 0; round < 400; round++)
        {
            byte[] request = [.. right];
            for (int slip = random.Next(1, 5); slip > 0; slip--)
            {
                request[random.Next(request.Length)] = (byte)random.Next(256);
            }

            string answer = await SendAsync(host, request[..random.Next(1, request.Length + 1)], isWhole: false);
            Assert.DoesNotMatch("^HTTP/1.1 5", answer);
        }

        (await host.GetAsync("/readyz")).Ok();
    }

    /// <summary>Sends bytes and reads the answer to its end. Of a request that is not whole it says that no more come.</summary>
    private static async Task<string> SendAsync(ServedHost host, byte[] request, bool isWhole)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Client.BaseAddress!.Port)).Within();
        var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(request).Within();
            if (!isWhole)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(answer).Within();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The host closed the connection while bytes were on their way.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
