using Engine.Host.Bench.History;

namespace Engine.Tests.Host.Bench.History;

public class RankTestTests
{
    [Theory]
    [InlineData(3, 3, 0.1)]
    [InlineData(5, 5, 2.0 / 252)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 6, 2.0 / 210)]
    public void Probability_of_the_outermost_of_few_is_two_over_the_number_of_choices(int n, int m, double expected)
    {
        double[] a = [.. Enumerable.Range(0, n).Select(static index => (double)index)], b = [.. Enumerable.Range(100, m).Select(static index => (double)index)];

        Assert.Equal(expected, RankTest.Probability(a, b), 10);
        Assert.Equal(expected, RankTest.Probability(b, a), 10);
    }

    [Fact]
    public void Probability_of_few_is_what_counting_all_choices_gives()
    {
        double[] a = [1, 4, 6], b = [2, 3, 5, 7];
        double[] all = [.. a, .. b];
        int Wins(IReadOnlyList<double> chosen) => chosen.Sum(left => all.Except(chosen).Count(right => left > right));
        List<int> wins = [];
        for (int mask = 0; mask < 1 << all.Length; mask++)
        {
            if (int.PopCount(mask) == a.Length)
            {
                wins.Add(Wins([.. all.Where((_, index) => (mask >> index & 1) == 1)]));
            }
        }

        int least = Math.Min(Wins(a), (a.Length * b.Length) - Wins(a));
        double expected = Math.Min(1, 2.0 * wins.Count(one => one <= least) / wins.Count);

        Assert.Equal(expected, RankTest.Probability(a, b), 10);
    }

    [Fact]
    public void Probability_of_many_is_near_that_of_the_same_without_ties_counted_exactly()
    {
        // 20 and 20 are counted out, 21 and 20 are not; shifted by half a standard deviation both say nearly the same.
        double[] a = [.. Enumerable.Range(0, 20).Select(static index => (double)index)], b = [.. a.Select(static value => value + 5.5)];
        double exact = RankTest.Probability(a, b), approximate = RankTest.Probability([.. a, 9.7], b);

        Assert.InRange(approximate, exact / 1.5, exact * 1.5);
    }

    [Fact]
    public void Probability_of_equal_values_is_one()
    {
        Assert.Equal(1, RankTest.Probability([2, 2, 2], [2, 2]));
        Assert.Equal(1, RankTest.Probability([], [2, 2]));
    }

    [Fact]
    public void Probability_of_equal_distributions_is_below_one_percent_about_as_often()
    {
        var random = new Random(7);
        int chance = 0;
        for (int series = 0; series < 2_000; series++)
        {
            double[] a = [.. Enumerable.Range(0, 30).Select(_ => Math.Exp(random.NextDouble() * 3))], b = [.. Enumerable.Range(0, 25).Select(_ => Math.Exp(random.NextDouble() * 3))];
            chance += RankTest.Probability(a, b) < 0.01 ? 1 : 0;
        }

        Assert.InRange(chance, 8, 36);
    }

    [Fact]
    public void Shift_is_the_median_difference_and_lies_in_its_interval()
    {
        double[] a = [.. Enumerable.Range(0, 40).Select(static index => index / 10.0)], b = [.. a.Select(static value => value + 0.7)];

        (double shift, double low, double high) = RankTest.Shift(a, b);

        Assert.Equal(0.7, shift, 10);
        Assert.InRange(0.7, low, high);
        Assert.True(low > -1 && high < 2.4);
    }
}
