using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// One run of <see cref="AsyncExecutor"/>, from a pool. Its fields belong to the thread that drives it (see
/// <see cref="RunInbox"/>). All type arguments are structs, so that the loops are compiled for this workflow alone; what
/// knows the output's type is in the class derived from it.
/// <para>Life: Begin, Drive until it suspends, a post makes another thread drive it, ..., Publish, and back to the pool when the
/// result has been taken.</para>
/// </summary>
#pragma warning disable CA1001 // The token source has no timer and lives as long as the pooled object.
internal abstract partial class AsyncRun<TDefinition, TState, TObserver> : RunInbox, IThreadPoolWorkItem
#pragma warning restore CA1001
    where TDefinition : struct, IWorkflowDefinition<TState>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    private static readonly ContextCallback TurnCallback = static run => ((AsyncRun<TDefinition, TState, TObserver>)run!).Turn();

    private protected TDefinition Definition;
    private protected TState State;

    private RunOptions _options;
    private ObserverGuard<TObserver> _observer;
    private CancellationToken _caller;
    private ExecutionContext? _context;

    private RunStatus _status;
    private Exception? _exception;
    private bool _finished;
    private bool _isReusable;

    /// <summary>Whether the thread pool is to drive next. There is no result then, so that the object is queued for one thing at a time.</summary>
    private bool _isHandedOver;

    private int _stepCount;
    private int _ended;

    /// <summary>Asynchronous steps whose bodies run: what <see cref="RunOptions.Degree"/> bounds.</summary>
    private int _underWay;

    /// <summary>Posts that must come before the run can end: running bodies and delays.</summary>
    private int _outstanding;

    private int[] _waitingFor = [];
    private ReadySet _readyAsynchronous = new();
    private ReadySet _readySynchronous = new();
    private StepSlot?[] _slots = [];

    /// <summary>Whether the degree allows another asynchronous step.</summary>
    private bool HasRoom => _options.Degree == 0 || _underWay < _options.Degree;

    private protected bool IsCompleted => _status == RunStatus.Completed;

    /// <summary>The first half of a start; <see cref="State"/> has its input. The calling thread is the driver.</summary>
    private protected void Begin(in TDefinition definition, in RunOptions options, TObserver observer, CancellationToken caller)
    {
        Definition = definition;
        _options = options;
        _observer = new ObserverGuard<TObserver>(observer);
        _caller = caller;
        _context = ExecutionContext.Capture() ?? DefaultContext.Value;
        _status = RunStatus.Running;
        _finished = false;
        _isReusable = true;
        _ended = 0;
        _stepCount = definition.StepCount;
        Reserve();
        _isEager = !TObserver.IsEnabled && !definition.StartOrder.IsEmpty;
        if (!_isEager)
        {
            ReadOnlySpan<int> counts = definition.PredecessorCounts[.._stepCount];
            counts.CopyTo(_waitingFor);
            for (int from = 0, distance; (distance = counts[from..].IndexOf(0)) >= 0; from += distance + 1)
            {
                AddReady(from + distance, definition.Traits[from + distance]);
            }
        }
    }

    /// <summary>Drives until the run has ended or waits for a post. True: it has ended, and this thread must publish it.</summary>
    private protected bool DriveOn()
    {
        do
        {
            // Puts this thread's own context back afterwards, whatever steps did to it.
            ExecutionContext.Run(_context!, TurnCallback, this);
            if (_finished)
            {
                return true;
            }
        }
        while (!TryLeave());
        return false;
    }

    /// <summary>
    /// Drives on the thread that has posted, unless bodies would notice where they are: under a task scheduler that is somebody
    /// else's, or deep in a stack of completions that complete each other. Then the thread pool drives, as with .NET's own tasks.
    /// </summary>
    protected override void Drive()
    {
        if (TaskScheduler.Current != TaskScheduler.Default || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _isHandedOver = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            return;
        }

        DriveHere();
    }

    /// <summary>The run object has been queued: to be driven, or for a caller whose continuation runs elsewhere or came late.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_isHandedOver)
        {
            _isHandedOver = false;
            DriveHere();
        }
        else
        {
            ResumeCaller();
        }
    }

    /// <summary>Calls the continuation of whoever awaits the run.</summary>
    private protected abstract void ResumeCaller();

    private void DriveHere()
    {
        if (DriveOn())
        {
            Publish();
        }
    }

    /// <summary>Takes the output from the state, before that is cleared.</summary>
    private protected abstract void TakeOutput();

    /// <summary>Hands the result to the caller. The last thing that happens to the run: it may be reused before this returns.</summary>
    private protected abstract void Publish();

    /// <summary>The run's exception, which the pooled object must not hold on to; null for a completed run.</summary>
    private protected Exception? TakeFailure()
    {
        Exception? failure = _exception;
        _exception = null;
        return failure;
    }

    /// <summary>Back to the pool, if nothing can still touch the run.</summary>
    private protected void Recycle()
    {
        if (_isReusable)
        {
            RunPool<TDefinition, TState, TObserver>.Put(this);
        }
    }

    private void Turn()
    {
        try
        {
            TurnCore();
        }
        catch (Exception exception)
        {
            // No rule covers this: a table of the definition is wrong. The caller must hear of it; the object is given up,
            // because steps may still be running in it.
            _isReusable = false;
            _ = _callerRegistration.Unregister();
            CancelRunToken();
            _status = RunStatus.Failed;
            _exception = exception;
            if (TObserver.IsEnabled)
            {
                _observer.RunEnded(_status, exception);
            }

            _finished = true;
        }
    }

    private void TurnCore()
    {
        if (TObserver.IsEnabled && !_observerKnows)
        {
            _observerKnows = true;
            _observer.RunStarted(Definition.Name, _stepCount);
        }

        if (_isEager)
        {
            _isEager = false;
            RunEagerly();
        }

        while (true)
        {
            if (HasPosts)
            {
                TakeAllPosts();
            }

            NoticeObserver();
            if (_status != RunStatus.Running)
            {
                if (_outstanding > 0)
                {
                    return;
                }

                if (!CompensateNext())
                {
                    TryFinish();
                    return;
                }
            }
            else if (_ended == _stepCount)
            {
                TryFinish();
                return;
            }
            else if (_caller.IsCancellationRequested)
            {
                NoticeCaller(null);
            }
            else if (!_readyAsynchronous.IsEmpty && HasRoom)
            {
                RunStep(_readyAsynchronous.Take());
            }
            else if (!_readySynchronous.IsEmpty)
            {
                RunStep(_readySynchronous.Take());
            }
            else
            {
                if (_outstanding == 0)
                {
                    ThrowExecution.NothingReady(Definition.Name, _ended, _stepCount);
                }

                return;
            }
        }
    }

    /// <summary>Ends the run, unless a callback of the caller's token is on its way to post; that post then ends it.</summary>
    private void TryFinish()
    {
        if (!DetachFromCaller())
        {
            return;
        }

        if (_status == RunStatus.Running)
        {
            TakeOutput();
            _status = RunTransitions.Next(_status, RunEvent.AllStepsEnded);
        }
        else if (_failures is not null)
        {
            _exception = Outcomes.CompensationFailed(Definition.Name, _exception!, _failedNames!, _failures);
        }

        if (TObserver.IsEnabled)
        {
            _observer.RunEnded(_status, _exception);
            NoticeObserver();
        }

        Clear();
        _finished = true;
    }

    /// <summary>Lets go of everything that is the caller's; what can be used again stays.</summary>
    private void Clear()
    {
        ResetTokens();
        Definition = default;
        State = default;
        _observer = default;
        _observerKnows = false;
        _caller = default;
        _context = null;
        _undoContext = null;
        _options = default;
        _undoCount = 0;
        _failures = null;
        _failedNames = null;
    }

    /// <summary>Grows the tables to the definition's size; a pooled object of a workflow has it already.</summary>
    private void Reserve()
    {
        if (_stepCount > ReadySet.MaxSteps)
        {
            ThrowExecution.TooManySteps(Definition.Name, _stepCount, ReadySet.MaxSteps);
        }

        int indexCount = _stepCount + Definition.CompensationCount;
        OpenInbox(indexCount + 1);
        _cancelSlot = indexCount;
        if (_waitingFor.Length < _stepCount)
        {
            _waitingFor = new int[_stepCount];
            _undo = new int[_stepCount];
        }

        if (_slots.Length < indexCount)
        {
            Array.Resize(ref _slots, indexCount);
        }

        _readyAsynchronous.Reserve(_stepCount);
        _readySynchronous.Reserve(_stepCount);
    }

    private static bool IsAsynchronous(StepTraits traits) => (traits & StepTraits.Asynchronous) != 0;

    private static bool IsPlain(StepTraits traits) => (traits & ~StepTraits.Asynchronous) == 0;

    private void AddReady(int stepIndex, StepTraits traits)
    {
        if (IsAsynchronous(traits))
        {
            _readyAsynchronous.Add(stepIndex);
        }
        else
        {
            _readySynchronous.Add(stepIndex);
        }
    }

    private StepSlot SlotOf(int index) => _slots[index] ??= new StepSlot(this, index);
}
