using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Engine.Internal;

/// <summary>The instruments, and the times at which one run and its steps started.</summary>
internal sealed class RunMetrics(TimeProvider timeProvider)
{
    private const long NotStarted = long.MinValue;

    private static readonly Meter Meter = new(MetricsObserver.MeterName);
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("engine.runs", "{run}", "Runs that have ended, by workflow and status.");
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("engine.steps", "{step}", "Steps that have ended, by workflow, step and status.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("engine.retries", "{attempt}", "Attempts after the first, by workflow and step.");
    private static readonly Histogram<double> RunDuration = Histogram("engine.run.duration", "Time from the start to the end of a run, by workflow and status.");
    private static readonly Histogram<double> StepDuration = Histogram("engine.step.duration", "Time from a step's first attempt to its end, by workflow, step and status.");

    private string _workflowName = "";
    private long _runStart;
    private long[] _stepStarts = [];

    public void RunStarted(string workflowName, int stepCount)
    {
        _workflowName = workflowName;
        if (_stepStarts.Length < stepCount)
        {
            _stepStarts = new long[stepCount];
        }

        _stepStarts.AsSpan().Fill(NotStarted);
        _runStart = timeProvider.GetTimestamp();
    }

    public void StepStarted(int stepIndex, int attempt)
    {
        if (attempt == 1)
        {
            _stepStarts[stepIndex] = timeProvider.GetTimestamp();
        }
    }

    public void StepRetrying(string stepName)
    {
        if (Retries.Enabled)
        {
            Retries.Add(1, new("engine.workflow", _workflowName), new("engine.step", stepName));
        }
    }

    public void StepEnded(int stepIndex, string stepName, StepStatus status)
    {
        // Not a TagList in a field: up to three tags travel in registers and on the stack.
        if (Steps.Enabled)
        {
            Steps.Add(1, new("engine.workflow", _workflowName), new("engine.step", stepName), new("engine.status", Words.Of(status)));
        }

        // A skipped step has no duration.
        if (StepDuration.Enabled && _stepStarts[stepIndex] != NotStarted)
        {
            StepDuration.Record(
                timeProvider.GetElapsedTime(_stepStarts[stepIndex]).TotalSeconds,
                new("engine.workflow", _workflowName), new("engine.step", stepName), new("engine.status", Words.Of(status)));
        }
    }

    public void RunEnded(RunStatus status)
    {
        if (Runs.Enabled)
        {
            Runs.Add(1, new("engine.workflow", _workflowName), new("engine.status", Words.Of(status)));
        }

        if (RunDuration.Enabled)
        {
            RunDuration.Record(
                timeProvider.GetElapsedTime(_runStart).TotalSeconds, new("engine.workflow", _workflowName), new("engine.status", Words.Of(status)));
        }
    }

    /// <summary>The buckets are advice for whoever collects: the usual ones are made for milliseconds.</summary>
    private static Histogram<double> Histogram(string name, string description) => Meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10, 60, 600],
        });
}
