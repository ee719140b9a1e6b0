using Engine.Internal;

namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// Plays the workers of a parallel run on one thread: who takes the next step is drawn, and a body may be interrupted by the
/// turn of another worker. What each worker does is the executor's own code. Or lets real helpers do it, from the first step.
/// </summary>
internal sealed class SimulatedCrew<TDefinition, TState, TObserver>(World world, TDefinition definition)
    where TDefinition : struct, IWorkflowDefinition<TState>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    private const int DefaultWorkers = 3;

    private readonly ParallelRun<TDefinition, TState, TObserver> _run = ParallelRun<TDefinition, TState, TObserver>.Rent();
    private readonly bool[] _isInside = new bool[Crew.MaxWorkers];
    private int _workerCount;

    /// <summary>Runs a state that has been started.</summary>
    public void Run(bool onThreads, ref TState state, in RunOptions options, TObserver observer, CancellationToken token)
    {
        ParallelExecutor.RefuseWhatSuspends<TDefinition, TState>(definition);
        _workerCount = options.Degree == 0 ? DefaultWorkers : options.Degree;
        RunOutcome outcome;
        if (onThreads)
        {
            var costs = StepCosts.Of<TDefinition, TState>(definition);
            outcome = _run.Execute(in definition, ref state, in options, observer, costs, RunStart.Together, _workerCount, 0, token);
        }
        else
        {
            // As in the executor: this thread's context is put back, whatever the helpers' turns did to it.
            RunOptions given = options;
            TState started = state;
            ExecutionContext.Run(ExecutionContext.Capture()!, _ => Play(ref started, in given, observer, token), null);
            outcome = _run.End(ref state);
        }

        outcome.ThrowUnlessCompleted();
    }

    private void Play(ref TState state, in RunOptions options, TObserver observer, CancellationToken token)
    {
        _run.Begin(in definition, ref state, in options, observer, token);
        int stepCount = definition.StepCount;
        int alone = world.Choose(stepCount + 1), ended = 0;
        while (ended < alone && !_run.IsStopped && _run.RunStep(_run.WorkerOf(0), ended))
        {
            ended++;
        }

        if (ended == stepCount || _run.IsStopped)
        {
            return;
        }

        _run.StartTogether(ended, _workerCount, threads: 1);
        world.OtherWorker = TakeTurn;
        while (!_run.IsOver && TakeTurn())
        {
        }

        world.OtherWorker = null;
        world.Require(_run.IsOver, $"no worker finds anything to do, and steps are left");
        _run.Close();
    }

    /// <summary>A worker that is drawn takes a turn; another one if that finds nothing. False: none of them does.</summary>
    private bool TakeTurn()
    {
        int free = 0;
        for (int worker = 0; worker < _workerCount; worker++)
        {
            free += _isInside[worker] ? 0 : 1;
        }

        for (int chosen = free == 0 ? 0 : world.Choose(free), tries = free; tries > 0; tries--, chosen = (chosen + 1) % free)
        {
            int worker = 0;
            for (int skip = chosen; _isInside[worker] || skip-- > 0;)
            {
                worker++;
            }

            _isInside[worker] = true;
            bool hasRun = _run.Turn(_run.WorkerOf(worker));
            _isInside[worker] = false;
            if (hasRun)
            {
                return true;
            }
        }

        return false;
    }
}
