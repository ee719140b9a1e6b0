namespace Engine;

/// <summary>Two observers as one, the first before the second; nest pairs for more. The second is told even where the first throws.</summary>
/// <param name="first">Is told first.</param>
/// <param name="second">Is told after it.</param>
/// <typeparam name="TFirst">The first observer.</typeparam>
/// <typeparam name="TSecond">The second observer.</typeparam>
public readonly struct ObserverPair<TFirst, TSecond>(TFirst first, TSecond second) : IRunObserver
    where TFirst : struct, IRunObserver
    where TSecond : struct, IRunObserver
{
    private readonly TFirst _first = first;
    private readonly TSecond _second = second;

    /// <inheritdoc/>
    public static bool IsEnabled => TFirst.IsEnabled || TSecond.IsEnabled;

    /// <inheritdoc/>
    public void RunStarted(string workflowName, int stepCount)
    {
        try
        {
            _first.RunStarted(workflowName, stepCount);
        }
        finally
        {
            _second.RunStarted(workflowName, stepCount);
        }
    }

    /// <inheritdoc/>
    public void StepStarted(int stepIndex, string stepName, int attempt)
    {
        try
        {
            _first.StepStarted(stepIndex, stepName, attempt);
        }
        finally
        {
            _second.StepStarted(stepIndex, stepName, attempt);
        }
    }

    /// <inheritdoc/>
    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception)
    {
        try
        {
            _first.StepRetrying(stepIndex, stepName, attempt, delay, exception);
        }
        finally
        {
            _second.StepRetrying(stepIndex, stepName, attempt, delay, exception);
        }
    }

    /// <inheritdoc/>
    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception)
    {
        try
        {
            _first.StepEnded(stepIndex, stepName, status, exception);
        }
        finally
        {
            _second.StepEnded(stepIndex, stepName, status, exception);
        }
    }

    /// <inheritdoc/>
    public void CompensationStarted(int stepIndex, string stepName)
    {
        try
        {
            _first.CompensationStarted(stepIndex, stepName);
        }
        finally
        {
            _second.CompensationStarted(stepIndex, stepName);
        }
    }

    /// <inheritdoc/>
    public void CompensationEnded(int stepIndex, string stepName, Exception? exception)
    {
        try
        {
            _first.CompensationEnded(stepIndex, stepName, exception);
        }
        finally
        {
            _second.CompensationEnded(stepIndex, stepName, exception);
        }
    }

    /// <inheritdoc/>
    public void RunEnded(RunStatus status, Exception? exception)
    {
        try
        {
            _first.RunEnded(status, exception);
        }
        finally
        {
            _second.RunEnded(status, exception);
        }
    }
}
