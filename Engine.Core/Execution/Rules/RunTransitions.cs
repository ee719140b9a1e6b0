namespace Engine.Internal;

/// <summary>
/// The life of a run. The first failure or cancellation decides, later ones change nothing; compensations then say whether it
/// was undone. An observer that throws on the last event takes even a completed run with it.
/// </summary>
internal static class RunTransitions
{
    public static RunStatus Next(RunStatus status, RunEvent runEvent) => (status, runEvent) switch
    {
        (RunStatus.Running, RunEvent.AllStepsEnded) => RunStatus.Completed,
        (RunStatus.Running, RunEvent.StepFailed) => RunStatus.Failed,
        (RunStatus.Running, RunEvent.ObserverFailed) => RunStatus.Failed,
        (RunStatus.Running, RunEvent.CallerCancelled) => RunStatus.Cancelled,
        (RunStatus.Completed, RunEvent.ObserverFailed) => RunStatus.Failed,

        (RunStatus.Failed or RunStatus.Cancelled, RunEvent.StepFailed or RunEvent.CallerCancelled) => status,
        (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Compensated or RunStatus.CompensationFailed, RunEvent.ObserverFailed) => status,

        (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Compensated, RunEvent.CompensationReturned) => RunStatus.Compensated,
        (RunStatus.CompensationFailed, RunEvent.CompensationReturned) => RunStatus.CompensationFailed,
        (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Compensated or RunStatus.CompensationFailed, RunEvent.CompensationThrew) => RunStatus.CompensationFailed,

        _ => ThrowExecution.RunCannotTake(status, runEvent),
    };
}
