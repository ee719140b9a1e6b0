using System.Net;
using System.Text;
using Engine.Host.Load;

namespace Engine.Host.Serve.Telemetry;

/// <summary>Sends messages to one address, over one connection that stays open.</summary>
internal sealed class OtlpSender(OtlpTarget target) : IDisposable
{
    /// <summary>A collector's answer says little.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly byte[] _head = Encoding.Latin1.GetBytes(
        $"POST {target.Address.PathAndQuery} HTTP/1.1\r\nHost: {target.Address.Authority}\r\nContent-Type: application/x-protobuf\r\nUser-Agent: engine\r\n"
        + string.Concat(target.Headers.Select(static header => $"{header.Key}: {header.Value}\r\n")) + "Content-Length: ");

    private HttpConnection? _connection;
    private byte[] _request = [];

    /// <summary>Sends a message. Returns why it was not taken; null if it was.</summary>
    public async Task<string?> SendAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            _connection ??= new HttpConnection(new IPEndPoint(await ResolveAsync().ConfigureAwait(false), target.Address.Port), target.Timeout, MaxAnswerBytes);
            bool wasOpen = _connection.IsOpen;
            try
            {
                return ToReason(await _connection.SendAsync(ToRequest(message)).ConfigureAwait(false));
            }
            catch (IOException) when (wasOpen)
            {
                // The collector has closed it since.
                return ToReason(await _connection.SendAsync(ToRequest(message)).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            _connection?.Dispose();
            _connection = null;
            return $"{target.Address}: {exception.Message}";
        }
    }

    public void Dispose() => _connection?.Dispose();

    private string? ToReason(HttpAnswer answer) => answer.Status is >= 200 and < 300 ? null : $"{target.Address} answers {answer.Status}";

    private async Task<IPAddress> ResolveAsync()
    {
        using var deadline = new CancellationTokenSource(target.Timeout);
        try
        {
            return (await Dns.GetHostAddressesAsync(target.Address.DnsSafeHost, deadline.Token).ConfigureAwait(false))[0];
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{target.Address.DnsSafeHost}' was not found in time");
        }
    }

    private ReadOnlyMemory<byte> ToRequest(ReadOnlyMemory<byte> message)
    {
        byte[] length = Encoding.Latin1.GetBytes($"{message.Length}\r\n\r\n");
        int count = _head.Length + length.Length + message.Length;
        if (_request.Length < count)
        {
            _request = new byte[count];
        }

        _head.CopyTo(_request, 0);
        length.CopyTo(_request, _head.Length);
        message.CopyTo(_request.AsMemory(_head.Length + length.Length));
        return _request.AsMemory(0, count);
    }
}
