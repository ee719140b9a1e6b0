namespace Engine.Internal;

/// <summary>What stops a run, the token that steps see, and how what has completed is undone.</summary>
internal sealed partial class ParallelRun<TDefinition, TState, TObserver>
{
    /// <summary>Guards the observer, the status and the order of completion: one thread at a time tells and decides.</summary>
    private readonly Lock _rules = new();

    /// <summary>The completed steps that have a compensation, in the order in which they completed.</summary>
    private int[] _undo = [];

    private int _undoCount;
    private ObserverGuard<TObserver> _observer;
    private RunStatus _status;
    private Exception? _exception;

    /// <summary>Set with the status, and read without the lock before each step.</summary>
    private volatile bool _isStopped;

    /// <summary>Whether nothing more may start.</summary>
    internal bool IsStopped => _isStopped;

    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _callerRegistration;
    private volatile bool _tokenIsUsed;
    private int _mustCancel;

    /// <summary>
    /// The token of this run, cancelled when the caller cancels or the run stops. The source is the run object's own and used
    /// again; it is tied to the caller's when a step first needs it.
    /// </summary>
    private CancellationToken RunToken()
    {
        if (!_tokenIsUsed)
        {
            lock (_rules)
            {
                if (!_tokenIsUsed)
                {
                    _source ??= new CancellationTokenSource();

                    // Not the run object: a callback that is late must find nothing but a source that was given up.
                    _callerRegistration = _caller.UnsafeRegister(static source => TokenCallbacks.Cancel((CancellationTokenSource)source!), _source);
                    _mustCancel = _isStopped ? 1 : 0;
                    _tokenIsUsed = true;
                }
            }

            CancelIfStopped();
        }

        return _source!.Token;
    }

    /// <summary>Cancels the token of a run that stops, once, and never under the lock: callbacks are the steps' code.</summary>
    private void CancelIfStopped()
    {
        if (!_isStopped)
        {
            return;
        }

        if (Volatile.Read(ref _mustCancel) != 0 && Interlocked.Exchange(ref _mustCancel, 0) != 0)
        {
            TokenCallbacks.Cancel(_source!);
        }

        // The stop before the question whether the owner sleeps.
        Interlocked.MemoryBarrier();
        WakeOwner();
    }

    /// <summary>Sees to it that the caller's token cannot reach the next run of this object.</summary>
    private void DetachFromCaller()
    {
        if (!_tokenIsUsed)
        {
            return;
        }

        bool isFree = _callerRegistration == default || _callerRegistration.Unregister();
        if (!isFree || !_source!.TryReset())
        {
            _source = null;
        }

        _callerRegistration = default;
        _tokenIsUsed = false;
        _mustCancel = 0;
    }

    private void NoticeCaller(Exception? inner)
    {
        if (_isStopped || !_caller.IsCancellationRequested)
        {
            return;
        }

        lock (_rules)
        {
            Stop(RunEvent.CallerCancelled, Outcomes.Cancelled(_definition.Name, inner, _caller));
        }

        CancelIfStopped();
    }

    /// <summary>Under the lock, or on one thread.</summary>
    private void NoticeObserver()
    {
        if (TObserver.IsEnabled && _observer.Failure is { } failure)
        {
            Stop(RunEvent.ObserverFailed, failure);
        }
    }

    /// <summary>The first reason to stop is the one that the caller gets. Under the lock, or on one thread.</summary>
    private void Stop(RunEvent runEvent, Exception exception)
    {
        RunStatus before = _status;
        _status = RunTransitions.Next(before, runEvent);
        if (before is RunStatus.Running or RunStatus.Completed) // An observer can still fail a completed run.
        {
            _exception = exception;
        }

        if (before == RunStatus.Running)
        {
            _mustCancel = _tokenIsUsed ? 1 : 0;
            _isStopped = true;
        }
    }

    /// <summary>Undoes the completed steps, the last completed first, one after the other. All are tried, whatever fails.</summary>
    private void Compensate()
    {
        List<string>? names = null;
        List<Exception>? failures = null;
        while (_undoCount > 0)
        {
            int stepIndex = _undo[--_undoCount];
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

    /// <summary>Attempts a compensation until it has ended. Returns what its last attempt threw.</summary>
    private Exception? Undo(int index)
    {
        StepTraits traits = _definition.Traits[index];
        StepPolicy policy = (traits & StepTraits.Policy) != 0 ? _definition.Policy(index) : default;
        for (int attempt = 1; ; attempt++)
        {
            StepEvent stepEvent = Attempt(index, traits, in policy, attempt, out Exception? exception);
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
}
