using Engine;

namespace CheckoutSample;

/// <summary>
/// Prints what happens in a run. An observer is a struct that the executor is compiled for; calls for one run come one at a
/// time, in an order that is a valid history of it.
/// </summary>
public readonly struct ConsoleObserver : IRunObserver
{
    public static bool IsEnabled => true;

    public void RunStarted(string workflowName, int stepCount) => Console.WriteLine($"  {workflowName}, {stepCount} steps");

    public void StepStarted(int stepIndex, string stepName, int attempt)
    {
        if (attempt > 1)
        {
            Console.WriteLine($"  {stepName}, attempt {attempt}");
        }
    }

    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) =>
        Console.WriteLine($"  {stepName} again in {delay.TotalMilliseconds} ms: {exception.Message}");

    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) =>
        Console.WriteLine(exception is null ? $"  {stepName}: {status}" : $"  {stepName}: {status}, {exception.Message}");

    public void CompensationStarted(int stepIndex, string stepName)
    {
    }

    public void CompensationEnded(int stepIndex, string stepName, Exception? exception) =>
        Console.WriteLine($"  {stepName} undone");

    public void RunEnded(RunStatus status, Exception? exception) => Console.WriteLine($"  run: {status}");
}
