using Engine.Internal;

namespace Engine;

/// <summary>
/// Measures runs with the meter <c>Engine</c>: <c>engine.runs</c> and <c>engine.steps</c> count what ended, by workflow (and
/// step) and status; <c>engine.run.duration</c> and <c>engine.step.duration</c> are histograms in seconds, the latter from a
/// step's first attempt to its end; <c>engine.retries</c> counts attempts after the first. 0 bytes per step; one object per
/// observer. Give it to one run at a time.
/// </summary>
public readonly struct MetricsObserver : IRunObserver
{
    /// <summary>The name to listen to.</summary>
    public const string MeterName = "Engine";

    private readonly RunMetrics _metrics;

    /// <summary>An observer on the system's clock.</summary>
    public MetricsObserver()
        : this(null)
    {
    }

    /// <summary>An observer on the run's clock.</summary>
    /// <param name="timeProvider">Measures durations; the system's where none is given.</param>
    public MetricsObserver(TimeProvider? timeProvider) => _metrics = new RunMetrics(timeProvider ?? TimeProvider.System);

    /// <inheritdoc/>
    public static bool IsEnabled => true;

    /// <inheritdoc/>
    public void RunStarted(string workflowName, int stepCount) => _metrics?.RunStarted(workflowName, stepCount);

    /// <inheritdoc/>
    public void StepStarted(int stepIndex, string stepName, int attempt) => _metrics?.StepStarted(stepIndex, attempt);

    /// <inheritdoc/>
    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) => _metrics?.StepRetrying(stepName);

    /// <inheritdoc/>
    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) => _metrics?.StepEnded(stepIndex, stepName, status);

    /// <inheritdoc/>
    public void CompensationStarted(int stepIndex, string stepName)
    {
    }

    /// <inheritdoc/>
    public void CompensationEnded(int stepIndex, string stepName, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public void RunEnded(RunStatus status, Exception? exception) => _metrics?.RunEnded(status);
}
