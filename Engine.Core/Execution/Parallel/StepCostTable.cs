using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// The costs of the workflows that a definition type stands for: one where the type is generated, several where it is a shell
/// around tables that were made at run time.
/// </summary>
internal static class StepCostTable<TDefinition, TState>
    where TDefinition : struct, IWorkflowDefinition<TState>
    where TState : struct
{
    /// <summary>Workflows whose costs are remembered at once; of two that meet in one place the later is remembered.</summary>
    private const int Places = 64;

    // Made when first needed: a class with an initializer is asked at each access whether that has run.
    private static StepCosts?[]? s_all;

    [ThreadStatic]
    private static int t_runsToAsk;

    [ThreadStatic]
    private static bool t_mustWatch;

    [ThreadStatic]
    private static long t_watchedMs;

    /// <summary>
    /// Whether nothing is left to find out: this run is the inline executor's. The quick question before <see cref="Next"/>, which
    /// must follow where the answer is no.
    /// </summary>
    // Inlined: with a call of it a workflow of four steps takes a third more than with the inline executor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInline(TDefinition definition)
    {
        if (Find(definition) is not { } costs)
        {
            return false;
        }

        RunStart start = costs.Start;
        return start == RunStart.Inline
            || (start == RunStart.Alone && definition.StepCount <= BacklogClock.MostSteps && --t_runsToAsk >= 0);
    }

    public static StepCosts Get(TDefinition definition) => Find(definition) ?? Make(definition);

    /// <summary>
    /// How this run begins: as the last one, except that of those that begin alone one is watched now and then, after at least
    /// <see cref="StepCosts.RunsPerSample"/> runs of this thread and when the system's coarse clock has moved on.
    /// </summary>
    public static RunStart Next(StepCosts costs)
    {
        RunStart start = costs.Start;
        return start == RunStart.Alone && --t_runsToAsk < 0 ? Ask() : start;
    }

    /// <summary>Takes what steps took in one run of this thread.</summary>
    public static void Learn(StepCosts costs, long stopwatchTicks, int steps, int degree)
    {
        t_mustWatch = costs.Learn(stopwatchTicks, steps, degree);
        t_runsToAsk = t_mustWatch ? 0 : StepCosts.RunsPerSample;
        t_watchedMs = Environment.TickCount64;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static StepCosts? Find(TDefinition definition)
    {
        ulong fingerprint = definition.Fingerprint;

        // Whoever sees the object sees what was written into it before it was put there.
        StepCosts? costs = s_all?[fingerprint % Places];
        return costs is not null && costs.Fingerprint == fingerprint && costs.StepCount == definition.StepCount ? costs : null;
    }

    private static StepCosts Make(TDefinition definition)
    {
        var costs = StepCosts.Of<TDefinition, TState>(definition);
        StepCosts?[] all = s_all ?? Interlocked.CompareExchange(ref s_all, new StepCosts?[Places], null) ?? s_all;
        Volatile.Write(ref all[costs.Fingerprint % Places], costs);
        return costs;
    }

    private static RunStart Ask()
    {
        t_runsToAsk = StepCosts.RunsPerSample;
        return t_mustWatch || Environment.TickCount64 != t_watchedMs ? RunStart.Watched : RunStart.Alone;
    }
}
