using Engine.Runtime;

namespace Engine.Tests.Runtime.Shards;

/// <summary>What is written into a record is read from it.</summary>
public class RecordBufferTests
{
    [Fact]
    public void Values_are_read_in_the_order_in_which_they_were_written()
    {
        var buffer = new RecordBuffer();
        int[] counts = [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456, int.MaxValue];
        string?[] texts = [null, "", "a", "ä€𝄞", new string('x', 5000)];
        foreach (int count in counts)
        {
            buffer.WriteCount(count);
        }

        foreach (string? text in texts)
        {
            buffer.WriteString(text);
        }

        buffer.WriteUnmanaged(1.5m);
        buffer.WriteUnmanaged((byte)7);
        buffer.WriteBytes("abc"u8);
        "def"u8.CopyTo(buffer.GetSpan(3));
        buffer.Advance(3);

        var reader = new RecordReader(buffer.Written);
        foreach (int count in counts)
        {
            Assert.Equal(count, reader.ReadCount());
        }

        foreach (string? text in texts)
        {
            Assert.Equal(text, reader.ReadString());
        }

        Assert.Equal(1.5m, reader.ReadUnmanaged<decimal>());
        Assert.Equal(7, reader.ReadUnmanaged<byte>());
        Assert.Equal("abcdef"u8.ToArray(), reader.ReadBytes(6).ToArray());
        Assert.True(reader.Rest.IsEmpty);
    }

    [Fact]
    public void Record_that_is_too_short_is_an_error_that_says_so()
    {
        Assert.Throws<JournalException>(static () => new RecordReader([1, 2]).ReadUnmanaged<int>());
        Assert.Throws<JournalException>(static () => new RecordReader([0x80]).ReadCount());
        Assert.Throws<JournalException>(static () => new RecordReader([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]).ReadCount());
        Assert.Throws<JournalException>(static () => new RecordReader([5, 65]).ReadString());
        JournalException exception = Assert.Throws<JournalException>(static () => new RecordReader([1]).ReadBytes(2));
        Assert.Equal(JournalFault.WrongFormat, exception.Fault);
        Assert.Contains("version that wrote it", exception.Message, StringComparison.Ordinal);
    }
}
