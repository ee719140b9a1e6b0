using Engine.Internal;

namespace Engine.Tests.Runtime.Journal;

/// <summary>Keeps what a journal held.</summary>
internal readonly struct RecordList() : IRecordReader
{
    public List<(long Position, byte[] Bytes)> Records { get; } = [];

    public void Read(long position, ReadOnlySpan<byte> record) => Records.Add((position, record.ToArray()));
}
