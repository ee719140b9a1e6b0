using Engine.Internal;
using Engine.Runtime;

namespace Engine.Benchmarks.Journal;

/// <summary>Groups of records through a <see cref="SegmentJournal"/>, each written and synced before the next; what is older than a few segments is let go.</summary>
internal sealed class JournalGroups : IDisposable
{
    private static readonly JournalOptions Options = new();

    private readonly SegmentJournal _journal;
    private readonly byte[] _record;
    private readonly int _count;

    public JournalGroups(string folder, int recordBytes, int count)
    {
        var reader = default(Skip);
        _journal = SegmentJournal.Open(new FolderDisk(folder), Options, 1, ref reader, out _);
        _record = new byte[recordBytes];
        new Random(1).NextBytes(_record);
        _count = count;
    }

    public void Write()
    {
        for (int index = 0; index < _count; index++)
        {
            _record.CopyTo(_journal.Reserve(_record.Length));
            _journal.Append(_record.Length);
        }

        _journal.Release(_journal.Appended - (4L * Options.SegmentBytes));
        _journal.Flush();
        while (_journal.Writer.WriteNext() == WriteOutcome.Written)
        {
            // A group that goes on in the next buffer is two.
        }

        if (_journal.Durable != _journal.Appended)
        {
            throw new InvalidOperationException("The group is not on the disk.", _journal.Failure);
        }
    }

    public void Dispose() => _journal.Dispose();

    /// <summary>How fast a journal is read.</summary>
    public static long Read(string folder)
    {
        var reader = default(Skip);
        var disk = new FolderDisk(folder);
        return JournalScan.Read(disk, JournalIdentity.Read(disk)!.Value, ref reader).RecordCount;
    }

    private struct Skip : IRecordReader
    {
        public readonly void Read(long position, ReadOnlySpan<byte> record)
        {
        }
    }
}
