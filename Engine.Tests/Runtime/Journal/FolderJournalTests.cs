using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Journal;

/// <summary>A journal in a real folder, written by its own thread.</summary>
public sealed class FolderJournalTests : IDisposable
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 256 << 10, MaxSegments = 16, MaxRecordBytes = 4096 };

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"engine-journal-{Environment.ProcessId}-{Path.GetRandomFileName()}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Records_of_a_thread_come_back_in_order()
    {
        const int Count = 20_000;
        var written = new SemaphoreSlim(0);
        var thread = new JournalThread("journal", () => written.Release());
        var list = new RecordList();
        using (SegmentJournal journal = SegmentJournal.Open(new FolderDisk(_folder), Small, 1, ref list, out _, thread.Wake))
        {
            thread.Start(journal.Writer);
            long released = 0;
            for (int index = 0; index < Count; index++)
            {
                while (!Append(journal, index))
                {
                    await WaitAsync(written);
                }

                if (index % 50 == 0)
                {
                    journal.Flush();
                    released = journal.Durable - (4 * Small.SegmentBytes);
                    journal.Release(released);
                }
            }

            journal.Flush();
            long end = journal.Appended;
            while (journal.Durable < end)
            {
                await WaitAsync(written);
            }

            thread.Dispose();
            Assert.Null(journal.Failure);
        }

        JournalScan.Read(new FolderDisk(_folder), JournalIdentity.Read(new FolderDisk(_folder))!.Value, ref list);
        int first = BinaryPrimitives.ReadInt32LittleEndian(list.Records[0].Bytes);
        Assert.InRange(first, 1, Count - 1000);
        Assert.Equal(Enumerable.Range(first, Count - first), list.Records.Select(static record => BinaryPrimitives.ReadInt32LittleEndian(record.Bytes)));
        Assert.InRange(Directory.EnumerateFiles(_folder).Count(), 3, Small.MaxSegments + 4);
    }

    [Fact]
    public void Folder_that_is_taken_is_refused_until_it_is_given_back()
    {
        using (FolderLock.Take(_folder))
        {
            JournalException exception = Assert.Throws<JournalException>(() => FolderLock.Take(_folder));
            Assert.Equal(JournalFault.Locked, exception.Fault);
            Assert.Contains("another engine uses this folder", exception.Message, StringComparison.Ordinal);
        }

        FolderLock.Take(_folder).Dispose();
    }

    [Fact]
    public void Append_and_write_allocate_nothing()
    {
        var list = new RecordList();
        using SegmentJournal journal = SegmentJournal.Open(new FolderDisk(_folder), Small, 1, ref list, out _);
        long fewest = long.MaxValue;
        for (int series = 0; series < 5; series++)
        {
            // Within one segment: the next one is opened by name, and names are made of bytes.
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 0; index < 20; index++)
            {
                Append(journal, index);
                journal.Flush();
                journal.Writer.WriteNext();
            }

            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, fewest);
        Assert.Equal(journal.Appended, journal.Durable);
    }

    [Fact]
    public void Layouts_are_as_drawn()
    {
        Assert.Equal(FrameHeader.Size, Unsafe.SizeOf<FrameHeader>());
        Assert.Equal(SegmentHeader.Size, Unsafe.SizeOf<SegmentHeader>());
        Assert.Equal(JournalIdentity.Size, Unsafe.SizeOf<JournalIdentity>());
        Assert.Equal(0xE3069283, Checksum.Of("123456789"u8)); // the check value of CRC-32C
    }

    private static bool Append(SegmentJournal journal, int number)
    {
        if (!journal.HasRoom)
        {
            return false;
        }

        Span<byte> record = journal.Reserve(40 + (number % 200));

        record.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record, number);
        journal.Append(record.Length);
        return true;
    }

    private static async Task WaitAsync(SemaphoreSlim written) =>
        Assert.True(await written.WaitAsync(TimeSpan.FromSeconds(60)), "The journal's thread did not write for a minute.");
}
