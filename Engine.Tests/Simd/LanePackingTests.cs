using System.Runtime.Intrinsics;
using Engine.Internal;

namespace Engine.Tests.Simd;

/// <summary>Packing and putting back equal what they mean for lengths 0 to 2 x width + 1, between guards that must survive.</summary>
public class LanePackingTests
{
    public static TheoryData<int> Lengths() => [.. Enumerable.Range(0, (2 * Vector512<int>.Count) + 2), 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Pack_puts_the_listed_values_side_by_side(int length)
    {
        int[] lanes = Draw(length);
        Check(lanes, length, static i => i + 1, -1);
        Check(lanes, length, static i => (byte)(i + 1), (byte)0xA5);
        Check(lanes, length, static i => i * 1.5, double.MinValue);
        Check(lanes, length, static i => (i, (long)i), (-1, -1L));
        Check(lanes, length, static i => $"{i}", "guard");
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Wrap_and_PackMaybe_make_a_maybe_of_each_value(int length)
    {
        int[] lanes = Draw(length);
        CheckMaybe(lanes, length, static i => (byte)(i + 1));
        CheckMaybe(lanes, length, static i => (short)~i);
        CheckMaybe(lanes, length, static i => i + 0.5f);
        CheckMaybe(lanes, length, static i => ~(long)i);
        CheckMaybe(lanes, length, static i => (i + 1m, i));
        CheckMaybe(lanes, length, static i => $"{i}");
    }

    [Fact]
    public void Lanes_outside_the_column_and_too_little_room_are_refused()
    {
        Assert.Throws<IndexOutOfRangeException>(() => LanePacking.Pack<int>(new int[4], [4], new int[1]));
        Assert.Throws<IndexOutOfRangeException>(() => LanePacking.Unpack<int>(new int[1], [-1], new int[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LanePacking.Pack<int>(new int[4], [1, 2], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LanePacking.Unpack<int>(new int[1], [1, 2], new int[4]));
    }

    private static void Check<T>(int[] lanes, int length, Func<int, T> value, T guard)
    {
        T[] column = [.. Enumerable.Range(0, length).Select(value)];
        T[] packed = [.. Enumerable.Repeat(guard, lanes.Length + 2)];
        LanePacking.Pack(column, lanes, packed.AsSpan(1, lanes.Length));
        Assert.Equal([guard, .. lanes.Select(lane => column[lane]), guard], packed);

        T[] target = [.. Enumerable.Repeat(guard, length + 2)];
        LanePacking.Unpack(packed.AsSpan(1, lanes.Length), lanes, target.AsSpan(1, length));
        Assert.Equal([guard, .. column.Select((one, lane) => lanes.Contains(lane) ? one : guard), guard], target);
    }

    private static void CheckMaybe<T>(int[] lanes, int length, Func<int, T> value)
    {
        T[] column = [.. Enumerable.Range(0, length).Select(value)];
        byte[] ran = [.. Enumerable.Range(0, length).Select(static i => (byte)(i % 3 == 0 ? 1 : 0))];
        (bool, T?)[] expected = [.. column.Select((one, i) => ran[i] != 0 ? (true, (T?)one) : (false, default(T)))];
        var guard = new Maybe<T>(value(-5));
        Maybe<T>[] values = [.. Enumerable.Repeat(guard, length + 2)];
        LaneRows.Wrap(column, ran, values.AsSpan(1, length));
        Assert.Equal([(true, value(-5)), .. expected, (true, value(-5))], values.Select(Seen));
        LaneRows.Wrap(column, default, values.AsSpan(1, length));
        Assert.Equal([guard, .. column.Select(static one => new Maybe<T>(one)), guard], values);

        Maybe<T>[] packed = [.. Enumerable.Repeat(guard, lanes.Length + 2)];
        LaneRows.PackMaybe(column, ran, lanes, packed.AsSpan(1, lanes.Length));
        Assert.Equal([(true, value(-5)), .. lanes.Select(lane => expected[lane]), (true, value(-5))], packed.Select(Seen));
        LaneRows.PackMaybe(column, default, lanes, packed.AsSpan(1, lanes.Length));
        Assert.Equal([guard, .. lanes.Select(lane => new Maybe<T>(column[lane])), guard], packed);
    }

    /// <summary>With what stands in one that has no value, which must be the default.</summary>
    private static (bool, T?) Seen<T>(Maybe<T> maybe) => (maybe.TryGet(out T? value), value);

    private static int[] Draw(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Where(_ => random.Next(3) > 0)];
    }
}
