using System.Diagnostics;

namespace Engine.Host.Bench;

/// <summary>
/// Times two sides in alternating rounds. A shared machine is slow for seconds at a time, and such a spell then hits both
/// sides: the median of the ratios of neighbouring rounds holds where the times themselves swing.
/// </summary>
internal static class Interleaved
{
    /// <summary>
    /// A round that takes so many times as long as it should is cut. How many operations make a round is told by the fastest: one
    /// that waits for another thread takes microseconds while it has the cores, and a slice of the system's scheduler else.
    /// </summary>
    private const int LongestRound = 10;

    /// <summary>How often a round may be cut: a look at the clock must not show in its time.</summary>
    private const int LooksPerRound = 16;

    public static BenchMeasurement Measure(BenchSubject subject, BenchEffort effort)
    {
        using InstructionCounter? counter = InstructionCounter.TryOpen();
        long repeats = WarmUp(subject.Run, effort, subject.PrepareRound, subject.RoundOperations);
        long baselineRepeats = subject.Baseline is null ? 0 : WarmUp(subject.Baseline, effort);

        int perCall = subject.OperationsPerCall;
        var ours = new List<double>(effort.MaxRounds);
        var ratios = new List<double>(effort.MaxRounds);
        var bytes = new List<double>(effort.MaxRounds);
        var instructions = new List<double>(effort.MaxRounds);
        long start = Stopwatch.GetTimestamp(), operations = 0;
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
                baseline = Round(subject.Baseline, baselineRepeats, effort, out _);
            }

            subject.PrepareRound?.Invoke();
            long before = counter?.Read() ?? 0;
            double time = Round(subject.Run, repeats, effort, out (long Operations, long Bytes) done);
            instructions.Add(((counter?.Read() ?? 0) - before) / ((double)done.Operations * perCall));
            if (subject.Baseline is not null && round % 2 == 0)
            {
                baseline = Round(subject.Baseline, baselineRepeats, effort, out _);
            }

            bytes.Add((double)done.Bytes / (done.Operations * perCall));
            operations += done.Operations;
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
            Operations = operations * perCall,
            BytesPerOperation = Statistics.Median([.. bytes]), // not the mean: the pool starts a thread in one of the rounds
            Ratio = ratios.Count == 0 ? null : Statistics.Median([.. ratios]),
            InstructionsPerOperation = counter is null ? null : Statistics.Median([.. instructions]),
            RoundNs = times,
            RoundRatios = ratios,
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
            fastestNs = Math.Min(fastestNs, Round(operation, batch, effort, out _));
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < effort.WarmUpMs);

        return roundOperations > 0 ? roundOperations : Math.Clamp((long)Math.Ceiling(effort.RoundMs * 1e6 / Math.Max(fastestNs, 1)), 1, 100_000_000);
    }

    /// <summary>Nanoseconds per operation of up to so many.</summary>
    private static double Round(Action operation, long repeats, BenchEffort effort, out (long Operations, long Bytes) done)
    {
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp(), stretch = Math.Max(1, repeats / LooksPerRound), operations = 0;
        double elapsedNs;
        do
        {
            long until = Math.Min(repeats, operations + stretch);
            for (; operations < until; operations++)
            {
                operation();
            }

            elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }
        while (operations < repeats && elapsedNs < LongestRound * effort.RoundMs * 1e6);

        done = (operations, GC.GetAllocatedBytesForCurrentThread() - bytesBefore);

        // A clock that did not tick must not make a ratio infinite.
        return Math.Max(1, elapsedNs) / operations;
    }
}
