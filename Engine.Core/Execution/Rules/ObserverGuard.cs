namespace Engine.Internal;

/// <summary>
/// Calls a run's observer. What it throws must not leave the run half done: the first such exception is kept here, and the
/// executor fails the run with it. The calls go on, so that an observer always sees the end of a run.
/// </summary>
internal struct ObserverGuard<TObserver>(TObserver observer)
    where TObserver : struct, IRunObserver
{
    private TObserver _observer = observer;

    /// <summary>The first exception the observer threw.</summary>
    public Exception? Failure { get; private set; }

    public void RunStarted(string workflowName, int stepCount)
    {
        try
        {
            _observer.RunStarted(workflowName, stepCount);
        }
        catch (Exception exception)
        {
            Failure ??= exception;
        }
    }

    public void StepStarted(int stepIndex, string stepName, int attempt)
    {
        try
        {
            _observer.StepStarted(stepIndex, stepName, attempt);
        }
        catch (Exception exception)
        {
            Failure ??= exception;
        }
    }

    public void StepRetrying(int stepIndex, string stepName, int attempt, long delayMs, Exception exception)
    {
        try
        {
            _observer.StepRetrying(stepIndex, stepName, attempt, TimeSpan.FromMilliseconds(delayMs), exception);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }

    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception)
    {
        try
        {
            _observer.StepEnded(stepIndex, stepName, status, exception);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }

    public void CompensationStarted(int stepIndex, string stepName)
    {
        try
        {
            _observer.CompensationStarted(stepIndex, stepName);
        }
        catch (Exception exception)
        {
            Failure ??= exception;
        }
    }

    public void CompensationEnded(int stepIndex, string stepName, Exception? exception)
    {
        try
        {
            _observer.CompensationEnded(stepIndex, stepName, exception);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }

    public void RunEnded(RunStatus status, Exception? exception)
    {
        try
        {
            _observer.RunEnded(status, exception);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }
}
