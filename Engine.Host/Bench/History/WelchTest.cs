namespace Engine.Host.Bench.History;

/// <summary>
/// Whether two samples have one mean, without taking their variances for equal. B. L. Welch, The generalization of Student's problem when several
/// different population variances are involved (1947). For logarithms of medians, which are near enough to normal.
/// </summary>
internal readonly record struct WelchTest
{
    /// <summary>By how much the mean of b is larger.</summary>
    public double Difference { get; private init; }

    /// <summary>The standard error of <see cref="Difference"/>.</summary>
    public double Error { get; private init; }

    /// <summary>Degrees of freedom.</summary>
    public double Freedom { get; private init; }

    /// <param name="a">Two values or more.</param>
    /// <param name="b">Two values or more.</param>
    public static WelchTest Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        (double meanA, double errorA) = MeanAndSquaredError(a);
        (double meanB, double errorB) = MeanAndSquaredError(b);
        double squared = errorA + errorB;
        return new WelchTest
        {
            Difference = meanB - meanA,
            Error = Math.Sqrt(squared),
            Freedom = squared == 0 ? a.Length + b.Length - 2 : squared * squared / ((errorA * errorA / (a.Length - 1)) + (errorB * errorB / (b.Length - 1))),
        };
    }

    /// <summary>How likely a difference as large as this is if there is none: 0 to 1, two-sided.</summary>
    public double Probability() => Error == 0 ? (Difference == 0 ? 1 : 0) : BeyondStudent(Difference / Error, Freedom);

    /// <summary>Half the width of the interval around <see cref="Difference"/> that holds the true one so surely: 0.99 for 99 %.</summary>
    public double HalfWidth(double confidence)
    {
        double low = 0, high = 1;
        while (BeyondStudent(high, Freedom) > 1 - confidence && high < 1e6)
        {
            high *= 2;
        }

        for (int halving = 0; halving < 60; halving++)
        {
            double middle = (low + high) / 2;
            (low, high) = BeyondStudent(middle, Freedom) > 1 - confidence ? (middle, high) : (low, middle);
        }

        return Error * high;
    }

    /// <summary>The probability that Student's t with so many degrees of freedom is further from 0 than <paramref name="t"/>.</summary>
    internal static double BeyondStudent(double t, double freedom) => IncompleteBeta(freedom / 2, 0.5, freedom / (freedom + (t * t)));

    private static (double Mean, double SquaredError) MeanAndSquaredError(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        foreach (double value in values)
        {
            mean += value / values.Length;
        }

        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, squares / (values.Length - 1) / values.Length);
    }

    /// <summary>The regularised incomplete beta function. Press et al., Numerical Recipes, section 6.4.</summary>
    private static double IncompleteBeta(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
        {
            return Math.Clamp(x, 0, 1);
        }

        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2) ? front * BetaFraction(a, b, x) / a : 1 - (front * BetaFraction(b, a, 1 - x) / b);
    }

    /// <summary>Its continued fraction, by Lentz's method.</summary>
    private static double BetaFraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), result = d;
        for (int m = 1; m <= 300; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            result *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-14)
            {
                break;
            }
        }

        return result;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    /// <summary>Lanczos's approximation, to 2e-10.</summary>
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> factors = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5];
        double sum = 1.000000000190015, y = x;
        foreach (double factor in factors)
        {
            sum += factor / ++y;
        }

        double t = x + 5.5;
        return ((x + 0.5) * Math.Log(t)) - t + Math.Log(2.5066282746310005 * sum / x);
    }
}
