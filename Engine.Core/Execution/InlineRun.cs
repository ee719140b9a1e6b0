namespace Engine.Internal;

/// <summary>
/// One run of <see cref="InlineExecutor"/> whose steps have conditions, policies or compensations, or which is watched or can
/// be cancelled. Read it from the top: it is the specification of a run. On one thread steps end in plan order, so the steps
/// that have ended are those before an index.
/// </summary>
internal ref struct InlineRun<TDefinition, TState, TObserver>
    where TDefinition : struct, IWorkflowDefinition<TState>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    private readonly TDefinition _definition;
    private readonly RunOptions _options;
    private readonly CancellationToken _caller;
    private readonly ref TState _state;
    private ObserverGuard<TObserver> _observer;
    private RunStatus _status;
    private Exception? _exception;

    public InlineRun(TDefinition definition, ref TState state, in RunOptions options, TObserver observer, CancellationToken caller)
    {
        _definition = definition;
        _options = options;
        _caller = caller;
        _state = ref state;
        _observer = new ObserverGuard<TObserver>(observer);
    }

    public RunOutcome Execute()
    {
        RefuseWhatSuspends(_definition);
        if (TObserver.IsEnabled)
        {
            _observer.RunStarted(_definition.Name, _definition.StepCount);
        }

        int ended = RunSteps();
        if (_status == RunStatus.Running)
        {
            _status = RunTransitions.Next(_status, RunEvent.AllStepsEnded);
        }
        else
        {
            Compensate(ended);
        }

        if (TObserver.IsEnabled)
        {
            _observer.RunEnded(_status, _exception);
            NoticeObserver();
        }

        return new RunOutcome(_status, _exception);
    }

    /// <summary>Runs steps until all have ended or the run stops. Returns how many have completed or were skipped.</summary>
    private int RunSteps()
    {
        int stepCount = _definition.StepCount;
        for (int stepIndex = 0; stepIndex < stepCount; stepIndex++)
        {
            NoticeObserver();
            NoticeCaller(null);
            if (_status != RunStatus.Running || !RunStep(stepIndex))
            {
                return stepIndex;
            }
        }

        NoticeObserver();
        return stepCount;
    }

    /// <summary>Attempts a step until it has ended. True: it completed or was skipped.</summary>
    private bool RunStep(int stepIndex)
    {
        StepTraits traits = _definition.Traits[stepIndex];
        StepPolicy policy = (traits & StepTraits.Policy) != 0 ? _definition.Policy(stepIndex) : default;
        for (int attempt = 1; ; attempt++)
        {
            Exception? exception = null;
            StepEvent stepEvent;
            if ((traits & StepTraits.Conditional) != 0 && attempt == 1 && !_definition.Runs(stepIndex, ref _state))
            {
                stepEvent = StepEvent.ConditionFalse;
            }
            else
            {
                if (TObserver.IsEnabled)
                {
                    _observer.StepStarted(stepIndex, _definition.StepName(stepIndex), attempt);
                    NoticeObserver();
                    if (_status != RunStatus.Running)
                    {
                        return false;
                    }
                }

                stepEvent = Attempt(stepIndex, traits, in policy, attempt, out exception, _caller);
                if (exception is not null)
                {
                    // Before the failure: a caller who cancelled gets the cancellation, and nothing is tried again.
                    NoticeCaller(exception);
                }
            }

            if (exception is not null && _status == RunStatus.Running && Outcomes.MayRetry(in policy, attempt, stepEvent, exception))
            {
                if (TObserver.IsEnabled)
                {
                    _observer.StepRetrying(stepIndex, _definition.StepName(stepIndex), attempt, 0, exception);
                }

                // A stop between two attempts ends the step as cancelled.
                NoticeObserver();
                NoticeCaller(exception);
                if (_status == RunStatus.Running)
                {
                    continue;
                }

                stepEvent = StepEvent.Cancelled;
            }

            StepStatus status = StepTransitions.Next(StepStatus.NotStarted, stepEvent);
            if (TObserver.IsEnabled)
            {
                _observer.StepEnded(stepIndex, _definition.StepName(stepIndex), status, exception);
            }

            switch (status)
            {
                case StepStatus.Completed or StepStatus.Skipped:
                    return true;
                case StepStatus.Cancelled:
                    return false;
                default:
                    Stop(RunEvent.StepFailed, exception!);
                    return false;
            }
        }
    }

    /// <summary>Calls a body once, under its deadline if it has one.</summary>
    private StepEvent Attempt(int index, StepTraits traits, in StepPolicy policy, int attempt, out Exception? exception, CancellationToken caller)
    {
        AttemptTokens? tokens = policy.TimeoutMs > 0 ? AttemptTokens.Rent() : null;
        try
        {
            StepContext context = default;
            if (tokens is not null || (traits & StepTraits.Context) != 0)
            {
                CancellationToken token = tokens is null ? caller : tokens.Begin(policy.TimeoutMs, _options.TimeProvider, caller);
                context = new StepContext(index, _definition.StepName(index), attempt, in _options, token);
            }

            if (!_definition.Dispatch(index, ref _state, in context))
            {
                ThrowExecution.AsynchronousInline(_definition.Name, _definition.StepName(index));
            }

            exception = null;
            return StepEvent.Returned;
        }
        catch (Exception thrown)
        {
            StepEvent stepEvent = Outcomes.OfException(thrown, tokens is not null && tokens.DeadlineFired, stopping: false, caller);
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

    /// <summary>Undoes the completed ones of the steps that have ended, the last first. All are tried, whatever fails.</summary>
    private void Compensate(int ended)
    {
        List<string>? names = null;
        List<Exception>? failures = null;
        for (int stepIndex = ended - 1; stepIndex >= 0; stepIndex--)
        {
            StepTraits traits = _definition.Traits[stepIndex];

            // A condition reads values that are written once, so it still says whether the step was skipped.
            bool completed = (traits & StepTraits.Conditional) == 0 || _definition.Runs(stepIndex, ref _state);
            if ((traits & StepTraits.Compensated) == 0 || !completed)
            {
                continue;
            }

            int index = _definition.CompensationOf(stepIndex);
            if (TObserver.IsEnabled)
            {
                _observer.CompensationStarted(stepIndex, _definition.StepName(stepIndex));
            }

            Exception? failure = Undo(index);
            if (failure is not null)
            {
                (names ??= []).Add(_definition.StepName(index));
                (failures ??= []).Add(failure);
            }

            _status = RunTransitions.Next(_status, failure is null ? RunEvent.CompensationReturned : RunEvent.CompensationThrew);
            if (TObserver.IsEnabled)
            {
                _observer.CompensationEnded(stepIndex, _definition.StepName(stepIndex), failure);
            }
        }

        if (failures is not null)
        {
            _exception = Outcomes.CompensationFailed(_definition.Name, _exception!, names!, failures);
        }
    }

    /// <summary>Attempts a compensation until it has ended, never under the caller's token. Returns what its last attempt threw.</summary>
    private Exception? Undo(int index)
    {
        StepTraits traits = _definition.Traits[index];
        StepPolicy policy = (traits & StepTraits.Policy) != 0 ? _definition.Policy(index) : default;
        for (int attempt = 1; ; attempt++)
        {
            StepEvent stepEvent = Attempt(index, traits, in policy, attempt, out Exception? exception, CancellationToken.None);
            if (exception is null || !Outcomes.MayRetry(in policy, attempt, stepEvent, exception))
            {
                return exception;
            }

            if (TObserver.IsEnabled)
            {
                _observer.StepRetrying(index, _definition.StepName(index), attempt, 0, exception);
            }
        }
    }

    private void NoticeCaller(Exception? inner)
    {
        if (_status == RunStatus.Running && _caller.IsCancellationRequested)
        {
            Stop(RunEvent.CallerCancelled, Outcomes.Cancelled(_definition.Name, inner, _caller));
        }
    }

    private void NoticeObserver()
    {
        if (TObserver.IsEnabled && _observer.Failure is { } failure)
        {
            Stop(RunEvent.ObserverFailed, failure);
        }
    }

    /// <summary>The first reason to stop is the one that the caller gets.</summary>
    private void Stop(RunEvent runEvent, Exception exception)
    {
        RunStatus before = _status;
        _status = RunTransitions.Next(before, runEvent);
        if (before is RunStatus.Running or RunStatus.Completed) // An observer can still fail a completed run.
        {
            _exception = exception;
        }
    }

    /// <summary>Throws for a workflow that has a step which suspends, before anything has run.</summary>
    public static void RefuseWhatSuspends(TDefinition definition)
    {
        ReadOnlySpan<StepTraits> traits = definition.Traits;
        for (int index = 0; index < traits.Length; index++)
        {
            if ((traits[index] & StepTraits.Asynchronous) != 0)
            {
                ThrowExecution.AsynchronousInline(definition.Name, definition.StepName(index));
            }

            if ((traits[index] & StepTraits.Policy) != 0 && definition.Policy(index) is { Retries: > 0, DelayMs: > 0 })
            {
                ThrowExecution.DelayInline(definition.Name, definition.StepName(index));
            }
        }
    }
}
