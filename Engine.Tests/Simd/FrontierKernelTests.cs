using Engine.Internal;

namespace Engine.Tests.Simd;

/// <summary>The kernels on rows of 64 counters give what a loop over the lanes gives.</summary>
public class FrontierKernelTests
{
    [Fact]
    public void Zeros_and_decrement_equal_their_loops()
    {
        var random = new Random(64);
        for (int trial = 0; trial < 8_000; trial++)
        {
            int laneCount = FrontierKernels.LaneCount >> (2 * (trial % 4));
            ushort[] row = new ushort[laneCount + 2];
            for (int lane = 0; lane < row.Length; lane++)
            {
                row[lane] = (ushort)random.Next(trial % 3 == 0 ? 65_536 : 3);
            }

            ulong lanes = (ulong)random.NextInt64() & (trial % 7 == 0 ? 0x8000_0000_0100_0001 : ulong.MaxValue) & (trial % 5 == 0 ? 0 : ulong.MaxValue);
            lanes &= ulong.MaxValue >> (FrontierKernels.LaneCount - laneCount);
            ushort[] expected = [.. row];
            ulong zeros = 0;
            for (int lane = 0; lane < laneCount; lane++)
            {
                zeros |= row[lane + 1] == 0 ? 1UL << lane : 0;
                expected[lane + 1] -= (ushort)((lanes >> lane) & 1);
            }

            Span<ushort> counters = row.AsSpan(1, laneCount);
            Assert.Equal(zeros, FrontierKernels.Zeros(counters));
            FrontierKernels.Decrement(counters, lanes);
            Assert.Equal(expected, row);
        }
    }
}
