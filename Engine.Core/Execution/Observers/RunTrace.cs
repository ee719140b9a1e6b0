using System.Diagnostics;

namespace Engine.Internal;

/// <summary>The activities of one run that have not ended.</summary>
internal sealed class RunTrace
{
    private static readonly ActivitySource Source = new(TracingObserver.SourceName);

    private Activity? _run;
    private Activity?[] _steps = [];
    private string _workflowName = "";

    public void RunStarted(string workflowName, int stepCount)
    {
        _run = Source.StartActivity(workflowName);
        if (_run is null)
        {
            return;
        }

        _run.SetTag("engine.workflow", workflowName);
        _workflowName = workflowName;
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
            End(stepIndex, status is StepStatus.Failed or StepStatus.TimedOut ? exception : null);
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

        _run.SetTag("engine.status", Words.Of(status));
        Stop(_run, status == RunStatus.Completed || exception is OperationCanceledException ? null : exception);
        _run = null;
    }

    private Activity? Begin(int stepIndex, string stepName)
    {
        if (_run is null)
        {
            return null;
        }

        // The parent is named: the current activity of this thread need not be the run.
        Activity? activity = Source.StartActivity(stepName, ActivityKind.Internal, _run.Context);
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
