using System.Numerics;
using System.Runtime.InteropServices;
using Engine.Events;
using Engine.Internal;

namespace Engine.Tests.Simd;

/// <summary>The kernels of events equal their plain meaning for lengths 0 to 2 x width + 1 and beyond, between guards that must survive.</summary>
public class EventKernelsTests
{
    private const int Guard = unchecked((int)0xDEADBEEF);

    public static TheoryData<int> Lengths()
    {
        var lengths = new TheoryData<int>();
        for (int length = 0; length <= (2 * 64) + 1; length++)
        {
            lengths.Add(length);
        }

        // A lane of counts overflows after 255 vectors.
        lengths.Add((255 * 32) + 31);
        lengths.Add((2 * 256 * 32) + 1);
        return lengths;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Histogram_counts_every_value(int length)
    {
        var random = new Random(length);
        int[] scratch = new int[TypeHistogram.ScratchLength];
        foreach (int types in new[] { 1, 2, 3, 4, 5, 15, 16, 17, 255 })
        {
            foreach (bool isClustered in new[] { false, true })
            {
                byte last = (byte)(types - 1);
                byte[] values = [.. Enumerable.Range(0, length).Select(_ => last = isClustered && random.Next(20) > 0 ? last : (byte)random.Next(types))];
                int[] counts = new int[types + 2], scalar = new int[types];
                counts[0] = counts[^1] = Guard;

                TypeHistogram.Count(values, counts.AsSpan(1, types), scratch);
                TypeHistogram.CountScalar(values, scalar, scratch);

                int[] expected = [.. Enumerable.Range(0, types).Select(type => values.Count(value => value == type))];
                Assert.Equal(expected, counts[1..^1]);
                Assert.Equal(expected, scalar);
                Assert.Equal((Guard, Guard), (counts[0], counts[^1]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Scatter_brings_payloads_to_their_types_in_order(int length)
    {
        foreach (int[] sizes in new[] { [3, 8, 1], [16, 16, 16], [16, 12, 8], [24, 32, 5], [64, 1, 40], new[] { 72, 200, 8 } })
        {
            foreach (bool isClustered in new[] { false, true })
            {
                Scatter(length, sizes, isClustered);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Column_and_marks_keep_the_order_of_arrival(int length)
    {
        var random = new Random(length);
        byte[] types = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(5))];
        long[] source = [.. Enumerable.Range(0, length).Select(_ => random.NextInt64())];
        long[] target = new long[length + 2];
        target[0] = target[^1] = Guard;
        int[] next = new int[5];
        for (int type = 1; type < 5; type++)
        {
            next[type] = next[type - 1] + types.Count(value => value == type - 1);
        }

        EventScatter.Column(types, source, next, target.AsSpan(1, length));

        Assert.Equal(Enumerable.Range(0, length).OrderBy(i => types[i]).Select(i => source[i]), target[1..^1]);
        Assert.Equal((Guard, Guard), (target[0], target[^1]));

        int[] positions = new int[length + 2];
        positions[0] = positions[^1] = Guard;
        int count = EventScatter.Marked(types, [0, 1, 0, 0, 1], positions.AsSpan(1, length));
        Assert.Equal(Enumerable.Range(0, length).Where(i => types[i] is 1 or 4), positions[1..(count + 1)]);
        Assert.Equal((Guard, Guard), (positions[0], positions[^1]));
    }

    [Fact]
    public void Masks_of_every_type_and_comparison_are_those_of_the_operators()
    {
        Masks<sbyte>(-3);
        Masks<byte>(200);
        Masks<short>(-300);
        Masks<ushort>(60_000);
        Masks<int>(-70_000);
        Masks<uint>(4_000_000_000);
        Masks<long>(-5_000_000_000);
        Masks<ulong>(ulong.MaxValue - 1);
        Masks(1.5f, float.NaN, float.NegativeInfinity, -0f);
        Masks(0.0, double.NaN, double.PositiveInfinity, -0.0);
    }

    private static void Masks<T>(params T[] special)
        where T : unmanaged, INumber<T>
    {
        var random = new Random(1);
        for (int round = 0; round < 20; round++)
        {
            T[] tile = new T[FilterMask.TileLength + 1];
            random.NextBytes(MemoryMarshal.AsBytes(tile.AsSpan()));
            for (int i = 0; i < special.Length; i++)
            {
                tile[random.Next(tile.Length)] = special[i];
            }

            foreach (T value in special.Append(tile[3]))
            {
                Mask(tile, value, EventComparison.Equal, static (a, b) => a == b);
                Mask(tile, value, EventComparison.NotEqual, static (a, b) => a != b);
                Mask(tile, value, EventComparison.Less, static (a, b) => a < b);
                Mask(tile, value, EventComparison.LessOrEqual, static (a, b) => a <= b);
                Mask(tile, value, EventComparison.Greater, static (a, b) => a > b);
                Mask(tile, value, EventComparison.GreaterOrEqual, static (a, b) => a >= b);
            }
        }
    }

    private static void Mask<T>(T[] tile, T value, EventComparison comparison, Func<T, T, bool> test)
        where T : unmanaged, INumber<T>
    {
        ulong expected = 0;
        for (int i = 0; i < FilterMask.TileLength; i++)
        {
            expected |= test(tile[i], value) ? 1UL << i : 0;
        }

        Assert.Equal(expected, FilterMask.Of<T>(tile, comparison, value));
    }

    private static void Scatter(int length, int[] sizes, bool isClustered)
    {
        const int Slack = EventScatter.SlackBytes;
        var random = new Random(length);
        byte last = 0;
        byte[] types = [.. Enumerable.Range(0, length).Select(_ => last = isClustered && random.Next(60) > 0 ? last : (byte)random.Next(sizes.Length))];
        int[] offsets = new int[length];
        int words = 0;
        for (int i = 0; i < length; i++)
        {
            offsets[i] = words;
            words += (sizes[types[i]] + 7) / 8;
        }

        ulong[] source = new ulong[words + (Slack / 8)];
        random.NextBytes(MemoryMarshal.AsBytes(source.AsSpan()));
        var targets = new ScatterTarget[sizes.Length];
        int[] starts = new int[sizes.Length];
        int bytes = 0;
        for (int type = 0; type < sizes.Length; type++)
        {
            starts[type] = bytes;
            targets[type] = new ScatterTarget { NextBytes = bytes, StrideBytes = sizes[type] };
            bytes = ((bytes + (types.Count(value => value == type) * sizes[type]) + 7) & -8) + Slack;
        }

        ulong[] target = new ulong[(bytes / 8) + 2];
        target[0] = target[^1] = 0xDEADBEEFDEADBEEF;
        EventScatter.Payloads(types, offsets, source, targets, target.AsSpan(1, bytes / 8), sizes.Max());

        Span<byte> from = MemoryMarshal.AsBytes(source.AsSpan()), to = MemoryMarshal.AsBytes(target.AsSpan(1));
        int[] next = [.. starts];
        for (int i = 0; i < length; i++)
        {
            int size = sizes[types[i]];
            Assert.True(from.Slice(offsets[i] * 8, size).SequenceEqual(to.Slice(next[types[i]], size)), $"Event {i} of {length} is not at its place.");
            next[types[i]] += size;
        }

        Assert.Equal(next, targets.Select(static one => one.NextBytes));
        Assert.Equal((0xDEADBEEFDEADBEEF, 0xDEADBEEFDEADBEEF), (target[0], target[^1]));
    }
}
