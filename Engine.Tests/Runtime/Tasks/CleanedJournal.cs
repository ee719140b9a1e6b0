using Engine.Internal;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>A journal in memory that drops what has been released, as segments do.</summary>
/// <param name="maxRecordBytes">The longest record.</param>
/// <param name="position">Behind the last record of the journal that it goes on with.</param>
internal sealed class CleanedJournal(int maxRecordBytes, long position = 0) : IJournal
{
    private readonly List<(long Position, byte[] Record)> _records = [];
    private byte[] _room = [];
    private long _released;

    /// <summary>Called before a record is appended.</summary>
    public Action? Appending { get; set; }

    /// <summary>All records, those that have been released too.</summary>
    public IEnumerable<byte[]> All => _records.Select(static one => one.Record);

    public long Appended { get; private set; } = position;

    public long Durable => Appended;

    public Exception? Failure => null;

    public IOException? Refusal => null;

    public int MaxRecordBytes => maxRecordBytes;

    public int LongestRecordBytes => MaxRecordBytes;

    public long MaxBytes => 1 << 20;

    public long FreeBytes => 1 << 20;

    public bool IsReleased => true;

    public bool HasRoom => true;

    /// <summary>What a process would find that opened it now.</summary>
    public List<(long Position, byte[] Record)> Needed() => [.. _records.Where(one => one.Position > _released)];

    public Span<byte> Reserve(int length)
    {
        Assert.InRange(length, 1, maxRecordBytes);
        return _room = new byte[length];
    }

    public long Append(int length)
    {
        Appending?.Invoke();
        Appended += length;
        _records.Add((Appended, _room[..length]));
        return Appended;
    }

    public void Flush()
    {
    }

    public void Release(long position)
    {
        Assert.InRange(position, -1, Appended);
        _released = Math.Max(_released, position);
    }

    public void Dispose()
    {
    }
}
