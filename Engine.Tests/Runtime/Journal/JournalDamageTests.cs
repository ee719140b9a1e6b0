using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Runtime.Journal;

/// <summary>A journal whose files were spoiled by others than a crash: it is an error, or nothing that matters was hit. Never a silent loss.</summary>
public class JournalDamageTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 64 << 10, MaxSegments = 64, MaxRecordBytes = 2000 };

    [Fact]
    public void Flipped_bit_below_the_last_group_is_an_error_or_hits_what_nobody_reads()
    {
        (SimulatedDisk disk, List<(long Position, byte[] Bytes)> records, long lastGroup) = Written(seed: 11, recordCount: 900);
        var random = new Random(12);
        int refused = 0;
        foreach (string name in disk.List().Where(static name => SegmentNames.TryParse(name, out _)).Order().ToArray())
        {
            SegmentNames.TryParse(name, out long number);
            byte[] bytes = disk.BytesOf(name);
            for (int trial = 0; trial < 60; trial++)
            {
                long offset = random.NextInt64(bytes.Length);
                int bit = random.Next(8);
                disk.Flip(name, offset, bit);
                bool isLastGroup = (number * Small.SegmentBytes) + offset >= lastGroup;
                try
                {
                    List<(long Position, byte[] Bytes)> found = Read(disk);
                    Assert.True(isLastGroup || Same(records, found), $"Bit {bit} of byte {offset} of {name} was turned, and {records.Count - found.Count} records are gone without a word.");
                    Assert.True(found.Zip(records).All(static pair => pair.First.Position == pair.Second.Position && pair.First.Bytes.AsSpan().SequenceEqual(pair.Second.Bytes)));
                }
                catch (JournalException exception)
                {
                    Assert.Equal(JournalFault.Corrupt, exception.Fault);
                    Assert.Contains(".segment", exception.Message, StringComparison.Ordinal);
                    refused++;
                }

                disk.Flip(name, offset, bit);
            }
        }

        Assert.True(refused > 100, $"only {refused} were refused");
        Assert.True(Same(records, Read(disk)));
    }

    [Fact]
    public void Missing_segment_is_an_error_that_names_it()
    {
        (SimulatedDisk disk, _, _) = Written(seed: 21, recordCount: 900);
        string[] names = [.. disk.List().Where(static name => SegmentNames.TryParse(name, out _)).Order()];
        Assert.True(names.Length > 4);
        foreach (string name in (string[])[names[0], names[2], names[^2]])
        {
            (SimulatedDisk spoiled, _, _) = Written(seed: 21, recordCount: 900);
            spoiled.Lose(name);
            JournalException exception = Assert.Throws<JournalException>(() => Read(spoiled));
            Assert.Equal(JournalFault.Corrupt, exception.Fault);
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Missing_identity_beside_segments_is_an_error()
    {
        (SimulatedDisk disk, _, _) = Written(seed: 31, recordCount: 10);
        disk.Lose(JournalIdentity.FileName);
        JournalException exception = Assert.Throws<JournalException>(() => Open(disk));
        Assert.Equal(JournalFault.Corrupt, exception.Fault);
        Assert.Contains("journal.id is missing", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, JournalFault.WrongFormat, "not that of a journal")]
    [InlineData(8, JournalFault.WrongFormat, "says format 3")]
    [InlineData(20, JournalFault.Corrupt, "checksum is wrong")]
    public void Identity_of_something_else_is_an_error(long offset, JournalFault fault, string words)
    {
        (SimulatedDisk disk, _, _) = Written(seed: 41, recordCount: 10);
        disk.Flip(JournalIdentity.FileName, offset, 0);
        JournalException exception = Assert.Throws<JournalException>(() => Open(disk));
        Assert.Equal(fault, exception.Fault);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Failed_write_or_sync_ends_the_journal_and_is_never_tried_again(int operations)
    {
        var disk = new SimulatedDisk(5);
        using SegmentJournal journal = Open(disk);
        Append(journal, 1, 50);
        journal.Flush();
        Assert.Equal(WriteOutcome.Written, journal.Writer.WriteNext());
        long durable = journal.Durable;

        disk.OperationsToFailure = operations % 2;
        for (int index = 0; index < operations; index++)
        {
            Append(journal, 2 + index, 50);
        }

        journal.Flush();
        Assert.Equal(WriteOutcome.Idle, journal.Writer.WriteNext());
        JournalException failure = Assert.IsType<JournalException>(journal.Failure);
        Assert.Equal(JournalFault.Failed, failure.Fault);
        long count = disk.OperationCount;
        Append(journal, 100, 50);
        journal.Flush();
        Assert.Equal(WriteOutcome.Idle, journal.Writer.WriteNext());
        Assert.Equal(count, disk.OperationCount);
        Assert.Equal(durable, journal.Durable);
        Assert.Same(failure, journal.Failure);
    }

    [Fact]
    public void Full_disk_or_limit_refuses_and_goes_on_after_a_release()
    {
        var disk = new SimulatedDisk(6);
        var options = new JournalOptions { SegmentBytes = 64 << 10, MaxSegments = 3, MaxRecordBytes = 2000 };
        using SegmentJournal journal = Open(disk, options);
        long needed = 0;
        int written = 0;
        WriteOutcome outcome;
        do
        {
            for (int index = 0; index < 10; index++)
            {
                needed = Append(journal, written++, 1000);
            }

            journal.Flush();
            outcome = journal.Writer.WriteNext();
        }
        while (outcome == WriteOutcome.Written && written < 10_000);

        Assert.Equal(WriteOutcome.NoRoom, outcome);
        Assert.Null(journal.Failure);
        Assert.Null(journal.Refusal);
        Assert.True(journal.FreeBytes < options.SegmentBytes, $"{journal.FreeBytes} bytes are said to be free");
        Assert.InRange(disk.TakenBytes, 3 * options.SegmentBytes, (5 * options.SegmentBytes) + 4096);
    }

    [Fact]
    public void Disk_without_space_is_no_failure_of_the_journal()
    {
        var disk = new SimulatedDisk(7) { CapacityBytes = 3 * (64 << 10) };
        using SegmentJournal journal = Open(disk);
        WriteOutcome outcome = WriteOutcome.Written;
        for (int index = 0; outcome == WriteOutcome.Written && index < 10_000; index++)
        {
            // As long as there is room in the segment, nobody waits for the disk, though it has refused to make the next one.
            Assert.Null(journal.Refusal);
            Append(journal, index, 1000);
            journal.Flush();
            outcome = journal.Writer.WriteNext();
        }

        Assert.Equal(WriteOutcome.NoRoom, outcome);
        Assert.Null(journal.Failure);
        long durable = journal.Durable;
        Assert.Equal(WriteOutcome.NoRoom, journal.Writer.WriteNext());
        Assert.Equal("No space left on the simulated disk.", journal.Refusal!.Message);
        disk.CapacityBytes = long.MaxValue;
        Assert.Equal(WriteOutcome.Written, journal.Writer.WriteNext());
        Assert.True(journal.Durable > durable);
        Assert.Null(journal.Refusal);
    }

    [Theory]
    [InlineData(1000, 8, 1000)]
    [InlineData(64 << 10, 1, 1000)]
    [InlineData(64 << 10, 8, 64 << 10)]
    [InlineData((64 << 10) + 1, 8, 1000)]
    public void Options_out_of_range_are_an_error(int segmentBytes, int maxSegments, int maxRecordBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(
            new SimulatedDisk(1), new JournalOptions { SegmentBytes = segmentBytes, MaxSegments = maxSegments, MaxRecordBytes = maxRecordBytes }));

    private static SegmentJournal Open(SimulatedDisk disk, JournalOptions? options = null)
    {
        var list = new RecordList();
        return SegmentJournal.Open(disk, options ?? Small, 77, ref list, out _);
    }

    private static long Append(SegmentJournal journal, int number, int length)
    {
        if (!journal.HasRoom)
        {
            return journal.Appended;
        }

        Span<byte> record = journal.Reserve(length);

        record.Fill((byte)number);
        return journal.Append(length);
    }

    /// <summary>A journal of several segments, closed; its records; where its last group begins.</summary>
    private static (SimulatedDisk Disk, List<(long Position, byte[] Bytes)> Records, long LastGroup) Written(int seed, int recordCount)
    {
        var disk = new SimulatedDisk(seed);
        var random = new Random(seed);
        long lastGroup = 0;
        using (SegmentJournal journal = Open(disk))
        {
            for (int index = 0; index < recordCount; index++)
            {
                Append(journal, index, random.Next(10, 800));
                if (index % 7 == 6)
                {
                    journal.Flush();
                    lastGroup = journal.Durable;
                    while (journal.Writer.WriteNext() == WriteOutcome.Written)
                    {
                    }
                }
            }

            journal.Flush();
            lastGroup = journal.Writer.HasWork ? journal.Durable : lastGroup;
            journal.Writer.WriteNext();
            Assert.Equal(journal.Appended, journal.Durable);
        }

        return (disk, Read(disk), lastGroup);
    }

    private static List<(long Position, byte[] Bytes)> Read(SimulatedDisk disk)
    {
        var list = new RecordList();
        JournalScan.Read(disk, JournalIdentity.Read(disk)!.Value, ref list);
        return list.Records;
    }

    private static bool Same(List<(long Position, byte[] Bytes)> expected, List<(long Position, byte[] Bytes)> actual) =>
        expected.Count == actual.Count
        && expected.Zip(actual).All(static pair => pair.First.Position == pair.Second.Position && pair.First.Bytes.AsSpan().SequenceEqual(pair.Second.Bytes));
}
