using System.Diagnostics;

namespace Engine.Host.Bench;

/// <summary>
/// Times two sides in alternating rounds. A shared machine is slow for seconds at a time, and such a spell then hits both
/// sides: the median of the ratios of neighbouring rounds holds where the times themselves swing.
/// </summary>
internal static class Interleaved
{
    public static BenchMeasurement Measure(BenchSubject subject, BenchEffort effort)
    {
        long repeats = WarmUp(subject.Run, effort);
        long baselineRepeats = subject.Baseline is null ? 0 : WarmUp(subject.Baseline, effort);

        var ours = new List<double>(effort.MaxRounds);
        var ratios = new List<double>(effort.MaxRounds);
        long bytes = 0, start = Stopwatch.GetTimestamp();
        for (int round = 0; round < effort.MaxRounds; round++)
        {
            if (round >= effort.MinRounds && Stopwatch.GetElapsedTime(start).TotalMilliseconds > effort.CaseMs)
            {
                break;
            }

            // Who goes first changes with each round: neither always finds the caches that the other left.
            double baseline = 0;
            if (subject.Baseline is not null && round % 2 == 1)
            {
                baseline = Round(subject.Baseline, baselineRepeats, out _);
            }

            double time = Round(subject.Run, repeats, out long roundBytes);
            if (subject.Baseline is not null && round % 2 == 0)
            {
                baseline = Round(subject.Baseline, baselineRepeats, out _);
            }

            bytes += roundBytes;
            ours.Add(time);
            if (subject.Baseline is not null)
            {
                ratios.Add(time / baseline);
            }
        }

        double[] times = [.. ours];
        return new BenchMeasurement
        {
            MedianNs = Statistics.Median(times),
            P10Ns = Statistics.Percentile(times, 0.1),
            P90Ns = Statistics.Percentile(times, 0.9),
            Operations = repeats * ours.Count,
            BytesPerOperation = (double)bytes / (repeats * ours.Count),
            Ratio = ratios.Count == 0 ? null : Statistics.Median([.. ratios]),
        };
    }

    /// <summary>Runs until the JIT has had its time and returns how many operations fill a round.</summary>
    private static long WarmUp(Action operation, BenchEffort effort)
    {
        long start = Stopwatch.GetTimestamp(), count = 0, half = 0, halfTime = start;
        double elapsed;
        do
        {
            operation();
            count++;
            elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (elapsed < effort.WarmUpMs / 2)
            {
                half = count;
                halfTime = Stopwatch.GetTimestamp();
            }
        }
        while (elapsed < effort.WarmUpMs);

        // The second half alone tells the speed: the first one ran code that the JIT has replaced since.
        double perOperation = Stopwatch.GetElapsedTime(halfTime).TotalMilliseconds / Math.Max(1, count - half);
        return Math.Clamp((long)Math.Ceiling(effort.RoundMs / Math.Max(perOperation, 1e-6)), 1, 100_000_000);
    }

    private static double Round(Action operation, long repeats, out long bytes)
    {
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < repeats; i++)
        {
            operation();
        }

        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        return elapsedNs / repeats;
    }
}
