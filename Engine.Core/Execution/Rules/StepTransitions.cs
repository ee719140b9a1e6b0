namespace Engine.Internal;

/// <summary>The life of a step: one event takes it from <see cref="StepStatus.NotStarted"/> to how it ended, and nothing takes it from there.</summary>
internal static class StepTransitions
{
    public static StepStatus Next(StepStatus status, StepEvent stepEvent) => (status, stepEvent) switch
    {
        (StepStatus.NotStarted, StepEvent.Returned) => StepStatus.Completed,
        (StepStatus.NotStarted, StepEvent.ConditionFalse) => StepStatus.Skipped,
        (StepStatus.NotStarted, StepEvent.Threw) => StepStatus.Failed,
        (StepStatus.NotStarted, StepEvent.Cancelled) => StepStatus.Cancelled,
        (StepStatus.NotStarted, StepEvent.DeadlinePassed) => StepStatus.TimedOut,
        _ => ThrowExecution.StepHasEnded(status, stepEvent),
    };
}
