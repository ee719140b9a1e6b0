namespace Engine;

/// <summary>
/// Watches a run. An observer is a struct type argument of the executor, so that one that does nothing costs nothing; what
/// it gathers it keeps in an object that it refers to. Calls for one run come one at a time, in an order that is a valid
/// history of it, on whichever thread drives the run. An observer must not throw: what it throws fails the run.
/// An exception that a step ended with comes as the step's own: with <see cref="StepStatus.Cancelled"/> that of its last attempt, if it had one.
/// </summary>
public interface IRunObserver
{
    /// <summary>False lets executors leave out everything an observer would need.</summary>
    static abstract bool IsEnabled { get; }

    /// <summary>A run begins.</summary>
    void RunStarted(string workflowName, int stepCount);

    /// <summary>An attempt of a step begins. Not called for a step that is skipped.</summary>
    /// <param name="stepIndex">The step's position in plan order.</param>
    /// <param name="stepName">The step's name.</param>
    /// <param name="attempt">1 for the first attempt.</param>
    void StepStarted(int stepIndex, string stepName, int attempt);

    /// <summary>An attempt of a step or compensation failed or timed out and another one follows, unless the run stops before.</summary>
    /// <param name="stepIndex">The step's position in plan order; of a compensation its dispatch index, which is the step count or more.</param>
    /// <param name="stepName">The step's name, or that of the compensation's method.</param>
    /// <param name="attempt">The attempt that failed.</param>
    /// <param name="delay">How long the next one waits.</param>
    /// <param name="exception">What it threw.</param>
    void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception);

    /// <summary>A step has ended for good. In a valid history all its predecessors have ended before.</summary>
    void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception);

    /// <summary>The compensation of a step begins; index and name are those of the step that is undone.</summary>
    void CompensationStarted(int stepIndex, string stepName);

    /// <summary>The compensation of a step has ended; an exception says that it failed.</summary>
    void CompensationEnded(int stepIndex, string stepName, Exception? exception);

    /// <summary>The run has ended; the exception is what its caller gets.</summary>
    void RunEnded(RunStatus status, Exception? exception);
}
