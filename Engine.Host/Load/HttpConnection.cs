using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Engine.Host.Load;

/// <summary>
/// One connection that sends requests made of bytes and reads answers: HTTP/1.1 as servers for machines speak it (a length, or chunks). It takes a
/// tenth of the time of a general client, so that what is measured is the server.
/// </summary>
internal sealed partial class HttpConnection(IPEndPoint address, TimeSpan timeout, int maxAnswerBytes = 64 << 20) : IDisposable
{
    private byte[] _buffer = new byte[16 * 1024];
    private Socket? _socket;
    private int _length;

    /// <summary>Whether there is a connection from the request before: its other end may have closed it since.</summary>
    public bool IsOpen => _socket is not null;

    /// <summary>Sends one request and reads its answer.</summary>
    /// <exception cref="IOException">The connection broke, or what came is not an answer.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> request)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            Socket socket = _socket ??= await ConnectAsync(deadline.Token).ConfigureAwait(false);
            await SendAllAsync(socket, request, deadline.Token).ConfigureAwait(false);
            return await ReceiveAsync(socket, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (WhyBroken(exception, CancellationToken.None) is { } reason)
        {
            Close();
            throw reason;
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (!request.IsEmpty)
        {
            request = request[await socket.SendAsync(request, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }
    }

    private async ValueTask<HttpAnswer> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        (HttpHead head, int bodyStart) = await ReceiveHeadAsync(socket, cancellationToken).ConfigureAwait(false);
        int bodyLength = head.BodyLength;
        if (head.IsChunked)
        {
            bodyLength = await ReadChunksAsync(socket, bodyStart, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            while (_length < bodyStart + bodyLength)
            {
                await MoreAsync(socket, cancellationToken).ConfigureAwait(false);
            }
        }

        if (head.Closes)
        {
            Close();
        }

        return new HttpAnswer(head.Status, _buffer.AsMemory(bodyStart, bodyLength));
    }

    private async ValueTask<(HttpHead Head, int BodyStart)> ReceiveHeadAsync(Socket socket, CancellationToken cancellationToken)
    {
        _length = 0;
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await MoreAsync(socket, cancellationToken).ConfigureAwait(false);
        }

        return (HttpHead.Read(_buffer.AsSpan(0, end + 2)), end + 4);
    }

    /// <summary>Moves the chunks together behind the head; returns how long they are.</summary>
    private async ValueTask<int> ReadChunksAsync(Socket socket, int bodyStart, CancellationToken cancellationToken)
    {
        int read = bodyStart, written = bodyStart;
        while (true)
        {
            (int start, int size) = await ReadChunkAsync(socket, read, cancellationToken).ConfigureAwait(false);
            _buffer.AsSpan(start, size).CopyTo(_buffer.AsSpan(written));
            written += size;
            read = start + size + 2;
            if (size == 0)
            {
                return written - bodyStart;
            }
        }
    }

    /// <summary>Receives until the chunk that begins at a place of the buffer is whole; returns where its bytes are. A line's end stands behind them.</summary>
    private async ValueTask<(int Start, int Size)> ReadChunkAsync(Socket socket, int read, CancellationToken cancellationToken)
    {
        int lineEnd;
        while ((lineEnd = _buffer.AsSpan(read, _length - read).IndexOf("\r\n"u8)) < 0)
        {
            await MoreAsync(socket, cancellationToken).ConfigureAwait(false);
        }

        int size = ChunkSize(_buffer.AsSpan(read, lineEnd)), start = read + lineEnd + 2;
        while (_length < start + size + 2)
        {
            await MoreAsync(socket, cancellationToken).ConfigureAwait(false);
        }

        return (start, size);
    }

    private async ValueTask MoreAsync(Socket socket, CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            if (_length >= maxAnswerBytes)
            {
                throw new IOException($"an answer of more than {maxAnswerBytes} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int received = await socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        _length += received > 0 ? received : throw new IOException("the connection was closed before the answer was whole");
    }

    /// <summary>What is to be thrown for what broke the connection; null for what did not, such as a caller that gave up.</summary>
    private Exception? WhyBroken(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new TimeoutException($"no answer within {timeout.TotalSeconds} s"),
        SocketException broken => new IOException(broken.SocketErrorCode.ToString(), broken),
        IOException => exception,
        _ => null,
    };

    private static int ChunkSize(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out int size, out int used, 'x') && size >= 0 && (used == line.Length || line[used] == (byte)';') ? size : throw HttpHead.NotAnAnswer();
}
