namespace Engine.Internal;

/// <summary>Sees how a run ends, which its exception does not say.</summary>
internal readonly struct RunEndObserver(RunEnd end) : IRunObserver
{
    public static bool IsEnabled => true;

    public void RunStarted(string workflowName, int stepCount)
    {
    }

    public void StepStarted(int stepIndex, string stepName, int attempt)
    {
    }

    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception)
    {
    }

    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception)
    {
    }

    public void CompensationStarted(int stepIndex, string stepName)
    {
    }

    public void CompensationEnded(int stepIndex, string stepName, Exception? exception)
    {
    }

    public void RunEnded(RunStatus status, Exception? exception) => end.Status = status;
}
