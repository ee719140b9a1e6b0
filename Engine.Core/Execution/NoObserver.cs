namespace Engine;

/// <summary>Watches nothing and costs nothing.</summary>
public readonly struct NoObserver : IRunObserver
{
    /// <inheritdoc/>
    public static bool IsEnabled => false;

    /// <inheritdoc/>
    public void RunStarted(string workflowName, int stepCount)
    {
    }

    /// <inheritdoc/>
    public void StepStarted(int stepIndex, string stepName, int attempt)
    {
    }

    /// <inheritdoc/>
    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception)
    {
    }

    /// <inheritdoc/>
    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public void CompensationStarted(int stepIndex, string stepName)
    {
    }

    /// <inheritdoc/>
    public void CompensationEnded(int stepIndex, string stepName, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public void RunEnded(RunStatus status, Exception? exception)
    {
    }
}
