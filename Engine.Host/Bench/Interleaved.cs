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
        long repeats = WarmUp(subject.Run, effort, subject.PrepareRound, subject.RoundOperations);
        long baselineRepeats = subject.Baseline is null ? 0 : WarmUp(subject.Baseline, effort);

        int perCall = subject.OperationsPerCall;
        var ours = new List<double>(effort.MaxRounds);
        var ratios = new List<double>(effort.MaxRounds);
        var bytes = new List<double>(effort.MaxRounds);
        long start = Stopwatch.GetTimestamp();
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

            subject.PrepareRound?.Invoke();
            double time = Round(subject.Run, repeats, out long roundBytes);
            if (subject.Baseline is not null && round % 2 == 0)
            {
                baseline = Round(subject.Baseline, baselineRepeats, out _);
            }

            bytes.Add((double)roundBytes / (repeats * perCall));
            ours.Add(time);
            if (subject.Baseline is not null)
            {
                ratios.Add(time / baseline);
            }
        }

        double[] times = [.. ours.Select(time => time / perCall)];
        return new BenchMeasurement
        {
            MedianNs = Statistics.Median(times),
            P10Ns = Statistics.Percentile(times, 0.1),
            P90Ns = Statistics.Percentile(times, 0.9),
            Operations = repeats * ours.Count * perCall,
            BytesPerOperation = Statistics.Median([.. bytes]), // not the mean: the pool starts a thread in one of the rounds
            Ratio = ratios.Count == 0 ? null : Statistics.Median([.. ratios]),
        };
    }

    /// <summary>Runs until the JIT has had its time and returns how many operations make a round.</summary>
    private static long WarmUp(Action operation, BenchEffort effort, Action? prepare = null, int roundOperations = 0)
    {
        long start = Stopwatch.GetTimestamp(), batch = Math.Max(1, roundOperations);
        double fastestNs = double.MaxValue;
        do
        {
            // The fastest batch tells the speed: early ones ran code that the JIT has replaced since.
            prepare?.Invoke();
            fastestNs = Math.Min(fastestNs, Round(operation, batch, out _));
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < effort.WarmUpMs);

        return roundOperations > 0 ? roundOperations : Math.Clamp((long)Math.Ceiling(effort.RoundMs * 1e6 / Math.Max(fastestNs, 1)), 1, 100_000_000);
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

        // A clock that did not tick must not make a ratio infinite.
        return Math.Max(1, elapsedNs) / repeats;
    }
}
