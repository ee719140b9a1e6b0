using System.Diagnostics;

namespace Engine.Internal;

/// <summary>The activities of one run that have not ended.</summary>
internal sealed class RunTrace
{
    private static readonly ActivitySource Source = new(TracingObserver.SourceName);

    private Activity? _run;
    private Activity?[] _steps = [];
    private string _workflowName = "";
    private Exception? _failure;

    public void RunStarted(string workflowName, int stepCount)
    {
        _run = Source.StartActivity(workflowName);
        if (_run is null)
        {
            return;
        }

        _run.SetTag("engine.workflow", workflowName);
        _workflowName = workflowName;
        _failure = null;
        _steps = new Activity?[stepCount];
    }

    public void AttemptStarted(int stepIndex, string stepName, int attempt)
    {
        if (Begin(stepIndex, stepName) is { } activity)
        {
            activity.SetTag("engine.attempt", attempt);
        }
    }

    public void AttemptFailed(int index, Exception exception)
    {
        // A compensation that is tried again comes with its own index; its one activity goes on.
        if (_run is not null && index < _steps.Length)
        {
            End(index, exception);
        }
    }

    public void StepEnded(int stepIndex, StepStatus status, Exception? exception)
    {
        if (_run is not null && _steps[stepIndex] is { } activity)
        {
            activity.SetTag("engine.status", Words.Of(status));
            bool hasFailed = status is StepStatus.Failed or StepStatus.TimedOut;
            _failure ??= hasFailed ? exception : null;
            End(stepIndex, hasFailed ? exception : null);
        }
    }

    public void CompensationStarted(int stepIndex, string stepName) => Begin(stepIndex, stepName)?.SetTag("engine.compensation", true);

    public void CompensationEnded(int stepIndex, Exception? exception) => End(stepIndex, exception);

    public void RunEnded(RunStatus status, Exception? exception)
    {
        if (_run is null)
        {
            return;
        }

        // A step whose start an observer refused has no end.
        for (int stepIndex = 0; stepIndex < _steps.Length; stepIndex++)
        {
            End(stepIndex, null);
        }

        // What a caller asked for is no error; a step that failed by a cancellation of its own is one.
        bool isCancelled = status == RunStatus.Cancelled
            || (status == RunStatus.Compensated && exception is OperationCanceledException && exception != _failure);
        _run.SetTag("engine.status", Words.Of(status));
        Stop(_run, isCancelled ? null : exception);
        _run = null;
        _failure = null;
    }

    private Activity? Begin(int stepIndex, string stepName)
    {
        if (_run is null)
        {
            return null;
        }

        // The current activity of this thread need not be the run. As the current one and not by its context: baggage comes along.
        Activity.Current = _run;
        Activity? activity = Source.StartActivity(stepName);
        activity?.SetTag("engine.workflow", _workflowName);
        activity?.SetTag("engine.step", stepName);
        _steps[stepIndex] = activity;
        return activity;
    }

    private void End(int stepIndex, Exception? exception)
    {
        if (_run is not null && _steps[stepIndex] is { } activity)
        {
            _steps[stepIndex] = null;
            Stop(activity, exception);
        }
    }

    private static void Stop(Activity activity, Exception? exception)
    {
        if (exception is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            activity.AddException(exception);
        }

        activity.Dispose();
    }
}
