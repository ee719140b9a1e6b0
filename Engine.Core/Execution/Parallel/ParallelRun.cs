namespace Engine.Internal;

/// <summary>
/// One run of <see cref="ParallelExecutor"/> that is more than calls in order, from a pool: it is watched, has policies, or has
/// helpers. It begins on the thread of its caller, in plan order and without counters, as the reference does; when help pays,
/// the counters of what is left are set up and every thread takes ready steps. All type arguments are structs.
/// <para>Life: Begin, RunAlone, and if that stops early StartTogether, Drive, Close; then End, and back to the pool.</para>
/// </summary>
#pragma warning disable CA1001 // The token source has no timer and lives as long as the pooled object.
internal sealed partial class ParallelRun<TDefinition, TState, TObserver> : CrewJob
#pragma warning restore CA1001
    where TDefinition : struct, IWorkflowDefinition<TState>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    [ThreadStatic]
    private static ParallelRun<TDefinition, TState, TObserver>? t_own;

    private readonly CrewWorker _owner = new(0);
    private TDefinition _definition;
    private TState _state;
    private RunOptions _options;
    private CancellationToken _caller;
    private int _stepCount;

    public ParallelRun() => _workers[0] = _owner;

    /// <summary>One that this thread keeps, or a new one: a run begins and ends on one thread.</summary>
    public static ParallelRun<TDefinition, TState, TObserver> Rent()
    {
        ParallelRun<TDefinition, TState, TObserver> run = t_own ?? new();
        t_own = null;
        return run;
    }

    /// <summary>Runs what the caller has not run yet; the steps before <paramref name="ended"/> have ended.</summary>
    public RunOutcome Execute(
        in TDefinition definition, ref TState state, in RunOptions options, TObserver observer, StepCosts costs, RunStart start, int degree, int ended, CancellationToken caller)
    {
        Begin(in definition, ref state, in options, observer, caller);
        if (start != RunStart.Together)
        {
            ended = RunAlone(ended, costs, start, degree);
        }

        if (ended < _stepCount && !_isStopped)
        {
            StartTogether(ended, degree, degree);
            bool isWhole = false;
            try
            {
                Drive(costs, degree);
                isWhole = true;
            }
            finally
            {
                if (!isWhole)
                {
                    // A table of the definition is wrong. Whoever is inside ends its step and finds the run stopped.
                    _isStopped = true;
                }

                Close();
            }
        }

        RunOutcome outcome = End(ref state);
        t_own = this;
        return outcome;
    }

    /// <summary>The first half of a start. The state is moved: until the end the run has the only one.</summary>
    internal void Begin(in TDefinition definition, ref TState state, in RunOptions options, TObserver observer, CancellationToken caller)
    {
        _definition = definition;
        _state = state;
        _options = options;
        _observer = new ObserverGuard<TObserver>(observer);
        _caller = caller;
        _stepCount = definition.StepCount;
        _status = RunStatus.Running;
        _isStopped = false;
        _undoCount = 0;
        if (_undo.Length < _stepCount)
        {
            _undo = new int[_stepCount];
        }

        if (TObserver.IsEnabled)
        {
            _observer.RunStarted(definition.Name, _stepCount);
            NoticeObserver();
        }
    }

    /// <summary>What is left to do on one thread when no step is under way; the caller gets its state back.</summary>
    internal RunOutcome End(ref TState state)
    {
        DetachFromCaller();
        if (_status == RunStatus.Running)
        {
            _status = RunTransitions.Next(_status, RunEvent.AllStepsEnded);
        }
        else
        {
            Compensate();
        }

        if (TObserver.IsEnabled)
        {
            _observer.RunEnded(_status, _exception);
            NoticeObserver();
        }

        var outcome = new RunOutcome(_status, _exception);
        state = _state;
        _state = default;
        _definition = default;
        _observer = default;
        _options = default;
        _caller = default;
        _exception = null;
        return outcome;
    }

    /// <summary>Runs steps in plan order until all have ended, the run stops, or help pays. Returns how many have ended.</summary>
    private int RunAlone(int ended, StepCosts costs, RunStart start, int degree)
    {
        int stepCount = _stepCount;
        var clock = new BacklogClock(costs, degree, start);
        while (ended < stepCount && !_isStopped && RunStep(_owner, ended))
        {
            if (++ended == clock.NextLook && ended < stepCount && clock.HelpPays(ended, stepCount))
            {
                return ended;
            }
        }

        if (ended == stepCount && start == RunStart.Watched)
        {
            StepCostTable<TDefinition, TState>.Learn(costs, clock.WatchedTicks, stepCount, degree);
        }

        return ended;
    }
}
