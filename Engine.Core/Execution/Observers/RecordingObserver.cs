namespace Engine;

/// <summary>Writes what happens in a run into a <see cref="RunHistory"/>. For tests; allocates an entry per event.</summary>
/// <param name="history">Takes the history of one run at a time; a new run clears it.</param>
public readonly struct RecordingObserver(RunHistory history) : IRunObserver
{
    /// <inheritdoc/>
    public static bool IsEnabled => true;

    /// <inheritdoc/>
    public void RunStarted(string workflowName, int stepCount) => history.Start(workflowName, stepCount);

    /// <inheritdoc/>
    public void StepStarted(int stepIndex, string stepName, int attempt) => history.Add(
        new RunHistoryEvent { Kind = RunHistoryEventKind.StepStarted, StepIndex = stepIndex, StepName = stepName, Attempt = attempt });

    /// <inheritdoc/>
    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) => history.Add(
        new RunHistoryEvent { Kind = RunHistoryEventKind.StepRetrying, StepIndex = stepIndex, StepName = stepName, Attempt = attempt, Delay = delay, Exception = exception });

    /// <inheritdoc/>
    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) => history.Add(
        new RunHistoryEvent { Kind = RunHistoryEventKind.StepEnded, StepIndex = stepIndex, StepName = stepName, Status = status, Exception = exception });

    /// <inheritdoc/>
    public void CompensationStarted(int stepIndex, string stepName) => history.Add(
        new RunHistoryEvent { Kind = RunHistoryEventKind.CompensationStarted, StepIndex = stepIndex, StepName = stepName });

    /// <inheritdoc/>
    public void CompensationEnded(int stepIndex, string stepName, Exception? exception) => history.Add(
        new RunHistoryEvent { Kind = RunHistoryEventKind.CompensationEnded, StepIndex = stepIndex, StepName = stepName, Exception = exception });

    /// <inheritdoc/>
    public void RunEnded(RunStatus status, Exception? exception) => history.End(status, exception);
}
