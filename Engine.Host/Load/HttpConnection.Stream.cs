using System.Net.Sockets;

namespace Engine.Host.Load;

/// <summary>An answer that goes on until one of the two sides ends it.</summary>
internal sealed partial class HttpConnection
{
    /// <summary>Bytes of the buffer that have been handed out.</summary>
    private int _handedOut;

    /// <summary>Sends a request whose answer is then read by <see cref="NextChunkAsync"/>.</summary>
    /// <exception cref="IOException">The connection broke, or the answer is not 200 in chunks.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task BeginStreamAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            Socket socket = _socket ??= await ConnectAsync(deadline.Token).ConfigureAwait(false);
            await SendAllAsync(socket, request, deadline.Token).ConfigureAwait(false);
            (HttpHead head, _handedOut) = await ReceiveHeadAsync(socket, deadline.Token).ConfigureAwait(false);
            if (head.Status != 200 || !head.IsChunked)
            {
                throw new IOException($"status {head.Status}");
            }
        }
        catch (Exception exception) when (WhyBroken(exception, cancellationToken) is { } reason)
        {
            Close();
            throw reason;
        }
    }

    /// <summary>Receives the next part of the answer; empty at its end.</summary>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">There was nothing for too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextChunkAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        _buffer.AsSpan(_handedOut, _length - _handedOut).CopyTo(_buffer);
        _length -= _handedOut;
        _handedOut = 0;
        try
        {
            (int start, int size) = await ReadChunkAsync(_socket!, 0, deadline.Token).ConfigureAwait(false);
            _handedOut = start + size + 2;
            return _buffer.AsMemory(start, size);
        }
        catch (Exception exception) when (WhyBroken(exception, cancellationToken) is { } reason)
        {
            Close();
            throw reason;
        }
    }
}
