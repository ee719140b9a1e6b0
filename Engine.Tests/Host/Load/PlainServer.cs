using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engine.Tests.Host.Load;

/// <summary>A server of bytes on a free port of loopback: what it gets is what was sent, and it answers what a test says.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Func<string, IEnumerable<string>> _answer;
    private readonly List<string> _requests = [];

    /// <param name="answer">For a request, head and body, the pieces of the answer, sent one after another; an empty one closes the connection.</param>
    public PlainServer(Func<string, IEnumerable<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public static string Ok(string body, string status = "200 OK") => $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>Takes no more connections.</summary>
    public void Close() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            byte[] buffer = new byte[1 << 22];
            int length = 0;
            while (true)
            {
                int received = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                if (received == 0)
                {
                    return;
                }

                length += received;
                string text = Encoding.UTF8.GetString(buffer, 0, length);
                if (!IsWhole(text))
                {
                    continue;
                }

                length = 0;
                lock (_requests)
                {
                    _requests.Add(text);
                }

                foreach (string piece in _answer(text))
                {
                    if (piece.Length == 0)
                    {
                        return;
                    }

                    await socket.SendAsync(Encoding.UTF8.GetBytes(piece), _stop.Token);
                    await Task.Yield();
                }
            }
        }
    }

    private static bool IsWhole(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        string? length = request[..end].Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return length is null || Encoding.UTF8.GetByteCount(request[(end + 4)..]) >= int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
