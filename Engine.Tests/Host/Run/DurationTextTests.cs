using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class DurationTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(12e-9, "12.0 ns")]
    [InlineData(0.9994e-6, "999 ns")]
    [InlineData(0.9996e-6, "1.00 µs")]
    [InlineData(12.34e-6, "12.3 µs")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9996, "1.000 s")]
    [InlineData(3.0214, "3.021 s")]
    [InlineData(42.5, "42.50 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(7200, "2 h 00 min")]
    [InlineData(200_000, "2 days 08 h")]
    [InlineData(1e9, "31.7 years")]
    [InlineData(-12.34e-6, "-12.3 µs")]
    public void Duration_has_three_digits_and_the_unit_that_fits(double seconds, string expected) => Assert.Equal(expected, DurationText.Of(seconds));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(1.7, "1.70")]
    [InlineData(9.996, "10.0")]
    [InlineData(1500, "1,500")]
    [InlineData(0.018, "0.0180")]
    public void Number_has_three_digits(double value, string expected) => Assert.Equal(expected, DurationText.Number(value));
}
