namespace Engine.Host.Bench.History;

/// <summary>
/// Whether two samples come from one distribution, by the ranks of their values: no assumption on its shape, which for timings is skewed and has far
/// outliers. Mann and Whitney, On a test of whether one of two random variables is stochastically larger than the other (1947); the shift and its
/// interval after Hodges and Lehmann (1963).
/// </summary>
internal static class RankTest
{
    /// <summary>Up to so many pairs the distribution of the statistic is counted out; beyond it is near enough to the normal one.</summary>
    private const int MaxExactPairs = 400;

    /// <summary>How likely samples as far apart as these are if both come from one distribution: 0 to 1, two-sided. O((n + m) log (n + m)), exact for few: O((n m)^2).</summary>
    /// <param name="a">n values.</param>
    /// <param name="b">m values.</param>
    public static double Probability(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int n = a.Length, m = b.Length;
        if (n == 0 || m == 0)
        {
            return 1;
        }

        double[] values = [.. a, .. b];
        int[] owners = new int[n + m];
        for (int index = 0; index < owners.Length; index++)
        {
            owners[index] = index;
        }

        Array.Sort(values, owners);
        double rankSum = 0, ties = 0;
        for (int first = 0; first < values.Length;)
        {
            int end = first + 1;
            while (end < values.Length && values[end] == values[first])
            {
                end++;
            }

            int equal = end - first;
            double rank = (first + 1 + end) / 2.0;
            ties += ((double)equal * equal * equal) - equal;
            for (; first < end; first++)
            {
                rankSum += owners[first] < n ? rank : 0;
            }
        }

        double pairs = (double)n * m, wins = rankSum - (n * (n + 1) / 2.0), distance = Math.Abs(wins - (pairs / 2));
        if (pairs <= MaxExactPairs && ties == 0)
        {
            return Math.Min(1, 2 * Tail(n, m, (int)Math.Min(wins, pairs - wins)));
        }

        double all = n + m, variance = pairs / 12 * (all + 1 - (ties / (all * (all - 1))));
        return variance <= 0 ? 1 : ErrorFunctionComplement(Math.Max(0, distance - 0.5) / Math.Sqrt(2 * variance));
    }

    /// <summary>By how much the values of b are larger: the median of all differences, and the interval that holds it with 99 %.</summary>
    public static (double Shift, double Low, double High) Shift(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] differences = new double[a.Length * b.Length];
        int next = 0;
        foreach (double left in a)
        {
            foreach (double right in b)
            {
                differences[next++] = right - left;
            }
        }

        Array.Sort(differences);
        const double Normal99 = 2.576;
        double pairs = differences.Length;
        int below = (int)Math.Max(0, Math.Floor((pairs / 2) - (Normal99 * Math.Sqrt(pairs * (a.Length + b.Length + 1) / 12))));
        return (Statistics.Median(differences), differences[below], differences[^(below + 1)]);
    }

    /// <summary>The probability that the statistic of n and m values is at most <paramref name="atMost"/>: ways to it over all ways.</summary>
    private static double Tail(int n, int m, int atMost)
    {
        // ways[i, u]: choices of i of the values seen so far that win u pairs. A value that is taken as the (i + 1)-th of its side after j of the other wins j.
        double[,] ways = new double[n + 1, (n * m) + 1];
        ways[0, 0] = 1;
        double all = 1;
        for (int seen = 1; seen <= n + m; seen++)
        {
            for (int i = Math.Min(n, seen); i >= 1; i--)
            {
                int others = seen - i;
                if (others > m)
                {
                    continue;
                }

                for (int wins = n * m; wins >= others; wins--)
                {
                    ways[i, wins] += ways[i - 1, wins - others];
                }
            }
        }

        for (int i = 1; i <= n; i++)
        {
            all = all * (m + i) / i;
        }

        double sum = 0;
        for (int wins = 0; wins <= atMost; wins++)
        {
            sum += ways[n, wins];
        }

        return sum / all;
    }

    /// <summary>erfc for x of zero or more, to 1.2e-7. Press et al., Numerical Recipes, section 6.2.</summary>
    private static double ErrorFunctionComplement(double x)
    {
        double t = 1 / (1 + (0.5 * x));
        ReadOnlySpan<double> factors =
            [0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223];
        double sum = 0;
        foreach (double factor in factors)
        {
            sum = factor + (t * sum);
        }

        return t * Math.Exp((-x * x) + sum);
    }
}
