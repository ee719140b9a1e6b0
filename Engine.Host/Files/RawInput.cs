namespace Engine.Host.Files;

/// <summary>
/// The bytes of a file or a pipe, for whoever unpacks them. The first ones can be looked at before they are read, which a
/// pipe does not allow by itself.
/// </summary>
/// <remarks>
/// The last byte comes in a read of its own. So a reader that stops early, because what follows is no part of what it
/// unpacks, never asks for more after that byte: <see cref="EndSeen"/> tells whether it came to the end.
/// </remarks>
internal sealed class RawInput(Stream input) : Stream
{
    private readonly byte[] _block = new byte[64 * 1024];
    private int _next;
    private int _filled;
    private bool _ended;

    /// <summary>Whether the reader has asked for more behind the last byte.</summary>
    public bool EndSeen { get; private set; }

    /// <summary>How many bytes were read from the file or pipe.</summary>
    public long BytesTaken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the bytes to come begin like this.</summary>
    public bool StartsWith(ReadOnlySpan<byte> start)
    {
        FillTo(start.Length);
        return _block.AsSpan(_next, _filled - _next).StartsWith(start);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        FillTo(2);
        int available = _filled - _next;
        EndSeen |= available == 0;
        int count = Math.Min(buffer.Length, available > 1 ? available - 1 : available);
        _block.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads on until that many bytes are there, or the end.</summary>
    private void FillTo(int count)
    {
        while (_filled - _next < count && !_ended)
        {
            int kept = _filled - _next;
            _block.AsSpan(_next, kept).CopyTo(_block);
            _next = 0;
            int read = input.Read(_block.AsSpan(kept));
            _filled = kept + read;
            _ended = read == 0;
            BytesTaken += read;
        }
    }
}
