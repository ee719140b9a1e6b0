namespace Engine.Internal;

/// <summary>What happens after a body threw: another attempt, or the end of the run and compensations.</summary>
internal abstract partial class AsyncRun<TDefinition, TState, TObserver>
{
    /// <summary>The completed steps that have a compensation, in the order in which they completed.</summary>
    private int[] _undo = [];

    private int _undoCount;

    /// <summary>The step that is being undone.</summary>
    private int _undoing;

    private ExecutionContext? _undoContext;

    private List<string>? _failedNames;
    private List<Exception>? _failures;

    private void AttemptThrew(int index, Exception thrown)
    {
        bool isStep = index < _stepCount;
        StepSlot? slot = (Definition.Traits[index] & StepTraits.Policy) != 0 ? _slots[index] : null;
        StepPolicy policy = slot?.Policy ?? default;
        bool deadlineFired = slot?.Tokens is { } tokens && policy.TimeoutMs > 0 && tokens.DeadlineFired;
        if (slot is not null)
        {
            CloseTokens(slot);
        }

        if (isStep)
        {
            // Before the failure: a caller who cancelled gets the cancellation, and nothing is tried again.
            NoticeCaller(thrown);
        }

        StepEvent stepEvent = Outcomes.OfException(thrown, deadlineFired, isStep && _status != RunStatus.Running, isStep ? _caller : default);
        Exception exception = Outcomes.Surfaced(stepEvent, thrown, Definition.Name, Definition.StepName(index), policy.TimeoutMs);

        // Nothing starts in a run that stops, another attempt neither; compensations are what a stopping run is for.
        bool mayStart = !isStep || _status == RunStatus.Running;
        if (slot is not null && mayStart && Outcomes.MayRetry(in policy, slot.Attempt, stepEvent, exception))
        {
            Retry(slot, exception);
        }
        else if (isStep)
        {
            EndStep(index, stepEvent, exception);
        }
        else
        {
            EndCompensation(index, exception);
        }
    }

    private void Retry(StepSlot slot, Exception exception)
    {
        long delayMs = RetryDelay.Ms(slot.Policy, _options.Seed, slot.Index, slot.Attempt);
        if (TObserver.IsEnabled)
        {
            _observer.StepRetrying(slot.Index, Definition.StepName(slot.Index), slot.Attempt, delayMs, exception);
        }

        slot.LastException = exception;
        slot.Phase = SlotPhase.Again;
        if (slot.Index < _stepCount)
        {
            // If one of these stops the run, the step ends as cancelled: it is between two attempts.
            NoticeObserver();
            NoticeCaller(exception);
            if (_status != RunStatus.Running)
            {
                return;
            }
        }

        if (delayMs == 0)
        {
            StartAgain(slot);
            return;
        }

        if (slot.Index < _stepCount)
        {
            // The caller's cancellation must end the delay.
            _ = RunToken();
        }

        slot.Phase = SlotPhase.Delayed;
        _outstanding++;
        try
        {
            (slot.Timer ??= new RetryTimer(this, slot.Index)).Start(delayMs, _options.TimeProvider ?? TimeProvider.System);
        }
        catch (Exception clockFailure)
        {
            EndWithoutDelay(slot, clockFailure);
        }
    }

    /// <summary>A clock that throws fails the step that wanted to wait, like one that throws when a deadline starts.</summary>
    private void EndWithoutDelay(StepSlot slot, Exception clockFailure)
    {
        if (!slot.Timer!.TryAbandon())
        {
            // It has fired all the same: its post goes on with the step.
            return;
        }

        slot.Timer = null;
        _outstanding--;
        if (slot.Index < _stepCount)
        {
            EndStep(slot.Index, StepEvent.Threw, clockFailure);
        }
        else
        {
            EndCompensation(slot.Index, clockFailure);
        }
    }

    /// <summary>Another attempt starts like a first one: in its turn, and within the degree.</summary>
    private void StartAgain(StepSlot slot)
    {
        slot.Phase = SlotPhase.Again;
        if (slot.Index < _stepCount)
        {
            AddReady(slot.Index, Definition.Traits[slot.Index]);
        }
        else
        {
            _undo[_undoCount++] = _undoing;
        }
    }

    private void NoticeObserver()
    {
        if (TObserver.IsEnabled && _observer.Failure is { } failure)
        {
            Stop(RunEvent.ObserverFailed, failure);
        }
    }

    private void NoticeCaller(Exception? inner)
    {
        if (_status == RunStatus.Running && _caller.IsCancellationRequested)
        {
            Stop(RunEvent.CallerCancelled, Outcomes.Cancelled(Definition.Name, inner, _caller));
        }
    }

    /// <summary>The first reason to stop is the one that the caller gets. From here on nothing starts but compensations.</summary>
    private void Stop(RunEvent runEvent, Exception exception)
    {
        RunStatus before = _status;
        _status = RunTransitions.Next(before, runEvent);
        if (before == RunStatus.Completed)
        {
            _exception = exception;
        }

        if (before != RunStatus.Running)
        {
            return;
        }

        _exception = exception;
        _readyAsynchronous.Clear();
        _readySynchronous.Clear();
        CancelRunToken();
        for (int stepIndex = 0; stepIndex < _stepCount; stepIndex++)
        {
            if (_slots[stepIndex] is { } slot)
            {
                EndBetweenAttempts(slot);
            }
        }
    }

    /// <summary>Ends a step of a stopping run that has failed and waits for its next attempt.</summary>
    private void EndBetweenAttempts(StepSlot slot)
    {
        if (slot.Phase == SlotPhase.Delayed)
        {
            if (!slot.Timer!.TryAbandon())
            {
                return;
            }

            slot.Timer = null;
            _outstanding--;
        }
        else if (slot.Phase != SlotPhase.Again)
        {
            return;
        }

        EndStep(slot.Index, StepEvent.Cancelled, slot.LastException);
    }

    /// <summary>Starts the compensation of the step that completed last among those left. False: none is left.</summary>
    private bool CompensateNext()
    {
        if (_undoCount == 0)
        {
            return false;
        }

        _undoing = _undo[--_undoCount];
        int index = Definition.CompensationOf(_undoing);
        Attempt(index, Definition.Traits[index]);
        return true;
    }

    /// <summary>Each attempt of a compensation runs under what the observer has set up when it was told of the first.</summary>
    private void EnterCompensation(int index)
    {
        if (_slots[index] is { Attempt: > 0 })
        {
            ExecutionContext.Restore(_undoContext!);
            return;
        }

        _observer.CompensationStarted(_undoing, Definition.StepName(_undoing));
        _undoContext = ExecutionContext.Capture() ?? _context;
    }

    private void EndCompensation(int index, Exception? failure)
    {
        if (_slots[index] is { } slot)
        {
            slot.Phase = SlotPhase.AtRest;
            slot.Attempt = 0;
            slot.LastException = null;
        }

        if (failure is not null)
        {
            (_failedNames ??= []).Add(Definition.StepName(index));
            (_failures ??= []).Add(failure);
        }

        _status = RunTransitions.Next(_status, failure is null ? RunEvent.CompensationReturned : RunEvent.CompensationThrew);
        if (TObserver.IsEnabled)
        {
            _observer.CompensationEnded(_undoing, Definition.StepName(_undoing), failure);
        }
    }
}
