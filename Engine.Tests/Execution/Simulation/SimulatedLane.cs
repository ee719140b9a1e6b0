using System.Diagnostics.CodeAnalysis;
using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// One lane of a batch: the world of its run, and the trace that its bodies leave behind. A batch has no observer, so what an
/// observer would have been told is gathered from what is called, and at the end from how the lane ended.
/// </summary>
internal sealed class SimulatedLane(World world)
{
    private readonly List<TraceEvent> _trace = [];

    // The attempt that threw last and was not tried again so far; its place in the trace.
    private BodyCall? _failed;
    private int _failedAt;

    public World World => world;

    public long? Output { get; private set; }

    public Exception? Thrown { get; private set; }

    private DynamicPlan Plan => world.Plan;

    public void Begin()
    {
        Add(new TraceEvent(TraceKind.RunStarted, Plan.Steps.Length) { Name = Plan.Name });
    }

    public long Call(int index, in StepContext context, ReadOnlySpan<Maybe<long>> inputs, ref long cell)
    {
        bool isUndo = Plan.IsCompensation(index);
        int attempt = 1;
        if (_failed is { } before && before.Index == index)
        {
            attempt = before.Attempt + 1;
            _trace[_failedAt] = Now(new TraceEvent(TraceKind.StepRetrying, index) { Name = Plan.StepName(index), Attempt = before.Attempt, Exception = ToldOf(before) });
        }
        else if (isUndo)
        {
            AddUndo(TraceKind.CompensationStarted, index);
        }
        else
        {
            AddSkippedBefore(index);
        }

        _failed = null;
        if (!isUndo)
        {
            Add(new TraceEvent(TraceKind.StepStarted, index) { Name = Plan.StepName(index), Attempt = attempt });
        }

        try
        {
            long value = world.Call(index, in context, world.WorkflowInput, inputs, ref cell);
            AddEnd(index, isUndo, null);
            return value;
        }
        catch (Exception exception)
        {
            _failed = world.Calls[^1];
            _failedAt = _trace.Count;
            AddEnd(index, isUndo, exception);
            throw;
        }
    }

    /// <summary>Takes how the lane ended, and hands the world its trace.</summary>
    public void End(RunStatus status, long output, Exception? exception)
    {
        Output = status == RunStatus.Completed ? output : null;
        Thrown = exception;
        if (status == RunStatus.Completed)
        {
            AddSkippedBefore(Plan.Steps.Length);
            world.Require(exception is null, $"a completed lane has {exception}");
        }
        else
        {
            world.Require(output == 0, $"the output of a lane that did not complete is {output}");
        }

        foreach (TraceEvent at in _trace)
        {
            world.Record(at.Exception is null ? at : Told(at));
        }

        world.Record(Now(new TraceEvent(TraceKind.RunEnded, 0) { RunStatus = status, Exception = exception }));
    }

    /// <summary>Steps that were passed over and have a condition were skipped; one without would be seen by the replay.</summary>
    private void AddSkippedBefore(int index)
    {
        int last = _trace.FindLastIndex(static at => at.Kind == TraceKind.StepEnded);
        for (int skipped = last < 0 ? 0 : _trace[last].Index + 1; skipped < index; skipped++)
        {
            Add(new TraceEvent(TraceKind.StepEnded, skipped) { Name = Plan.StepName(skipped), Status = StepStatus.Skipped });
        }
    }

    private void AddEnd(int index, bool isUndo, Exception? exception)
    {
        if (isUndo)
        {
            AddUndo(TraceKind.CompensationEnded, index, exception);
        }
        else
        {
            Add(new TraceEvent(TraceKind.StepEnded, index) { Name = Plan.StepName(index), Status = exception is null ? StepStatus.Completed : StepStatus.Failed, Exception = exception });
        }
    }

    private void AddUndo(TraceKind kind, int index, Exception? exception = null)
    {
        int step = Plan.CompensatedStep(index);
        Add(new TraceEvent(kind, step) { Name = Plan.StepName(step), Exception = exception });
    }

    /// <summary>The end of an attempt that was the last, as the lane's exception shows it.</summary>
    private TraceEvent Told(TraceEvent at)
    {
        Exception? original = Thrown is CompensationFailedException failed ? failed.InnerException : Thrown;
        switch (at.Kind)
        {
            case TraceKind.CompensationEnded:
                return at with { Exception = (Thrown as CompensationFailedException)?.Failures.FirstOrDefault(failure => IsTimeoutOf(failure, at.Exception)) ?? at.Exception };
            case TraceKind.StepEnded when IsTimeoutOf(original, at.Exception):
                return at with { Status = StepStatus.TimedOut, Exception = original };
            case TraceKind.StepEnded when at is { IsCallerCancelled: true, Exception: OperationCanceledException }:
                return at with { Status = StepStatus.Cancelled };
            default:
                return at;
        }
    }

    private static bool IsTimeoutOf([NotNullWhen(true)] Exception? told, Exception? thrown) => told is TimeoutException timeout && ReferenceEquals(timeout.InnerException, thrown);

    /// <summary>What an observer would have been told of an attempt that was followed by another.</summary>
    private Exception ToldOf(BodyCall call)
    {
        int timeoutMs = Plan.Policy(call.Index).TimeoutMs;
        bool isLate = timeoutMs > 0 && call.EndTicks >= call.StartTicks + (timeoutMs * TimeSpan.TicksPerMillisecond);
        return isLate && call is { WasCancelledAtEnd: true, Exception: OperationCanceledException }
            ? new TimeoutException($"{Plan.Name} {Plan.StepName(call.Index)} {timeoutMs}", call.Exception)
            : call.Exception!;
    }

    private void Add(TraceEvent added) => _trace.Add(Now(added));

    private TraceEvent Now(TraceEvent added) => added with { Ticks = world.Time.NowTicks, Action = world.Action, IsCallerCancelled = world.IsCallerCancelled };
}
