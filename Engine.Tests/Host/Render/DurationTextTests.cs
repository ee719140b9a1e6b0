using Engine.Host.Render;

namespace Engine.Tests.Host.Render;

public class DurationTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(12e-9, "12 ns")]
    [InlineData(0.9994e-6, "999 ns")]
    [InlineData(0.9996e-6, "1 µs")]
    [InlineData(12.34e-6, "12.3 µs")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(3.0214, "3.02 s")]
    [InlineData(42.5, "42.5 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(7200, "2 h")]
    [InlineData(200_000, "2 d 8 h")]
    [InlineData(1e9, "31.7 years")]
    [InlineData(1e300, "more than a million years")]
    [InlineData(-12.34e-6, "-12.3 µs")]
    public void Duration_has_three_digits_and_the_unit_that_fits(double seconds, string expected) => Assert.Equal(expected, DurationText.Of(seconds));

    [Theory]
    [InlineData(50.1, "50.1 s")]
    [InlineData(59.96, "1 min")]
    [InlineData(61.2, "1 min 1 s")]
    public void Short_duration_goes_on_in_minutes(double seconds, string expected) => Assert.Equal(expected, DurationText.Short(seconds));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(1.7, "1.70")]
    [InlineData(9.996, "10.0")]
    [InlineData(1500, "1,500")]
    [InlineData(0.018, "0.0180")]
    public void Number_has_three_digits(double value, string expected) => Assert.Equal(expected, DurationText.Number(value));
}
