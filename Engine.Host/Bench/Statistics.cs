namespace Engine.Host.Bench;

/// <summary>What a series of timings is summed up with.</summary>
internal static class Statistics
{
    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    public static double Median(ReadOnlySpan<double> values) => Percentile(values, 0.5);

    /// <summary>The value below which <paramref name="share"/> (0 to 1) of the values lie, interpolated between neighbours.</summary>
    public static double Percentile(ReadOnlySpan<double> values, double share)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("There are no values.", nameof(values));
        }

        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double position = share * (sorted.Length - 1);
        int below = (int)position, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>
    /// The exponent k of the best fit y = c * x^k: the slope of the least-squares line through (log x, log y). 1 means
    /// linear, 2 quadratic.
    /// </summary>
    public static double FitExponent(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
        {
            throw new ArgumentException("A fit needs at least two points with both coordinates.", nameof(y));
        }

        double meanX = 0, meanY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            meanX += Math.Log(x[i]) / x.Length;
            meanY += Math.Log(y[i]) / x.Length;
        }

        double covariance = 0, variance = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double distance = Math.Log(x[i]) - meanX;
            covariance += distance * (Math.Log(y[i]) - meanY);
            variance += distance * distance;
        }

        if (variance == 0)
        {
            throw new ArgumentException("A fit needs at least two different sizes.", nameof(x));
        }

        return covariance / variance;
    }
}
