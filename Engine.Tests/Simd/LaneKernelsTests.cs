using System.Runtime.Intrinsics;
using Engine.Internal;

namespace Engine.Tests.Simd;

/// <summary>Each kernel equals its scalar meaning for lengths 0 to 2 x width + 1, between guards that must survive.</summary>
public class LaneKernelsTests
{
    private const byte Guard = 0xA5;

    public static TheoryData<int> Lengths() => [.. Enumerable.Range(0, (2 * Vector512<byte>.Count) + 2)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void And_clears_where_the_flag_is_zero(int length)
    {
        (byte[] row, byte[] flags) = Draw(length);
        byte[] expected = [.. row.Select((value, i) => i == 0 || i > length || flags[i - 1] != 0 ? value : (byte)0)];
        LaneKernels.And(row.AsSpan(1, length), flags);
        Assert.Equal(expected, row);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AndNot_clears_where_the_flag_is_not_zero(int length)
    {
        (byte[] row, byte[] flags) = Draw(length);
        byte[] expected = [.. row.Select((value, i) => i == 0 || i > length || flags[i - 1] == 0 ? value : (byte)0)];
        LaneKernels.AndNot(row.AsSpan(1, length), flags);
        Assert.Equal(expected, row);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void List_gives_the_positions_of_ones(int length)
    {
        foreach (int fill in (int[])[0, 1, 2])
        {
            (byte[] row, _) = Draw(length);
            Span<byte> lanes = row.AsSpan(1, length);
            if (fill < 2)
            {
                lanes.Fill((byte)fill);
            }

            int[] list = new int[length + LaneKernels.ListSlack + 1];
            list[^1] = -7;
            int count = LaneKernels.List(lanes, list.AsSpan(0, length + LaneKernels.ListSlack));
            Assert.Equal(Enumerable.Range(0, length).Where(i => row[i + 1] != 0), list[..count]);
            Assert.Equal(-7, list[^1]);
        }
    }

    [Fact]
    public void Kernels_refuse_what_is_too_short()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LaneKernels.And(new byte[4], new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LaneKernels.AndNot(new byte[4], new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LaneKernels.List(new byte[4], new int[4]));
    }

    /// <summary>A row of 0s and 1s between guards, and flags of any value, half of them 0.</summary>
    private static (byte[] Row, byte[] Flags) Draw(int length)
    {
        var random = new Random(length);
        byte[] row = [Guard, .. Enumerable.Range(0, length).Select(_ => (byte)random.Next(2)), Guard];
        byte[] flags = [.. Enumerable.Range(0, length).Select(_ => random.Next(2) == 0 ? (byte)0 : (byte)random.Next(256))];
        return (row, flags);
    }
}
