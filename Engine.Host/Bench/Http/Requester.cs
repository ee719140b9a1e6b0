using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Engine.Host.Load;

namespace Engine.Host.Bench.Http;

/// <summary>
/// A client with a connection and a thread of its own: sends a request, waits for the answer, looks at it and sends the next. Its calls block and
/// allocate nothing, so that all bytes of a round are the server's, and its time is the least that a client takes.
/// </summary>
internal sealed class Requester : ClosedLoopMember
{
    private const int TimeoutMs = 30_000;
    private const int MaxAnswerBytes = 1 << 20;

    private readonly Socket _socket;
    private readonly RequestRound _round;
    private readonly ScriptedRequest[] _requests;
    private readonly byte[] _expected;
    private readonly int _expectedStatus;
    private readonly SemaphoreSlim _begun = new(0);
    private readonly Thread _thread;
    private byte[] _buffer = new byte[64 * 1024];
    private int _next;
    private volatile bool _isOver;

    public Requester(IPEndPoint address, RequestScript script, RequestRound round)
    {
        _round = round;
        _expected = script.Expected;
        _expectedStatus = script.ExpectedStatus;

        // Who writes into them has his own.
        _requests = [.. script.Requests.Select(static request => request.StampOffsets.Length == 0 ? request : request with { Bytes = [.. request.Bytes] })];
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = TimeoutMs, ReceiveTimeout = TimeoutMs };
        _socket.Connect(address);
        _thread = new Thread(Work) { IsBackground = true, Name = "engine bench http" };
        _thread.Start();
    }

    /// <summary>Managed bytes that it allocated in the last round: none, once its buffer is as long as the answers.</summary>
    public long AllocatedBytes { get; private set; }

    public override void Begin() => _begun.Release();

    public override void Dispose()
    {
        _isOver = true;
        Begin();
        _thread.Join();
        _socket.Dispose();
        _begun.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _begun.Wait();
            if (_isOver)
            {
                return;
            }

            Exception? failure = null;
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                for (int request = 0; request < Count; request++)
                {
                    byte[] bytes = NextRequest();
                    long start = Stopwatch.GetTimestamp();
                    Send(bytes);
                    Receive();
                    Took(request, Stopwatch.GetTimestamp() - start);
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;
            _round.End(failure);
        }
    }

    private byte[] NextRequest()
    {
        (byte[] request, int[] stampOffsets) = _requests[_next];
        _next = _next + 1 < _requests.Length ? _next + 1 : 0;
        if (stampOffsets.Length > 0)
        {
            Span<byte> stamp = stackalloc byte[RequestScript.StampLength];
            Utf8Formatter.TryFormat(_round.NextStamp(), stamp, out _, new System.Buffers.StandardFormat('x', RequestScript.StampLength));
            foreach (int offset in stampOffsets)
            {
                stamp.CopyTo(request.AsSpan(offset));
            }
        }

        return request;
    }

    private void Send(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[_socket.Send(request)..];
        }
    }

    private void Receive()
    {
        int length = 0, headEnd;
        while ((headEnd = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            length += More(length);
        }

        HttpHead head = HttpHead.Read(_buffer.AsSpan(0, headEnd + 2));
        int bodyStart = headEnd + 4;
        if (head.IsChunked || head.Closes)
        {
            throw new IOException("an answer in chunks, or the last one of a connection, is not what these servers give");
        }

        while (length < bodyStart + head.BodyLength)
        {
            length += More(length);
        }

        ReadOnlySpan<byte> body = _buffer.AsSpan(bodyStart, head.BodyLength);
        if (head.Status != _expectedStatus || body.IndexOf(_expected) < 0)
        {
            throw new IOException($"the answer is {head.Status} {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 500)])}, and {_expectedStatus} with {Encoding.UTF8.GetString(_expected)} is right");
        }
    }

    private int More(int length)
    {
        if (length == _buffer.Length)
        {
            if (length >= MaxAnswerBytes)
            {
                throw new IOException($"an answer of more than {MaxAnswerBytes} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int received = _socket.Receive(_buffer.AsSpan(length));
        return received > 0 ? received : throw new IOException("the connection was closed before the answer was whole");
    }
}
