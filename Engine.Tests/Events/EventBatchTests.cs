using System.Runtime.CompilerServices;
using Engine.Events;
using FsCheck.Xunit;

namespace Engine.Tests.Events;

/// <summary>A batch gives back what was put in, and refuses what does not fit, loudly and whole.</summary>
public class EventBatchTests
{
    [Fact]
    public void Header_has_32_bytes_and_the_order_that_is_drawn()
    {
        Assert.Equal(EventHeader.SizeBytes, Unsafe.SizeOf<EventHeader>());
        var header = new EventHeader(0x04030201, 0x08070605, 0x100F0E0D0C0B0A09, 0x1817161514131211, 0x201F1E1D1C1B1A19);
        Span<byte> bytes = stackalloc byte[EventHeader.SizeBytes];
        System.Runtime.InteropServices.MemoryMarshal.Write(bytes, in header);
        Assert.Equal(Enumerable.Range(1, 32).Select(static i => (byte)i), bytes.ToArray());
    }

    [Fact]
    public void Events_come_back_as_they_were_appended()
    {
        using var batch = new EventBatch(10);
        batch.Append(new Shipped(1, 2, 3), key: 10, sequence: 11, time: 12);
        batch.Append(new Placed(4, 5.5), key: 20, sequence: 21, time: 22);
        batch.Append(new Renamed(6), key: 30, sequence: 31, time: 32);

        Assert.Equal(3, batch.Count);
        Assert.Equal(8 + 16 + 8, batch.PayloadBytes);
        Assert.Equal([10, 20, 30], batch.Keys.ToArray());
        Assert.Equal([11, 21, 31], batch.Sequences.ToArray());
        Assert.Equal([12, 22, 32], batch.Times.ToArray());
        Assert.Equal(new Shipped(1, 2, 3), batch.Read<Shipped>(0));
        Assert.Equal(new Placed(4, 5.5), batch.Read<Placed>(1));
        Assert.Equal(new Renamed(6), batch.Read<Renamed>(2));
        Assert.Equal(new EventHeader(0xCAFE, 8, 10, 11, 12), batch.HeaderOf(0));
        Assert.Equal([6], batch.PayloadOf(2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.HeaderOf(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.PayloadOf(-1));
        Assert.Contains("is of type Engine.Tests.Events.Shipped, not Engine.Tests.Events.Placed",
            Assert.Throws<InvalidOperationException>(() => batch.Read<Placed>(0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(33)]
    public void Span_of_events_is_what_its_events_are(int length)
    {
        Moved[] whole = [.. Enumerable.Range(0, length).Select(static i => new Moved(i, i + 1, i + 2))];
        Renamed[] odd = [.. Enumerable.Range(0, length).Select(static i => new Renamed((byte)i))];
        long[] keys = [.. Enumerable.Range(0, length).Select(static i => (long)i)], sequences = [.. keys.Select(static key => key * 2)], times = [.. keys.Select(static key => key * 3)];
        using EventBatch single = new(200), spans = new(200);

        spans.Append<Moved>(whole, keys, sequences, times);
        spans.Append<Renamed>(odd, keys, sequences, times);
        for (int i = 0; i < length; i++)
        {
            single.Append(in whole[i], i, i * 2, i * 3);
        }

        for (int i = 0; i < length; i++)
        {
            single.Append(in odd[i], i, i * 2, i * 3);
        }

        Assert.Equal(Records(single), Records(spans));
    }

    [Property(MaxTest = 100)]
    public void Records_are_read_as_they_were_written(byte[] kinds, int seed)
    {
        using EventBatch batch = EventScript.BatchOf(EventScript.Of(kinds, seed));
        using var copy = new EventBatch(kinds.Length + 1, 8 + (kinds.Length * 72));

        Assert.Equal(kinds.Length, copy.AppendRecords(Records(batch)));

        Assert.Equal(Records(batch), Records(copy));
        EveryKind first = new(), second = new();
        Assert.Equal(first.Dispatch(batch), second.Dispatch(copy));
        Assert.Equal(first.EndState(), second.EndState());
    }

    [Fact]
    public void Records_that_are_broken_are_refused_as_a_whole()
    {
        using EventBatch batch = EventScript.BatchOf(EventScript.Random(20, 4, isClustered: false));
        byte[] records = Records(batch);
        using var copy = new EventBatch(100, 10_000);

        for (int length = 1; length < records.Length; length++)
        {
            // A cut on the border of two records is none.
            try
            {
                copy.AppendRecords(records.AsSpan(0, length));
                Assert.Equal(records[..length], Records(copy));
                copy.Clear();
            }
            catch (ArgumentException cut)
            {
                Assert.Contains("is cut off", cut.Message, StringComparison.Ordinal);
                Assert.Equal(0, copy.Count);
            }
        }

        byte[] noType = [.. records], tooLong = [.. records], negative = [.. records];
        noType.AsSpan(0, 4).Clear();
        BitConverter.TryWriteBytes(tooLong.AsSpan(4), EventBatch.MaxEventBytes + 1);
        BitConverter.TryWriteBytes(negative.AsSpan(4), -1);
        Assert.Contains("byte 0 has no type", Assert.Throws<ArgumentException>(() => copy.AppendRecords(noType)).Message, StringComparison.Ordinal);
        Assert.Contains("an event has 0 to 4096", Assert.Throws<ArgumentException>(() => copy.AppendRecords(tooLong)).Message, StringComparison.Ordinal);
        Assert.Contains("an event has 0 to 4096", Assert.Throws<ArgumentException>(() => copy.AppendRecords(negative)).Message, StringComparison.Ordinal);
        Assert.Equal(0, copy.Count);
    }

    [Fact]
    public void Full_batch_refuses_and_keeps_what_it_has()
    {
        using var few = new EventBatch(maxEvents: 2);
        few.Append(new Paid(1), 1, 1, 1);
        Assert.True(few.TryAppend(new Paid(2), 1, 2, 1));
        Assert.False(few.TryAppend(new Paid(3), 1, 3, 1));
        Assert.False(few.TryAppend(new EventHeader(0xCAFE, 8, 1, 4, 1), new byte[8]));
        Assert.Contains("2 of 2 events", Assert.Throws<InvalidOperationException>(() => few.Append(new Paid(3), 1, 3, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => few.Append<Paid>([new Paid(3)], [1], [3], [1]));
        Assert.Equal([1, 2], few.Sequences.ToArray());

        using var narrow = new EventBatch(maxEvents: 10, maxPayloadBytes: 32);
        narrow.Append(new Placed(1, 1), 1, 1, 1);
        narrow.Append(new Placed(1, 1), 1, 2, 1);
        Assert.False(narrow.TryAppend(new Renamed(1), 1, 3, 1));
        Assert.Throws<InvalidOperationException>(() => narrow.AppendRecords(Records(few)));
        Assert.Equal(2, narrow.Count);

        narrow.Clear();
        Assert.Equal((0, 0), (narrow.Count, narrow.PayloadBytes));
        narrow.Append(new Renamed(1), 1, 3, 1);
    }

    [Fact]
    public void Capacity_and_columns_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBatch(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBatch(EventBatch.MaxEvents + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBatch(1, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBatch(1, EventBatch.MaxPayloadBytes + 1));
        using var batch = new EventBatch(4);
        Assert.Throws<ArgumentException>(() => batch.Append<Paid>([new Paid(1)], [], [1], [1]));
        Assert.Throws<ArgumentException>(() => batch.Append<Paid>([new Paid(1)], [1], [1, 2], [1]));
        Assert.Throws<ArgumentException>(() => batch.Append<Paid>([new Paid(1)], [1], [1], []));
        Assert.Throws<ArgumentException>(() => batch.TryAppend(new EventHeader(1, 8, 1, 1, 1), new byte[7]));
        Assert.Throws<ArgumentException>(() => batch.TryAppend(new EventHeader(0, 8, 1, 1, 1), new byte[8]));
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void Type_that_changes_its_length_or_shares_an_id_is_refused()
    {
        using EventBatch raw = new(4), typed = new(4), twice = new(4);
        raw.TryAppend(new EventHeader(0xCAFE, 16, 1, 1, 1), new byte[16]);
        Assert.Contains("have 8 bytes here, and this one has 16", Assert.Throws<InvalidOperationException>(() => raw.Append(new Shipped(1, 1, 1), 1, 1, 1)).Message, StringComparison.Ordinal);
        typed.Append(new Shipped(1, 1, 1), 1, 1, 1);
        Assert.Contains("have 8 bytes here, and this one has 16", Assert.Throws<InvalidOperationException>(() => typed.TryAppend(new EventHeader(0xCAFE, 16, 1, 1, 1), new byte[16])).Message, StringComparison.Ordinal);
        twice.Append(new Shipped(1, 1, 1), 1, 1, 1);
        Assert.Contains("have one id, 0x0000CAFE", Assert.Throws<InvalidOperationException>(() => twice.Append(new Impostor(1), 1, 1, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_sees_255_types_and_refuses_the_next()
    {
        using var batch = new EventBatch(300);
        for (uint id = 1; id <= 255; id++)
        {
            Assert.True(batch.TryAppend(new EventHeader(id * 0x01000193, 8, id, 1, 1), BitConverter.GetBytes((ulong)id)));
        }

        Assert.Contains("would be one more", Assert.Throws<InvalidOperationException>(() => batch.Append(new Paid(1), 1, 1, 1)).Message, StringComparison.Ordinal);
        Assert.True(batch.TryAppend(new EventHeader(255 * 0x01000193u, 8, 1, 2, 1), new byte[8]));
        Assert.All(Enumerable.Range(0, 255), i => Assert.Equal((ulong)i + 1, BitConverter.ToUInt64(batch.PayloadOf(i))));
        Assert.Equal(new DispatchResult(0, 0, 256), new EveryKind().Dispatch(batch));
    }

    [Fact]
    public void Append_allocates_nothing()
    {
        using var batch = new EventBatch(1000, 32_000);
        byte[] payload = new byte[8];
        byte[] records;
        using (EventBatch some = EventScript.BatchOf(EventScript.Random(50, 1, isClustered: false)))
        {
            records = Records(some);
        }

        Assert.Equal(0, Allocations.Of(() =>
        {
            batch.Clear();
            for (int i = 0; i < 200; i++)
            {
                batch.Append(new Placed(i, i), i, i, i);
                batch.TryAppend(new EventHeader(0xCAFE, 8, i, i, i), payload);
            }

            batch.AppendRecords(records);
        }));
        Assert.Equal(450, batch.Count);
    }

    [Fact]
    public void Disposed_batch_is_refused()
    {
        var batch = new EventBatch(4);
        batch.Dispose();
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.Append(new Paid(1), 1, 1, 1));
        Assert.Throws<ObjectDisposedException>(batch.Clear);
        Assert.Throws<ObjectDisposedException>(() => new EveryKind().Dispatch(batch));
        Assert.Equal(0, batch.Count);
    }

    private static byte[] Records(EventBatch batch)
    {
        byte[] records = new byte[batch.RecordBytes];
        batch.WriteRecords(records);
        return records;
    }

    /// <summary>Written by hand, with an id that another has.</summary>
    private readonly record struct Impostor(long Value) : IEvent
    {
        public static uint EventTypeId => 0xCAFE;

        public static string EventTypeName => "Impostor";
    }
}
