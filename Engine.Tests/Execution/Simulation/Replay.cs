using System.Globalization;
using System.Runtime.CompilerServices;
using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// Follows the trace of a run through the reference, in the order in which its steps ended, and says where they disagree:
/// readiness, skips, inputs, values, statuses, retries, what ended the run, what was undone, what the caller got.
/// </summary>
internal sealed class Replay
{
    private readonly World _world;
    private readonly DynamicPlan _plan;
    private readonly ReferenceRun _reference;
    private readonly Dictionary<int, BodyCall[]> _calls;
    private readonly Dictionary<int, int> _attempts = [];
    private readonly Dictionary<int, (long Ticks, TimeSpan Delay)> _waiting = [];
    private readonly List<string> _disagreements = [];

    // What ended the run: one of the two, whichever came first.
    private (int StepIndex, StepStatus Status, Exception? Exception)? _failure;
    private bool _isCancelled;
    private int _lastEndAction;

    private Replay(World world)
    {
        _world = world;
        _plan = world.Plan;
        _reference = new ReferenceRun(world.Plan, world.WorkflowInput);
        _calls = world.Calls.GroupBy(static call => call.Index).ToDictionary(static group => group.Key, static group => group.ToArray());
    }

    private bool HasStopped => _failure is not null || _isCancelled;

    /// <summary>What the trace of an ended run and its result have wrong; nothing where all is well.</summary>
    public static List<string> Check(World world, long? output, Exception? thrown)
    {
        var replay = new Replay(world);
        replay.CheckAll(output, thrown);
        return replay._disagreements;
    }

    private void CheckAll(long? output, Exception? thrown)
    {
        List<TraceEvent> trace = _world.Trace;
        if (trace.Count < 2 || trace[0].Kind != TraceKind.RunStarted || trace[^1].Kind != TraceKind.RunEnded)
        {
            Disagree($"a trace begins with the run and ends with it; this one has {trace.Count} events");
            return;
        }

        Require(trace[0].Name == _plan.Name && trace[0].Index == _plan.Steps.Length, $"the run starts under another name or step count");
        int position = 1;
        for (; position < trace.Count - 1 && trace[position].Kind != TraceKind.CompensationStarted; position++)
        {
            Follow(trace[position]);
        }

        TraceEvent end = trace[^1];
        CheckWhatHasEnded(end);
        List<Exception> failures = Undo(trace.Skip(position).Take(trace.Count - 1 - position), out int undone);
        CheckResult(end, output, thrown, failures, undone);
        foreach (BodyCall call in _world.Calls.Where(static call => !call.HasEnded))
        {
            Disagree($"{_plan.StepName(call.Index)} has not ended");
        }
    }

    private void Follow(TraceEvent at)
    {
        Require(at.Name == _plan.Steps[at.Index].Name, $"{at} has the name {at.Name}");
        switch (at.Kind)
        {
            case TraceKind.StepStarted:
                Start(at);
                break;
            case TraceKind.StepRetrying:
                Retry(at);
                break;
            case TraceKind.StepEnded:
                End(at);
                break;
            default:
                Disagree($"{at} is out of place");
                break;
        }
    }

    private void Start(TraceEvent at)
    {
        Require(!HasStopped && !at.IsCallerCancelled, $"{at}: the run had stopped");
        Require(_reference.IsReady(at.Index), $"{at}: it is not ready");
        Require(!_reference.IsSkipped(at.Index), $"{at}: it is to be skipped");
        int attempt = _attempts.GetValueOrDefault(at.Index) + 1;
        Require(at.Attempt == attempt, $"{at}: the attempt is {attempt}");
        _attempts[at.Index] = attempt;
        if (_waiting.Remove(at.Index, out (long Ticks, TimeSpan Delay) waited))
        {
            long dueTicks = waited.Ticks + waited.Delay.Ticks;
            bool mayBeLate = _world.LetsTimePass || _world.Degree > 0;
            Require(at.Ticks == dueTicks || (mayBeLate && at.Ticks > dueTicks), $"{at}: it was to start at {dueTicks / (double)TimeSpan.TicksPerMillisecond} ms");
        }
        else
        {
            Require(attempt == 1, $"{at}: no retry was announced");
        }

        if (Call(at.Index, attempt) is { } call)
        {
            Require(call.Inputs.SequenceEqual(_reference.Inputs(at.Index)), $"{at}: takes ({string.Join(", ", call.Inputs)}), and its inputs are ({string.Join(", $", _reference.Inputs(at.Index))})");
        }
        else
        {
            Disagree($"{at}: the body is not called");
        }
    }

    private void Retry(TraceEvent at)
    {
        StepPolicy policy = _plan.Steps[at.Index].Policy;
        if (Call(at.Index, at.Attempt) is not { HasEnded: true } call)
        {
            Disagree($"{at}: that attempt has not ended");
            return;
        }

        StepStatus[] statuses = Classify(call, at);
        Require(_attempts.GetValueOrDefault(at.Index) == at.Attempt, $"{at}: attempt {_attempts.GetValueOrDefault(at.Index)} was under way");
        Require(!HasStopped && !at.IsCallerCancelled, $"{at}: the run had stopped");
        Require(statuses.Any(status => CanRetry(policy, at.Attempt, status, call.Exception)), $"{at}: its policy does not allow it");
        Require(IsExceptionOf(call, statuses, at.Exception), $"{at}: another exception");
        TimeSpan delay = Delay(policy, at.Attempt, out TimeSpan shortest);
        Require(at.Delay <= delay && at.Delay >= shortest, $"{at}: the delay is {shortest} to {delay}");
        Require(_waiting.TryAdd(at.Index, (at.Ticks, at.Delay)), $"{at}: it waits already");
    }

    private void End(TraceEvent at)
    {
        if (_reference.Statuses.ContainsKey(at.Index))
        {
            Disagree($"{at}: it had ended");
            return;
        }

        int attempts = _attempts.GetValueOrDefault(at.Index);
        if (at.Status == StepStatus.Skipped)
        {
            Require(attempts == 0 && _reference.IsReady(at.Index) && _reference.IsSkipped(at.Index), $"{at}: it was not to be skipped");
            Require(!HasStopped, $"{at}: the run had stopped");
            Require(at.Exception is null, $"{at}: an exception");
        }
        else if (attempts == 0 || Call(at.Index, attempts) is not { HasEnded: true } call)
        {
            Disagree($"{at}: its body has not ended");
            return;
        }
        else if (_waiting.Remove(at.Index))
        {
            // Between two attempts, when the run stops, there is nothing left to end but the wait.
            Require(at.Status == StepStatus.Cancelled, $"{at}: it was waiting for another attempt");
            Require(HasStopped || at.IsCallerCancelled, $"{at}: nothing had stopped the run");
        }
        else
        {
            EndBody(at, call, attempts);
        }

        _reference.End(at.Index, at.Status);
        if (at.Status == StepStatus.Completed && _reference.Values[at.Index] != _calls[at.Index][^1].Value)
        {
            Disagree($"{at}: its value is {_calls[at.Index][^1].Value} and should be {_reference.Values[at.Index]}");
        }

        _lastEndAction = at.Action;
    }

    private void EndBody(TraceEvent at, BodyCall call, int attempts)
    {
        if (call.Exception is null)
        {
            Require(at.Status == StepStatus.Completed && at.Exception is null, $"{at}: its body returned");
            return;
        }

        StepStatus[] statuses = Classify(call, at);
        Require(statuses.Contains(at.Status), $"{at}: should be {string.Join(" or ", statuses)}");
        if (at.Status == StepStatus.Cancelled)
        {
            _isCancelled |= _failure is null;
            return;
        }

        Require(IsExceptionOf(call, statuses, at.Exception), $"{at}: another exception");
        bool hasStopped = HasStopped || at.IsCallerCancelled;
        Require(hasStopped || !CanRetry(_plan.Steps[at.Index].Policy, attempts, at.Status, call.Exception), $"{at}: another attempt was due");
        if (!HasStopped)
        {
            // A caller who has cancelled gets the cancellation, whatever fails then.
            _isCancelled = at.IsCallerCancelled;
            _failure = at.IsCallerCancelled ? null : (at.Index, at.Status, at.Exception);
        }
    }

    private StepStatus[] Classify(BodyCall call, TraceEvent at)
    {
        if (call.Exception is not OperationCanceledException)
        {
            return [StepStatus.Failed];
        }

        int timeoutMs = _plan.Policy(call.Index).TimeoutMs;
        bool isLate = timeoutMs > 0 && at.Ticks >= call.StartTicks + (timeoutMs * TimeSpan.TicksPerMillisecond);
        bool isUndoing = _plan.IsCompensation(call.Index);
        if (at.IsCallerCancelled && !isUndoing)
        {
            return [StepStatus.Cancelled];
        }

        if (_failure is not null && !isUndoing)
        {
            // Its deadline may have passed before the run stopped or after. And on another thread it may itself have ended before the run
            // stopped, and been told of after: then what it threw is a failure like any other.
            return [StepStatus.Cancelled, .. isLate ? [StepStatus.TimedOut] : Array.Empty<StepStatus>(), .. _world.IsConcurrent ? [StepStatus.Failed] : Array.Empty<StepStatus>()];
        }

        return !isLate ? [StepStatus.Failed]
            : call.WasCancelledAtEnd ? [StepStatus.TimedOut]
            : [StepStatus.TimedOut, StepStatus.Failed];
    }

    private bool IsExceptionOf(BodyCall call, StepStatus[] statuses, Exception? told) =>
        (statuses.Contains(StepStatus.TimedOut) && IsTimeout(call, told))
        || (statuses.Contains(StepStatus.Failed) && ReferenceEquals(told, call.Exception));

    private bool IsTimeout(BodyCall call, Exception? told) =>
        told is TimeoutException timeout
        && ReferenceEquals(timeout.InnerException, call.Exception)
        && timeout.Message.Contains(_plan.Name, StringComparison.Ordinal)
        && timeout.Message.Contains(_plan.StepName(call.Index), StringComparison.Ordinal)
        && timeout.Message.Contains(_plan.Policy(call.Index).TimeoutMs.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static bool CanRetry(StepPolicy policy, int attempts, StepStatus status, Exception? exception)
    {
        Type filter = policy.RetryOn ?? typeof(Exception);
        return attempts <= policy.Retries
            && (status == StepStatus.TimedOut ? filter.IsAssignableFrom(typeof(TimeoutException)) : status == StepStatus.Failed && filter.IsInstanceOfType(exception));
    }

    /// <summary>The delay after an attempt, and the shortest that a jitter may make of it.</summary>
    private static TimeSpan Delay(StepPolicy policy, int attempt, out TimeSpan shortest)
    {
        double factor = policy.Backoff switch
        {
            Backoff.Constant => 1,
            Backoff.Linear => attempt,
            _ => Math.Pow(2, attempt - 1),
        };
        double ms = Math.Min(policy.DelayMs * factor, policy.MaxDelayMs > 0 ? policy.MaxDelayMs : TimeSpan.FromDays(1).TotalMilliseconds);
        shortest = TimeSpan.FromMilliseconds(policy.Jitter ? ms / 2 : ms);
        return TimeSpan.FromMilliseconds(ms);
    }

    private void CheckWhatHasEnded(TraceEvent end)
    {
        for (int stepIndex = 0; stepIndex < _plan.Steps.Length; stepIndex++)
        {
            bool hasEnded = _reference.Statuses.ContainsKey(stepIndex);
            Require(hasEnded || !_attempts.ContainsKey(stepIndex), $"{_plan.StepName(stepIndex)} was started, and its end is not told");
        }

        foreach (int index in _calls.Keys.Where(index => !_plan.IsCompensation(index)))
        {
            Require(_calls[index].Length == _attempts.GetValueOrDefault(index), $"{_plan.StepName(index)} is called {_calls[index].Length} times, and {_attempts.GetValueOrDefault(index)} attempts are told");
        }

        if (HasStopped)
        {
            return;
        }

        // Nothing failed: the run completed, or a cancellation was noticed in time.
        bool isDone = _reference.Statuses.Count == _plan.Steps.Length;
        bool wasNoticed = isDone && _world.CancelIsNoticedAtOnce && _world.CancelAction < _lastEndAction;
        _isCancelled = wasNoticed || end.RunStatus != RunStatus.Completed;
        Require(!_isCancelled || end.IsCallerCancelled, $"the run did not complete, and nobody cancelled it");
        Require(isDone || _isCancelled, $"the run completed before all its steps had ended");
    }

    private List<Exception> Undo(IEnumerable<TraceEvent> events, out int undone)
    {
        TraceEvent[] retries = [.. events.Where(static at => at.Kind == TraceKind.StepRetrying)];
        TraceEvent[] told = [.. events.Where(static at => at.Kind != TraceKind.StepRetrying)];
        int[] expected = HasStopped ? [.. _reference.ToUndo()] : [];
        List<Exception> failures = [];
        undone = expected.Length;
        int[] started = [.. told.Where(static at => at.Kind == TraceKind.CompensationStarted).Select(static at => at.Index)];
        if (!started.SequenceEqual(expected) || told.Length != 2 * expected.Length)
        {
            Disagree($"undone are ({string.Join(", ", started)}), and it should be ({string.Join(", ", expected)}), one after the other; {told.Length} events");
            return failures;
        }

        for (int i = 0; i < expected.Length; i++)
        {
            TraceEvent start = told[2 * i];
            TraceEvent end = told[(2 * i) + 1];
            Require(start.Kind == TraceKind.CompensationStarted && end.Kind == TraceKind.CompensationEnded && end.Index == start.Index, $"{end} after {start}");
            int index = _plan.CompensationOf(start.Index);
            if (!_calls.TryGetValue(index, out BodyCall[]? calls) || !calls[^1].HasEnded)
            {
                Disagree($"{start}: its body is not called, or has not ended");
                continue;
            }

            CheckUndo(index, calls, [.. retries.Where(at => at.Index == index)], end);
            if (end.Exception is not null)
            {
                failures.Add(end.Exception);
            }
        }

        return failures;
    }

    private void CheckUndo(int index, BodyCall[] calls, TraceEvent[] retries, TraceEvent end)
    {
        if (retries.Length != calls.Length - 1 || retries.Any(at => at.Name != _plan.StepName(index)))
        {
            Disagree($"{_plan.StepName(index)} is called {calls.Length} times, and told are ({string.Join("; ", retries)})");
            return;
        }

        StepPolicy policy = _plan.Policy(index);
        int step = _plan.CompensatedStep(index);
        for (int attempt = 1; attempt <= calls.Length; attempt++)
        {
            BodyCall call = calls[attempt - 1];
            Require(call.Inputs.SequenceEqual([_reference.Values[step]]), $"{_plan.StepName(index)} takes {string.Join(", $", call.Inputs)}");
            TraceEvent ended = end with { Ticks = call.EndTicks };
            StepStatus[] statuses = call.Exception is null ? [StepStatus.Completed] : Classify(call, ended);
            bool again = statuses.Any(status => CanRetry(policy, attempt, status, call.Exception));
            bool notAgain = statuses.Any(status => !CanRetry(policy, attempt, status, call.Exception));
            Require(attempt < calls.Length ? again : notAgain, $"{_plan.StepName(index)} is called {calls.Length} times");
            if (attempt < calls.Length)
            {
                TraceEvent retry = retries[attempt - 1];
                TimeSpan delay = Delay(policy, attempt, out TimeSpan shortest);
                Require(retry.Attempt == attempt && IsExceptionOf(call, statuses, retry.Exception), $"{retry}: another attempt or exception");
                Require(retry.Delay >= shortest && retry.Delay <= delay, $"{retry}: the delay is {shortest} to {delay}");
                long lateTicks = calls[attempt].StartTicks - retry.Ticks - retry.Delay.Ticks;
                Require(lateTicks == 0 || (_world.LetsTimePass && lateTicks > 0), $"{retry}: the next attempt is {lateTicks} ticks late");
            }
            else
            {
                Require(call.Exception is null ? end.Exception is null : IsExceptionOf(call, statuses, end.Exception), $"{end}: another exception");
            }
        }
    }

    private void CheckResult(TraceEvent end, long? output, Exception? thrown, List<Exception> failures, int undone)
    {
        Require(ReferenceEquals(end.Exception, thrown), $"the caller gets {thrown?.GetType().Name ?? "no exception"}, and the observer {end.Exception?.GetType().Name ?? "none"}");
        if (!HasStopped)
        {
            Require(end.RunStatus == RunStatus.Completed, $"the run is {end.RunStatus}");
            Require(thrown is null, $"the run completed and threw {thrown}");
            Require(output == _reference.Values[_plan.OutputStep], $"the output is {output} and should be {_reference.Values[_plan.OutputStep]}");
            CheckOrderDoesNotMatter();
            return;
        }

        Exception? original = thrown;
        if (failures.Count > 0)
        {
            if (thrown is not CompensationFailedException failed)
            {
                Disagree($"compensations failed, and the caller gets {thrown}");
                return;
            }

            Require(failed.Failures.SequenceEqual(failures), $"the failures are not those of the compensations");
            Require(
                _world.Trace.Where(static at => at.Kind == TraceKind.CompensationEnded && at.Exception is not null)
                    .All(at => failed.Message.Contains(_plan.Steps[at.Index].CompensationName, StringComparison.Ordinal)),
                $"the message does not name the compensations: {failed.Message}");
            original = failed.InnerException;
        }

        bool isCancellation = original is OperationCanceledException cancelled && cancelled.CancellationToken == _world.Caller.Token && _isCancelled;
        bool isFailure = _failure is { } failure && ReferenceEquals(original, failure.Exception);
        Require(isCancellation || isFailure, $"what ended the run is {(_failure is { } known ? known.Exception?.ToString() : "the caller's cancellation")}, and the caller gets {thrown}");
        RunStatus status = failures.Count > 0 ? RunStatus.CompensationFailed
            : undone > 0 ? RunStatus.Compensated
            : isFailure ? RunStatus.Failed
            : RunStatus.Cancelled;
        Require(end.RunStatus == status, $"the run is {end.RunStatus} and should be {status}");
    }

    /// <summary>A run in which all went well has the values of the run in plan order.</summary>
    private void CheckOrderDoesNotMatter()
    {
        ReferenceRun plain = ReferenceRun.InPlanOrder(_plan, _world.WorkflowInput);
        Require(
            plain.Statuses.OrderBy(static pair => pair.Key).SequenceEqual(_reference.Statuses.OrderBy(static pair => pair.Key))
            && plain.Values.OrderBy(static pair => pair.Key).SequenceEqual(_reference.Values.OrderBy(static pair => pair.Key)),
            $"the values depend on the order of the steps");
    }

    private BodyCall? Call(int index, int attempt) =>
        _calls.TryGetValue(index, out BodyCall[]? calls) && attempt >= 1 && attempt <= calls.Length ? calls[attempt - 1] : null;

    private void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Violation disagreement)
    {
        if (!condition)
        {
            Disagree(disagreement.ToString());
        }
    }

    private void Disagree(string disagreement) => _disagreements.Add(disagreement);
}
