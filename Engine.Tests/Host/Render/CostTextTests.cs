using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Tests.Host.Render;

public class CostTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.000_25, "250 \u00B5s")]
    [InlineData(0.000_999_9, "1 ms")]
    [InlineData(0.181, "181 ms")]
    [InlineData(0.999_9, "1 s")]
    [InlineData(1.254, "1.25 s")]
    [InlineData(37.653, "37.7 s")]
    [InlineData(59.96, "1 min")]
    [InlineData(252, "4 min 12 s")]
    [InlineData(3599.7, "1 h")]
    [InlineData(11_790, "3 h 17 min")]
    [InlineData(86_399, "1 d")]
    [InlineData(183_600, "2 d 3 h")]
    public void Duration_takes_the_unit_that_suits(double seconds, string expected)
    {
        Assert.Equal(expected, DurationText.Of(seconds));
    }

    [Fact]
    public void Cost_follows_the_unit_of_the_file()
    {
        Assert.Equal("1.5 s", CostText.Cost(1_500_000, CostUnit.Seconds));
        Assert.Equal("1,500,000", CostText.Cost(1_500_000, CostUnit.Plain));
        Assert.Equal("1.5 kg", CostText.Cost(1500, new CostUnit(1000, "kg")));
    }

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0004, "< 0.1 %")]
    [InlineData(0.013, "1.3 %")]
    [InlineData(0.66, "66 %")]
    [InlineData(0.9985, "99.9 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(1, "100 %")]
    public void Percent_does_not_round_to_all_or_nothing(double share, string expected)
    {
        Assert.Equal(expected, CostText.Percent(share));
    }

    [Theory]
    [InlineData(1_400_000_000, "0|2 min|4 min|6 min|8 min|10 min|12 min|14 min|16 min|18 min|20 min|22 min")]
    [InlineData(3_000_000, "0|500 ms|1 s|1.5 s|2 s|2.5 s|3 s")]
    [InlineData(1_000_000_000_000, "0|1 d|2 d|3 d|4 d|5 d|6 d|7 d|8 d|9 d|10 d|11 d")]
    [InlineData(0, "0")]
    public void Axis_of_seconds_has_round_ticks(long end, string expected)
    {
        Assert.Equal(expected, Ticks(end, CostUnit.Seconds));
    }

    [Theory]
    [InlineData(66, "0|10|20|30|40|50|60")]
    [InlineData(3, "0|1|2|3")]
    [InlineData(26_324, "0|5,000|10,000|15,000|20,000|25,000")]
    public void Axis_of_plain_numbers_has_round_whole_ticks(long end, string expected)
    {
        Assert.Equal(expected, Ticks(end, CostUnit.Plain));
    }

    [Fact]
    public void Axis_has_a_bounded_number_of_ticks_for_any_length()
    {
        for (long end = 1; end > 0 && end < long.MaxValue / 3; end = (end * 3) + 1)
        {
            foreach (CostUnit unit in new[] { CostUnit.Seconds, CostUnit.Plain })
            {
                var axis = new TimeAxis(end, unit, 12);
                Assert.InRange(axis.TickCount, 1, 13);
                Assert.True(axis.Position(axis.TickCount - 1) <= end * 1.000001);
                Assert.Equal(axis.TickCount, Enumerable.Range(0, axis.TickCount).Select(axis.Label).Distinct().Count());
            }
        }
    }

    private static string Ticks(long end, CostUnit unit)
    {
        var axis = new TimeAxis(end, unit, 12);
        return string.Join('|', Enumerable.Range(0, axis.TickCount).Select(axis.Label));
    }
}
