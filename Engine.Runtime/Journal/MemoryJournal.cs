namespace Engine.Internal;

/// <summary>A journal that keeps nothing: what is appended counts as safe at once. For runs that may end with their process.</summary>
internal sealed class MemoryJournal(int maxRecordBytes = 256 << 10) : IJournal
{
    private byte[] _room = new byte[256];

    public long Appended { get; private set; }

    public long Durable => Appended;

    public Exception? Failure => null;

    public IOException? Refusal => null;

    public int MaxRecordBytes => maxRecordBytes;

    public int LongestRecordBytes => Array.MaxLength;

    public long MaxBytes => long.MaxValue;

    public long FreeBytes => long.MaxValue;

    public bool IsReleased => true;

    public bool HasRoom => true;

    public Span<byte> Reserve(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, LongestRecordBytes);
        if (length > _room.Length)
        {
            _room = new byte[Math.Max(length, Math.Min(maxRecordBytes, 2 * _room.Length))];
        }

        return _room.AsSpan(0, length);
    }

    public long Append(int length) => Appended += length;

    public void Flush()
    {
    }

    public void Release(long position)
    {
    }

    public void Dispose()
    {
    }
}
