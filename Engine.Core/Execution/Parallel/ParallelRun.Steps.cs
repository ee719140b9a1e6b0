namespace Engine.Internal;

/// <summary>How steps start and end: the rules of <see cref="InlineRun{TDefinition,TState,TObserver}"/>, on several threads.</summary>
internal sealed partial class ParallelRun<TDefinition, TState, TObserver>
{
    /// <summary>Runs a ready step to its end. True: it has completed or was skipped. False: the run stops.</summary>
    internal bool RunStep(CrewWorker worker, int stepIndex)
    {
        if (_caller.IsCancellationRequested)
        {
            NoticeCaller(null);
            return false;
        }

        StepTraits traits = _definition.Traits[stepIndex];
        if (TObserver.IsEnabled || traits != StepTraits.None)
        {
            return RunWatched(worker, stepIndex, traits);
        }

        StepContext context = default;
        EnterBody(worker);
        try
        {
            if (!_definition.Dispatch(stepIndex, ref _state, in context))
            {
                ThrowExecution.AsynchronousParallel(_definition.Name, _definition.StepName(stepIndex));
            }

            return true;
        }
        catch (Exception exception)
        {
            NoticeCaller(exception);
            EndStep(stepIndex, traits, Outcomes.OfException(exception, deadlineFired: false, _isStopped, _caller), exception);
            return false;
        }
    }

    /// <summary>
    /// On helpers every body runs under the caller's context, whatever the bodies before it did there, and without a
    /// synchronization context. On the caller's own thread it is as with the inline executor: the thread's.
    /// </summary>
    private void EnterBody(CrewWorker worker)
    {
        if (worker.Index == 0)
        {
            return;
        }

        ExecutionContext.Restore(Context);
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    /// <summary>Attempts a step that has a condition, a policy or a compensation, takes a context, or is observed.</summary>
    private bool RunWatched(CrewWorker worker, int stepIndex, StepTraits traits)
    {
        if ((traits & StepTraits.Conditional) != 0 && !_definition.Runs(stepIndex, ref _state))
        {
            return EndStep(stepIndex, traits, StepEvent.ConditionFalse, null);
        }

        StepPolicy policy = (traits & StepTraits.Policy) != 0 ? _definition.Policy(stepIndex) : default;
        Exception? exception = null;
        for (int attempt = 1; ; attempt++)
        {
            if ((TObserver.IsEnabled || attempt > 1) && !TryStart(stepIndex, traits, attempt, exception))
            {
                return false;
            }

            EnterBody(worker);
            StepEvent stepEvent = Attempt(stepIndex, traits, in policy, attempt, out exception);
            if (exception is null || !MayRetry(stepIndex, in policy, attempt, ref stepEvent, exception))
            {
                return EndStep(stepIndex, traits, stepEvent, exception);
            }
        }
    }

    /// <summary>Lets an attempt begin unless the run stops: asked and told in one, so that nothing is seen to begin in a run that has stopped.</summary>
    private bool TryStart(int stepIndex, StepTraits traits, int attempt, Exception? lastException)
    {
        bool hasStarted, mayStart;
        lock (_rules)
        {
            if (_status == RunStatus.Running && _caller.IsCancellationRequested)
            {
                Stop(RunEvent.CallerCancelled, Outcomes.Cancelled(_definition.Name, lastException, _caller));
            }

            hasStarted = mayStart = _status == RunStatus.Running;
            if (mayStart && TObserver.IsEnabled)
            {
                _observer.StepStarted(stepIndex, _definition.StepName(stepIndex), attempt);
                NoticeObserver();
                mayStart = _status == RunStatus.Running;
            }
        }

        if (!mayStart)
        {
            CancelIfStopped();
            if (!hasStarted && attempt > 1)
            {
                // Stopped between two attempts: a step that has begun must end.
                EndStep(stepIndex, traits, StepEvent.Cancelled, lastException);
            }
        }

        return mayStart;
    }

    /// <summary>Calls a body once, under its deadline if it has one.</summary>
    private StepEvent Attempt(int index, StepTraits traits, in StepPolicy policy, int attempt, out Exception? exception)
    {
        bool isStep = index < _stepCount;
        AttemptTokens? tokens = policy.TimeoutMs > 0 ? AttemptTokens.Rent() : null;
        try
        {
            StepContext context = default;
            if (tokens is not null || (traits & StepTraits.Context) != 0)
            {
                // Compensations never see the token of the run: it may be cancelled.
                CancellationToken token = isStep ? RunToken() : CancellationToken.None;
                if (tokens is not null)
                {
                    token = tokens.Begin(policy.TimeoutMs, _options.TimeProvider, token);
                }

                context = new StepContext(index, _definition.StepName(index), attempt, in _options, token);
            }

            if (!_definition.Dispatch(index, ref _state, in context))
            {
                ThrowExecution.AsynchronousParallel(_definition.Name, _definition.StepName(index));
            }

            exception = null;
            return StepEvent.Returned;
        }
        catch (Exception thrown)
        {
            if (isStep)
            {
                // Before the failure: a caller who cancelled gets the cancellation, and nothing is tried again.
                NoticeCaller(thrown);
            }

            bool deadlineFired = tokens is not null && tokens.DeadlineFired;
            StepEvent stepEvent = Outcomes.OfException(thrown, deadlineFired, isStep && _isStopped, isStep ? _caller : default);
            exception = Outcomes.Surfaced(stepEvent, thrown, _definition.Name, _definition.StepName(index), policy.TimeoutMs);
            return stepEvent;
        }
        finally
        {
            if (tokens is not null)
            {
                AttemptTokens.Return(tokens);
            }
        }
    }

    /// <summary>Whether a step is attempted again. A stop between the two ends it as cancelled.</summary>
    private bool MayRetry(int stepIndex, in StepPolicy policy, int attempt, ref StepEvent stepEvent, Exception exception)
    {
        if (!Outcomes.MayRetry(in policy, attempt, stepEvent, exception))
        {
            return false;
        }

        bool mayRetry;
        lock (_rules)
        {
            if (_status != RunStatus.Running)
            {
                return false;
            }

            if (TObserver.IsEnabled)
            {
                _observer.StepRetrying(stepIndex, _definition.StepName(stepIndex), attempt, 0, exception);
                NoticeObserver();
            }

            if (_caller.IsCancellationRequested)
            {
                Stop(RunEvent.CallerCancelled, Outcomes.Cancelled(_definition.Name, exception, _caller));
            }

            mayRetry = _status == RunStatus.Running;
            stepEvent = mayRetry ? stepEvent : StepEvent.Cancelled;
        }

        CancelIfStopped();
        return mayRetry;
    }

    /// <summary>A step has ended for good: tells the observer, keeps what must be undone, and stops the run if it failed. True: the run goes on from it.</summary>
    private bool EndStep(int stepIndex, StepTraits traits, StepEvent stepEvent, Exception? exception)
    {
        StepStatus status = StepTransitions.Next(StepStatus.NotStarted, stepEvent);
        bool isGood = status is StepStatus.Completed or StepStatus.Skipped;
        if (!TObserver.IsEnabled && isGood && (traits & StepTraits.Compensated) == 0)
        {
            return true;
        }

        lock (_rules)
        {
            if (stepEvent == StepEvent.ConditionFalse && _status != RunStatus.Running)
            {
                // A step that is skipped never started, and in a run that has stopped nothing more is decided about those.
                return false;
            }

            if (TObserver.IsEnabled)
            {
                _observer.StepEnded(stepIndex, _definition.StepName(stepIndex), status, exception);
            }

            if (status == StepStatus.Completed && (traits & StepTraits.Compensated) != 0)
            {
                _undo[_undoCount++] = stepIndex;
            }

            if (isGood)
            {
                NoticeObserver();
            }
            else if (status != StepStatus.Cancelled)
            {
                Stop(RunEvent.StepFailed, exception!);
            }
        }

        CancelIfStopped();
        return isGood;
    }
}
