using System.Diagnostics;

namespace Engine.Host.Bench;

/// <summary>
/// Rounds of many runs on other threads, each beside a round of a baseline. As <see cref="Interleaved"/> does it for an operation on this thread: who goes
/// first changes, and the median of the rounds' ratios holds where times swing.
/// </summary>
internal static class HostedRounds
{
    /// <summary>A round must be long beside the waking of its threads.</summary>
    private const int RoundFactor = 10;

    /// <summary>The part of a case's time that is taken: rounds are long, and there are many cases.</summary>
    private const double CaseShare = 0.6;

    private const int MostRepeats = 1 << 20;

    /// <summary>A machine whose speed changes all the time gets the length that was found last.</summary>
    private const int MostTries = 1_000;

    /// <summary>How often a round's portion of runs is repeated so that the round is long enough; the code is warm afterwards.</summary>
    /// <param name="round">Makes a portion so many times; returns nanoseconds.</param>
    /// <param name="effort">How long a round takes.</param>
    public static int Repeats(Func<int, double> round, BenchEffort effort)
    {
        double spent = 0, wanted = effort.RoundMs * RoundFactor * 1e6;
        int repeats = 1;
        for (int tries = 0; tries < MostTries; tries++)
        {
            double taken = Math.Max(round(repeats), 1);
            spent += taken;
            double factor = wanted / taken;
            if (factor <= 1.25 && spent >= effort.WarmUpMs * 1e6)
            {
                return repeats;
            }

            // Early rounds ran code that the JIT has replaced since.
            repeats = (int)Math.Clamp(repeats * Math.Min(factor, 8), 1, MostRepeats);
        }

        return repeats;
    }

    /// <param name="ours">A round; returns nanoseconds.</param>
    /// <param name="theirs">The baseline's; null for none.</param>
    /// <param name="operations">How many operations a round has.</param>
    /// <param name="effort">How many rounds.</param>
    /// <param name="ended">Called after each of our rounds, out of all times.</param>
    public static BenchMeasurement Measure(Func<double> ours, Func<double>? theirs, long operations, BenchEffort effort, Action? ended = null)
    {
        var times = new List<double>(effort.MaxRounds);
        var ratios = new List<double>(effort.MaxRounds);
        var bytes = new List<double>(effort.MaxRounds);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < effort.MaxRounds; round++)
        {
            if (round >= effort.MinRounds && Stopwatch.GetElapsedTime(start).TotalMilliseconds > effort.CaseMs * CaseShare)
            {
                break;
            }

            double baseline = theirs is not null && round % 2 == 1 ? theirs() : 0;
            long before = GC.GetTotalAllocatedBytes(precise: true);
            double time = ours();
            bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - before) / operations);
            times.Add(time / operations);
            ended?.Invoke();
            if (theirs is not null)
            {
                ratios.Add(time / (round % 2 == 0 ? theirs() : baseline));
            }
        }

        double[] all = [.. times];
        return new BenchMeasurement
        {
            MedianNs = Statistics.Median(all),
            P10Ns = Statistics.Percentile(all, 0.1),
            P90Ns = Statistics.Percentile(all, 0.9),
            Operations = operations * all.Length,
            BytesPerOperation = Statistics.Median([.. bytes]),
            Ratio = ratios.Count == 0 ? null : Statistics.Median([.. ratios]),
            RoundNs = all,
            RoundRatios = ratios,
        };
    }
}
