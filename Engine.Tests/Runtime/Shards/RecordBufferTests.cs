using System.Globalization;
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
    public void Values_made_of_others_are_read_as_they_were_written()
    {
        var buffer = new RecordBuffer();
        int[]?[] arrays = [null, [], [1], [.. Enumerable.Range(0, 1000)]];
        foreach (int[]? array in arrays)
        {
            buffer.WriteArray(array);
            buffer.WriteMemory<int>(array);
            buffer.WriteArray(array?.Select(static number => number % 2 == 0 ? null : number.ToString(CultureInfo.InvariantCulture)).ToArray(), static (buffer, value) => buffer.WriteString(value));
        }

        buffer.WriteMemory<int[]?>(arrays, static (buffer, value) => buffer.WriteArray(value));
        buffer.WriteNullable<decimal>(null);
        buffer.WriteNullable<decimal>(1.5m);
        buffer.WriteNullable<Named>(null, static (buffer, value) => buffer.WriteString(value.Name));
        buffer.WriteNullable<Named>(new Named("one"), static (buffer, value) => buffer.WriteString(value.Name));

        var reader = new RecordReader(buffer.Written);
        foreach (int[]? array in arrays)
        {
            Assert.Equal(array, reader.ReadArray<int>());
            Assert.Equal(array ?? [], reader.ReadMemory<int>().ToArray());
            IEnumerable<string?>? texts = array?.Select(static number => number % 2 == 0 ? null : number.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(texts, (IEnumerable<string?>?)reader.ReadArray(static (ref RecordReader reader) => reader.ReadString()));
        }

        Assert.Equal(arrays, reader.ReadMemory(static (ref RecordReader reader) => reader.ReadArray<int>()).ToArray());
        Assert.Null(reader.ReadNullable<decimal>());
        Assert.Equal(1.5m, reader.ReadNullable<decimal>());
        Assert.Null(reader.ReadNullable(static (ref RecordReader reader) => new Named(reader.ReadString()!)));
        Assert.Equal(new Named("one"), reader.ReadNullable(static (ref RecordReader reader) => new Named(reader.ReadString()!)));
        Assert.True(reader.Rest.IsEmpty);
    }

    [Fact]
    public void Results_of_a_mapped_step_are_read_into_a_buffer_that_goes_back()
    {
        var buffer = new RecordBuffer();
        buffer.WriteMemory<long>(new long[] { 1, 2, 3 });
        buffer.WriteArray<string>(["a"], static (buffer, value) => buffer.WriteString(value));
        buffer.WriteMemory<string>(new[] { "a", "b" }, static (buffer, value) => buffer.WriteString(value));

        var reader = new RecordReader(buffer.Written);
        MapResults<long> numbers = reader.ReadResults<long>();
        Assert.Equal([1, 2, 3], numbers.Span.ToArray());
        Assert.Equal(["a"], reader.ReadArray(static (ref RecordReader reader) => reader.ReadString()!)!);
        MapResults<string> texts = reader.ReadResults(static (ref RecordReader reader) => reader.ReadString()!);
        Assert.Equal(["a", "b"], texts.Span.ToArray());
        Assert.True(reader.Rest.IsEmpty);

        var copy = new RecordBuffer();
        copy.WriteResults(numbers);
        copy.WriteResults(texts, static (buffer, value) => buffer.WriteString(value));
        var again = new RecordReader(copy.Written);
        Assert.Equal([1, 2, 3], again.ReadMemory<long>().ToArray());
        Assert.Equal(["a", "b"], again.ReadMemory(static (ref RecordReader reader) => reader.ReadString()!).ToArray());
        numbers.GiveBack();
        texts.GiveBack();
        Assert.True(numbers.Span.IsEmpty && texts.Span.IsEmpty);
    }

    [Fact]
    public void Number_of_elements_that_cannot_be_there_asks_for_no_room()
    {
        var buffer = new RecordBuffer();
        buffer.WriteCount(int.MaxValue);
        byte[] record = buffer.Written.ToArray();
        Assert.Throws<JournalException>(() => new RecordReader(record).ReadArray<long>());
        Assert.Throws<JournalException>(() => new RecordReader(record).ReadArray(static (ref RecordReader reader) => reader.ReadString()));
        Assert.Throws<JournalException>(() => new RecordReader(record).ReadMemory<byte>());
        Assert.Throws<JournalException>(() => new RecordReader(record).ReadResults<int>());
        Assert.Throws<JournalException>(() => new RecordReader(record).ReadResults(static (ref RecordReader reader) => reader.ReadString()));
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

    private readonly record struct Named(string Name);
}
