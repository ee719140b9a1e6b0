using Engine.Internal;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A journal that keeps its records in memory, for a test to give the first of them to another shard.</summary>
/// <param name="position">Behind the last record of the journal that it goes on with.</param>
internal sealed class KeptJournal(long position = 0) : IJournal
{
    private byte[] _room = [];

    public List<(long Position, byte[] Record)> Records { get; } = [];

    public long Appended { get; private set; } = position;

    public long Durable => Appended;

    public Exception? Failure => null;

    public IOException? Refusal => null;

    public int MaxRecordBytes => 256 << 10;

    public int LongestRecordBytes => Array.MaxLength;

    public long MaxBytes => long.MaxValue;

    public long FreeBytes => long.MaxValue;

    public bool IsReleased => true;

    public bool HasRoom => true;

    public Span<byte> Reserve(int length) => _room = new byte[length];

    public long Append(int length)
    {
        Appended += length;
        Records.Add((Appended, _room[..length]));
        return Appended;
    }

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
