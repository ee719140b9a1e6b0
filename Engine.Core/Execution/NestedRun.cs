using System.ComponentModel;

namespace Engine;

/// <summary>What generated code needs to run a workflow as one step of another.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NestedRun
{
    /// <summary>The clock and the seed of the run that the step belongs to; the token goes beside them.</summary>
    public static RunOptions Options(in StepContext context) => new() { TimeProvider = context.Clock, Seed = context.Seed };

    /// <summary>The value of a run in which no step suspends, so that its task is complete.</summary>
    public static T Value<T>(ValueTask<T> run) => run.GetAwaiter().GetResult();
}
