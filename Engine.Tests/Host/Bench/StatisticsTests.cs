using Engine.Host.Bench;

namespace Engine.Tests.Host.Bench;

public class StatisticsTests
{
    [Fact]
    public void Median_is_the_middle_or_the_mean_of_two()
    {
        Assert.Equal(3, Statistics.Median([5, 1, 3]));
        Assert.Equal(2.5, Statistics.Median([4, 1, 2, 3]));
        Assert.Equal(7, Statistics.Median([7]));
    }

    [Fact]
    public void Percentile_interpolates_between_neighbours()
    {
        double[] values = [40, 10, 20, 30, 50];

        Assert.Equal(10, Statistics.Percentile(values, 0));
        Assert.Equal(14, Statistics.Percentile(values, 0.1), 12);
        Assert.Equal(46, Statistics.Percentile(values, 0.9), 12);
        Assert.Equal(50, Statistics.Percentile(values, 1));
        Assert.Equal([40, 10, 20, 30, 50], values);
    }

    [Fact]
    public void Percentile_of_nothing_is_refused()
        => Assert.Throws<ArgumentException>(() => Statistics.Percentile([], 0.5));

    [Theory]
    [InlineData(1.0, 3.5)]
    [InlineData(2.0, 0.01)]
    [InlineData(1.25, 1_000)]
    [InlineData(0.0, 42)]
    public void FitExponent_finds_the_power_of_a_power_law(double exponent, double factor)
    {
        double[] sizes = [50_000, 500_000, 5_000_000, 7_000_000];
        double[] times = [.. sizes.Select(size => factor * Math.Pow(size, exponent))];

        Assert.Equal(exponent, Statistics.FitExponent(sizes, times), 9);
    }

    [Fact]
    public void FitExponent_of_noise_around_linear_is_close_to_one()
    {
        double[] sizes = [1e4, 1e5, 1e6, 1e7];
        double[] times = [1.1e4, 0.9e5, 1.1e6, 0.9e7];

        Assert.InRange(Statistics.FitExponent(sizes, times), 0.95, 1.0);
    }

    [Fact]
    public void FitExponent_needs_two_different_sizes()
    {
        Assert.Throws<ArgumentException>(() => Statistics.FitExponent([5], [1]));
        Assert.Throws<ArgumentException>(() => Statistics.FitExponent([5, 5], [1, 2]));
        Assert.Throws<ArgumentException>(() => Statistics.FitExponent([5, 6], [1]));
    }

    [Fact]
    public void ScalingFit_reports_the_exponent_and_the_time_per_unit_of_size()
    {
        BenchMeasurement fit = ScalingFit.Of([(1_000, BenchReports.Measured(2_000)), (10_000, BenchReports.Measured(20_000))]);

        Assert.Equal(1, fit.Ratio!.Value, 9);
        Assert.Equal(2, fit.MedianNs, 9);
    }
}
