using Engine.Internal;

namespace Engine;

/// <summary>
/// Makes activities of the source <c>Engine</c>: one per run, named after the workflow, below the caller's current one; below
/// it one per attempt of a step and one per compensation. Tags: <c>engine.workflow</c>, <c>engine.step</c>,
/// <c>engine.attempt</c>, <c>engine.status</c>; a failure sets the status to error and adds the exception. A body sees the
/// activity of its attempt as the current one. Where nobody listens nothing is made.
/// </summary>
public readonly struct TracingObserver : IRunObserver
{
    /// <summary>The name to listen to.</summary>
    public const string SourceName = "Engine";

    private readonly RunTrace _trace;

    /// <summary>An observer for one run at a time.</summary>
    public TracingObserver() => _trace = new RunTrace();

    /// <inheritdoc/>
    public static bool IsEnabled => true;

    /// <inheritdoc/>
    public void RunStarted(string workflowName, int stepCount) => _trace?.RunStarted(workflowName, stepCount);

    /// <inheritdoc/>
    public void StepStarted(int stepIndex, string stepName, int attempt) => _trace?.AttemptStarted(stepIndex, stepName, attempt);

    /// <inheritdoc/>
    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) =>
        _trace?.AttemptFailed(stepIndex, exception);

    /// <inheritdoc/>
    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) => _trace?.StepEnded(stepIndex, status, exception);

    /// <inheritdoc/>
    public void CompensationStarted(int stepIndex, string stepName) => _trace?.CompensationStarted(stepIndex, stepName);

    /// <inheritdoc/>
    public void CompensationEnded(int stepIndex, string stepName, Exception? exception) => _trace?.CompensationEnded(stepIndex, exception);

    /// <inheritdoc/>
    public void RunEnded(RunStatus status, Exception? exception) => _trace?.RunEnded(status, exception);
}
