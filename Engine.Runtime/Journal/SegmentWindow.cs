namespace Engine.Internal;

/// <summary>Reads a segment from front to back through a buffer that grows with the longest frame.</summary>
internal sealed class SegmentWindow(int segmentBytes)
{
    private const int ReadAhead = 1 << 20;

    private byte[] _bytes = new byte[Math.Min(ReadAhead, segmentBytes)];
    private IDiskFile? _file;
    private int _start;
    private int _count;

    /// <summary>Turns to another file.</summary>
    public void Open(IDiskFile file)
    {
        _file = file;
        _start = 0;
        _count = 0;
    }

    /// <summary>So many bytes from an offset on, or as many as the segment has there. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Get(int offset, int count)
    {
        count = Math.Min(count, segmentBytes - offset);
        if (offset < _start || offset + count > _start + _count)
        {
            Fill(offset, count);
        }

        return _bytes.AsSpan(offset - _start, Math.Min(count, _start + _count - offset));
    }

    private void Fill(int offset, int count)
    {
        if (count > _bytes.Length)
        {
            _bytes = new byte[Math.Min(segmentBytes, Math.Max(count, 2 * _bytes.Length))];
        }

        _start = offset;
        _count = _file!.Read(_bytes.AsSpan(0, Math.Min(_bytes.Length, segmentBytes - offset)), offset);
    }
}
