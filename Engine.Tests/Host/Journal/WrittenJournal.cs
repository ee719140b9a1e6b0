using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Host.Journal;

/// <summary>The folder of one shard, written record by record: each is a frame of its own that was synced before the next.</summary>
internal static class WrittenJournal
{
    public const string FirstSegment = "000000000001.segment";

    public const int SegmentBytes = 64 << 10;

    /// <summary>Writes records that say nothing but numbers.</summary>
    public static void Write(string folder, int count)
    {
        var buffer = new RecordBuffer();
        Write(folder, Enumerable.Range(0, count).Select(number =>
        {
            buffer.Clear();
            buffer.WriteUnmanaged(RecordKind.Numbered);
            buffer.WriteUnmanaged((ulong)number);
            return buffer.Written.ToArray();
        }));
    }

    public static void Write(string folder, IEnumerable<byte[]> records)
    {
        var nobody = new Nobody();
        var options = new JournalOptions { SegmentBytes = SegmentBytes, MaxSegments = 64, MaxRecordBytes = 4096 };
        using SegmentJournal journal = SegmentJournal.Open(new FolderDisk(folder), options, 7, ref nobody, out _);
        foreach (byte[] record in records)
        {
            record.CopyTo(journal.Reserve(record.Length));
            journal.Append(record.Length);
            journal.Flush();
            while (journal.Writer.WriteNext() == WriteOutcome.Written)
            {
            }

            Assert.Equal(journal.Appended, journal.Durable);
        }
    }

    /// <summary>Where the frames of a segment begin, and their lengths.</summary>
    public static List<(int Offset, int Length)> Frames(byte[] segment)
    {
        var frames = new List<(int, int)>();
        for (int offset = SegmentHeader.FramesStart; offset < segment.Length;)
        {
            int length = FrameHeader.At(segment.AsSpan(offset)).Length;
            if (length == 0)
            {
                break;
            }

            frames.Add((offset, length));
            offset += length;
        }

        return frames;
    }

    private readonly struct Nobody : IRecordReader
    {
        public void Read(long position, ReadOnlySpan<byte> record)
        {
        }
    }
}
