using System.Numerics;
using System.Runtime.Intrinsics;
using Engine.Internal;

namespace Engine.Tests.Simd;

/// <summary>Each kernel equals its scalar meaning for lengths 0 to 2 x width + 1, between guards that must survive.</summary>
public class RowKernelsTests
{
    private const int Guard = unchecked((int)0xDEADBEEF);

    public static TheoryData<int> Lengths()
    {
        var lengths = new TheoryData<int>();
        for (int length = 0; length <= (2 * Vector512<int>.Count) + 1; length++)
        {
            lengths.Add(length);
        }

        return lengths;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Differences_are_row_lengths(int length)
    {
        var random = new Random(length);
        int[] offsets = Sorted(random, length + 1);
        int[] result = Guarded(length);
        RowKernels.Differences(offsets, result.AsSpan(1, length));
        Assert.Equal(Enumerable.Range(0, length).Select(i => offsets[i + 1] - offsets[i]), result[1..^1]);
        AssertGuards(result);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void NeverDescends_sees_a_descent_at_every_place(int length)
    {
        int[] values = Sorted(new Random(length), length);
        Assert.True(RowKernels.NeverDescends(values));
        for (int place = 1; place < length; place++)
        {
            int[] broken = [.. values];
            broken[place] = broken[place - 1] - 1;
            Assert.False(RowKernels.NeverDescends(broken));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Max_and_AllBelow_see_every_place(int length)
    {
        int[] values = new int[length];
        Assert.True(RowKernels.AllBelow(values, 1));
        Assert.Equal(length == 0, RowKernels.AllBelow(values, 0));
        for (int place = 0; place < length; place++)
        {
            foreach (int value in new[] { 5, -1, int.MinValue, int.MaxValue })
            {
                values[place] = value;
                Assert.Equal((uint)value, RowKernels.Max(values));
                Assert.False(RowKernels.AllBelow(values, 5));
                Assert.Equal(value == 5, RowKernels.AllBelow(values, 6));
            }

            values[place] = 0;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sum_is_exact_beyond_64_bits_and_sees_negative_costs(int length)
    {
        var random = new Random(length);
        long[] costs = [.. Enumerable.Range(0, length).Select(_ => random.NextInt64())];
        Assert.True(RowKernels.TrySum(costs, out long high, out ulong low));
        BigInteger expected = costs.Aggregate(BigInteger.Zero, static (sum, cost) => sum + cost);
        Assert.Equal(expected, ((BigInteger)high << 32) + low);
        for (int place = 0; place < length; place++)
        {
            long[] broken = [.. costs];
            broken[place] = -1;
            Assert.False(RowKernels.TrySum(broken, out _, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Widen_shift_and_split_keep_every_value(int length)
    {
        var random = new Random(length);
        int[] low = [.. Enumerable.Range(0, length).Select(_ => random.Next(1 << 20))];
        long[] high = [.. Enumerable.Range(0, length).Select(_ => random.NextInt64(1L << 43))];
        long[] records = new long[length + 2];
        records[0] = records[^1] = Guard;
        RowKernels.Widen(low, records.AsSpan(1, length));
        Assert.Equal(low.Select(static value => (long)value), records[1..^1]);
        for (int i = 0; i < length; i++)
        {
            records[i + 1] |= high[i] << 20;
        }

        long[] shifted = [.. records];
        RowKernels.ShiftRight(shifted.AsSpan(1, length), 20);
        Assert.Equal(high, shifted[1..^1]);

        int[] result = Guarded(length);
        RowKernels.Split(records.AsSpan(1, length), 20, result.AsSpan(1, length));
        Assert.Equal(high, records[1..^1]);
        Assert.Equal(low, result[1..^1]);
        AssertGuards(result);
        Assert.Equal((Guard, Guard), (records[0], records[^1]));
        Assert.Equal((Guard, Guard), (shifted[0], shifted[^1]));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public unsafe void GatherMin_is_the_smallest_of_all(int length)
    {
        var random = new Random(length);
        long[] values = [.. Enumerable.Range(0, 50).Select(_ => random.NextInt64())];
        int[] indices = [.. Enumerable.Range(0, length).Select(_ => random.Next(50))];
        foreach (long start in new[] { 0, long.MaxValue, values[0] })
        {
            fixed (long* value = values)
            fixed (int* index = indices)
            {
                Assert.Equal(indices.Select(i => values[i]).Append(start).Min(), ScalarMinMax.GatherMin(value, index, length, start));
            }
        }
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(3, 7)]
    [InlineData(5, 5)]
    [InlineData(0, 1L << 40)]
    public void Packed_records_keep_the_later_time_and_count_down(long time, long arrival)
    {
        long record = (time << 16) | 2;
        Assert.Equal(1, ScalarMinMax.Arrive(ref record, arrival << 16, 0xFFFF));
        Assert.Equal((Math.Max(time, arrival) << 16) | 1, record);
        Assert.Equal(0, ScalarMinMax.Arrive(ref record, 0, 0xFFFF));
        Assert.Equal(Math.Max(time, arrival) << 16, record);

        record = (time << 16) | 9;
        ScalarMinMax.RaiseBoth(ref record, arrival << 16, 11, 0xFFFF);
        ScalarMinMax.RaiseBoth(ref record, 0, 10, 0xFFFF);
        Assert.Equal((Math.Max(time, arrival) << 16) | 11, record);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public unsafe void Bitmap_gives_ids_in_order_and_is_empty_afterwards(int capacity)
    {
        var random = new Random(capacity);
        ulong[] words = new ulong[IdBitmap.WordsFor(capacity) + 1];
        words[^1] = ulong.MaxValue;
        fixed (ulong* word = words)
        {
            for (int round = 0; round < 3; round++)
            {
                int[] ids = [.. Enumerable.Range(0, capacity).Where(_ => random.Next(3) == 0).Append(capacity - 1).Distinct()];
                int[] shuffled = [.. ids];
                random.Shuffle(shuffled);
                fixed (int* id = shuffled)
                {
                    foreach (int one in shuffled)
                    {
                        IdBitmap.Add(word, one);
                    }

                    IdBitmap.Drain(word, capacity, id);
                }

                Assert.Equal(ids, shuffled);
                Assert.All(words[..^1], static left => Assert.Equal(0UL, left));
            }
        }

        Assert.Equal(ulong.MaxValue, words[^1]);
    }

    private static int[] Sorted(Random random, int length)
    {
        int[] values = new int[length];
        for (int i = 1; i < length; i++)
        {
            values[i] = values[i - 1] + random.Next(5);
        }

        return values;
    }

    private static int[] Guarded(int length)
    {
        int[] values = new int[length + 2];
        values[0] = values[^1] = Guard;
        return values;
    }

    private static void AssertGuards(int[] values) => Assert.Equal((Guard, Guard), (values[0], values[^1]));
}
