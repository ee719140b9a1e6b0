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

    [ThreadStatic]
    private static int t_runsToSample;

    private static readonly StepCosts?[] All = new StepCosts?[Places];

    public static StepCosts Get(TDefinition definition)
    {
        ulong fingerprint = definition.Fingerprint;
        ref StepCosts? place = ref All[fingerprint % Places];
        StepCosts? costs = Volatile.Read(ref place);
        if (costs is null || costs.Fingerprint != fingerprint || costs.StepCount != definition.StepCount)
        {
            costs = StepCosts.Of<TDefinition, TState>(definition);
            Volatile.Write(ref place, costs);
        }

        return costs;
    }

    /// <summary>How this run begins: as the last one, except that one in many is watched.</summary>
    public static RunStart Next(StepCosts costs)
    {
        RunStart start = costs.Start;
        return start == RunStart.Alone && !costs.IsChain && --t_runsToSample <= 0 ? RunStart.Watched : start;
    }

    public static void Learn(StepCosts costs, long stopwatchTicks, int steps, int degree) =>
        t_runsToSample = costs.Learn(stopwatchTicks, steps, degree);
}
