using Engine.Host.Bench.History;

namespace Engine.Tests.Host.Bench.History;

public class WelchTestTests
{
    /// <summary>From tables of Student's t.</summary>
    [Theory]
    [InlineData(12.706, 1, 0.05)]
    [InlineData(4.303, 2, 0.05)]
    [InlineData(2.776, 4, 0.05)]
    [InlineData(4.604, 4, 0.01)]
    [InlineData(3.355, 8, 0.01)]
    [InlineData(2.750, 30, 0.01)]
    [InlineData(0, 5, 1)]
    public void Student_is_beyond_the_quantiles_of_the_tables_as_often_as_they_say(double t, double freedom, double expected)
    {
        Assert.Equal(expected, WelchTest.BeyondStudent(t, freedom), 4);
        Assert.Equal(expected, WelchTest.BeyondStudent(-t, freedom), 4);
    }

    [Fact]
    public void Test_of_an_example_is_as_by_hand()
    {
        WelchTest test = WelchTest.Of([3, 4, 5, 6, 7], [6, 8, 7, 11, 9]);

        Assert.Equal(3.2, test.Difference, 10);
        Assert.Equal(Math.Sqrt((2.5 / 5) + (3.7 / 5)), test.Error, 10);
        Assert.Equal(1.24 * 1.24 / ((0.5 * 0.5 / 4) + (0.74 * 0.74 / 4)), test.Freedom, 10);
        Assert.Equal(1 - test.Probability(), 1 - WelchTest.BeyondStudent(3.2 / test.Error, test.Freedom), 10);
        Assert.InRange(test.Probability(), 0.015, 0.025);
    }

    [Fact]
    public void Half_width_reaches_zero_where_the_probability_says_so()
    {
        WelchTest test = WelchTest.Of([3, 4, 5, 6, 7], [6, 8, 7, 11, 9]);

        Assert.Equal(test.Difference, test.HalfWidth(1 - test.Probability()), 6);
        Assert.True(test.HalfWidth(0.99) > test.HalfWidth(0.95));
    }

    [Fact]
    public void Equal_values_differ_surely_or_not_at_all()
    {
        Assert.Equal(1, WelchTest.Of([2, 2, 2], [2, 2]).Probability());
        Assert.Equal(0, WelchTest.Of([2, 2, 2], [3, 3]).Probability());
    }

    [Fact]
    public void Equal_distributions_look_different_at_one_percent_about_as_often()
    {
        var random = new Random(7);
        int chance = 0;
        for (int series = 0; series < 4_000; series++)
        {
            double[] a = [.. Enumerable.Range(0, 5).Select(_ => Normal())], b = [.. Enumerable.Range(0, 6).Select(_ => Normal() * 2)];
            chance += WelchTest.Of(a, b).Probability() < 0.01 ? 1 : 0;
        }

        Assert.InRange(chance, 20, 70);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
