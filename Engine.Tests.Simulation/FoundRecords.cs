using Engine.Internal;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>The records of a journal, kept until there is a shard to fold them into.</summary>
internal readonly struct FoundRecords() : IRecordReader
{
    private readonly List<(long Position, byte[] Record)> _records = [];

    public List<(long Position, byte[] Record)> Records => _records;

    public void Read(long position, ReadOnlySpan<byte> record) => _records.Add((position, record.ToArray()));

    public void FoldInto(Shard shard)
    {
        foreach ((long position, byte[] record) in _records)
        {
            shard.Fold(position, record);
        }
    }
}
