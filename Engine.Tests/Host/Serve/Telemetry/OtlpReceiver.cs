using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engine.Tests.Host.Serve.Telemetry;

/// <summary>A collector on this machine that takes OTLP over HTTP, and keeps what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string? ContentType, byte[] Body)> _received = new();
    private readonly Task _work;

    public OtlpReceiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _work = WorkAsync();
    }

    public string Address { get; }

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 200;

    /// <summary>A header of each request.</summary>
    public ConcurrentQueue<string?> Tokens { get; } = new();

    /// <summary>Waits until a body for a path has all the texts.</summary>
    public async Task<byte[]> UntilAsync(string path, params string[] texts)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            foreach ((string receivedPath, string? contentType, byte[] body) in _received)
            {
                if (receivedPath == path && Array.TrueForAll(texts, text => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0))
                {
                    Assert.Equal("application/x-protobuf", contentType);
                    return body;
                }
            }

            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"Nothing for {path} with {string.Join(", ", texts)} came. What came: {string.Join(", ", _received.Select(static one => $"{one.Path} ({one.Body.Length} bytes)"))}");
            }

            await Task.Delay(20);
        }
    }

    public IEnumerable<string> Paths => _received.Select(static one => one.Path);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _work.Within();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray()));
                Tokens.Enqueue(context.Request.Headers["x-token"]);
                context.Response.StatusCode = Status;
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
