using System.Diagnostics.CodeAnalysis;
using Engine.Internal;

namespace Engine;

/// <summary>
/// The history of one run, as <see cref="RecordingObserver"/> writes it: for tests and for looking at what happened. Written by
/// the thread that drives the run; read it when the run has ended.
/// </summary>
/// <example><code>
/// var history = new RunHistory();
/// await checkout.RunAsync(order, default, new RecordingObserver(history));
/// Assert.Equal(StepStatus.Skipped, history.StatusOf("Rebate"));
/// </code></example>
public sealed class RunHistory
{
    private readonly List<RunHistoryEvent> _events = [];

    /// <summary>The workflow's name; empty until the run starts.</summary>
    public string WorkflowName { get; private set; } = "";

    /// <summary>How many steps the workflow has.</summary>
    public int StepCount { get; private set; }

    /// <summary>How the run ended.</summary>
    public RunStatus Status { get; private set; }

    /// <summary>What the run's caller gets; null for a completed run.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>Everything that happened between the start and the end of the run, in order.</summary>
    public IReadOnlyList<RunHistoryEvent> Events => _events;

    /// <summary>The names of the steps in the order in which they ended, those that were skipped included.</summary>
    public IReadOnlyList<string> EndOrder => NamesOf(RunHistoryEventKind.StepEnded);

    /// <summary>The names of the steps in the order in which they were undone.</summary>
    public IReadOnlyList<string> CompensationOrder => NamesOf(RunHistoryEventKind.CompensationStarted);

    /// <summary>How a step ended; <see cref="StepStatus.NotStarted"/> if it did not come to that.</summary>
    public StepStatus StatusOf(string stepName) => TryFindEnd(stepName, out RunHistoryEvent? end) ? end.Status : StepStatus.NotStarted;

    /// <summary>What the last attempt of a step threw; null if it did not end by that.</summary>
    public Exception? ExceptionOf(string stepName) => TryFindEnd(stepName, out RunHistoryEvent? end) ? end.Exception : null;

    /// <summary>How many attempts of a step began.</summary>
    public int AttemptsOf(string stepName)
    {
        int attempts = 0;
        foreach (RunHistoryEvent runEvent in _events)
        {
            attempts += runEvent.Kind == RunHistoryEventKind.StepStarted && runEvent.StepName == stepName ? 1 : 0;
        }

        return attempts;
    }

    internal void Start(string workflowName, int stepCount)
    {
        _events.Clear();
        WorkflowName = workflowName;
        StepCount = stepCount;
        Status = RunStatus.Running;
        Exception = null;
    }

    internal void Add(RunHistoryEvent runEvent) => _events.Add(runEvent);

    internal void End(RunStatus status, Exception? exception)
    {
        Status = status;
        Exception = exception;
    }

    private bool TryFindEnd(string stepName, [NotNullWhen(true)] out RunHistoryEvent? end)
    {
        end = _events.Find(runEvent => runEvent.Kind == RunHistoryEventKind.StepEnded && runEvent.StepName == stepName);
        return end is not null;
    }

    private List<string> NamesOf(RunHistoryEventKind kind)
    {
        var names = new List<string>();
        foreach (RunHistoryEvent runEvent in _events)
        {
            if (runEvent.Kind == kind)
            {
                names.Add(runEvent.StepName);
            }
        }

        return names;
    }
}
