using System.Buffers;
using System.Diagnostics;

namespace Engine.Internal;

/// <summary>How a parallel run begins.</summary>
internal enum RunStart : byte
{
    /// <summary>On one thread, with a look at the clock now and then: not enough is known.</summary>
    Watched,

    /// <summary>On one thread, with a look at the coarse clock every so many steps: help costs more than it saves.</summary>
    Alone,

    /// <summary>On one thread: no two of its steps can ever run at once.</summary>
    Inline,

    /// <summary>With helpers at once.</summary>
    Together,
}

/// <summary>
/// What the steps of a workflow have cost in earlier runs, and so whether helpers pay. All runs of it share one object; what they
/// write at the same time may be lost, which costs time at worst. See docs/decisions/0009.
/// </summary>
internal sealed class StepCosts
{
    /// <summary>What waking a helper costs, in the order of a wake-up by the system: help must save more.</summary>
    public const double HandOffNs = 5_000;

    /// <summary>Below that a step takes less than handing it to another core and back.</summary>
    public const double LeastStepNs = 200;

    /// <summary>Of so many runs of a thread at most one is watched, where they begin alone.</summary>
    public const int RunsPerSample = 64;

    private const double NsPerTick = 1e9;
    private const double LargestJump = 8;
    private const double Weight = 0.25;

    private readonly double _parallelism;
    private double _meanNs;

    private StepCosts(ulong fingerprint, int stepCount, double parallelism)
    {
        Fingerprint = fingerprint;
        StepCount = stepCount;
        _parallelism = parallelism;
        Start = parallelism > 1 ? RunStart.Watched : RunStart.Inline;
    }

    public ulong Fingerprint { get; }

    public int StepCount { get; }

    /// <summary>How the next run begins.</summary>
    public RunStart Start { get; private set; }

    /// <summary>The mean of a step in nanoseconds, 0 before the first run.</summary>
    public double MeanNs => _meanNs;

    /// <summary>Steps over the longest way through them. O(steps + edges), once per workflow.</summary>
    public static StepCosts Of<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
    {
        int stepCount = definition.StepCount;
        ReadOnlySpan<int> offsets = definition.SuccessorOffsets, successors = definition.Successors;
        int[] levels = ArrayPool<int>.Shared.Rent(Math.Max(1, stepCount));
        levels.AsSpan(0, stepCount).Clear();
        int longest = 0;
        for (int stepIndex = 0; stepIndex < stepCount; stepIndex++)
        {
            int level = levels[stepIndex] + 1;
            longest = Math.Max(longest, level);
            foreach (int successor in successors[offsets[stepIndex]..offsets[stepIndex + 1]])
            {
                levels[successor] = Math.Max(levels[successor], level);
            }
        }

        ArrayPool<int>.Shared.Return(levels);
        return new StepCosts(definition.Fingerprint, stepCount, (double)stepCount / Math.Max(1, longest));
    }

    /// <summary>Whether so many steps of so many nanoseconds are worth the help of others.</summary>
    public bool Pays(int steps, double meanNs, int degree) =>
        meanNs >= LeastStepNs && Saved(steps, meanNs, degree) >= HandOffNs;

    /// <summary>Takes what steps took in one run. True: the next run must be watched too.</summary>
    public bool Learn(long stopwatchTicks, int steps, int degree)
    {
        double sampleNs = stopwatchTicks * (NsPerTick / Stopwatch.Frequency) / steps;
        double mean = _meanNs;
        bool jumps = mean > 0 && sampleNs > LargestJump * mean;

        // One run that the system interrupted must not pass for a workflow that has become slow; several in a row may.
        mean = mean == 0 ? sampleNs : mean + (Weight * (Math.Min(sampleNs, LargestJump * mean) - mean));
        _meanNs = mean;
        Start = _parallelism <= 1 ? RunStart.Inline
            : mean < LeastStepNs / 2 || Saved(StepCount, mean, degree) < HandOffNs / 2 ? RunStart.Alone
            : mean >= LeastStepNs && Saved(StepCount, mean, degree) >= HandOffNs ? RunStart.Together
            : RunStart.Watched;
        return jumps;
    }

    private double Saved(int steps, double meanNs, int degree) => steps * meanNs * (1 - (1 / Math.Min(degree, _parallelism)));
}
