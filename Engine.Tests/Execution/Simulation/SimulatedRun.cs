using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>Which executor a world is run by.</summary>
internal enum ExecutorKind : byte
{
    Inline,
    Async,

    /// <summary>The parallel executor, its workers played on one thread in an order that is drawn.</summary>
    Parallel,

    /// <summary>The parallel executor with helpers from the first step, on real threads.</summary>
    Threads,

    /// <summary>The batch executor, as one lane of several.</summary>
    Batch,

    /// <summary>A batch of one lane, which nobody can watch: a run that is watched is the inline executor's. Of built workflows.</summary>
    Lane,
}

/// <summary>Runs a world to its end, on the calling thread, and judges what happened.</summary>
internal sealed class SimulatedRun
{
    private readonly World _world;
    private readonly ExecutorKind _kind;
    private readonly RunOptions _options;
    private readonly bool _isWatched;
    private readonly bool _isBuilt;
    private ValueTask<long> _task;

    /// <param name="world">What the run meets.</param>
    /// <param name="kind">Which executor runs it.</param>
    /// <param name="seed">That of the run's jitter.</param>
    /// <param name="isWatched">Without an observer executors may take shorter ways, and there is no trace to judge.</param>
    /// <param name="isBuilt">Runs the plan as a <see cref="WorkflowBuilder{TIn, TOut}"/> builds it.</param>
    public SimulatedRun(World world, ExecutorKind kind, ulong seed = 0, bool isWatched = true, bool isBuilt = false)
    {
        _isBuilt = isBuilt;
        _isWatched = isWatched;
        _world = world;
        _kind = kind;
        _options = new RunOptions { TimeProvider = world.Time, Seed = seed, Degree = world.Degree };
    }

    public long? Output { get; private set; }

    public Exception? Thrown { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Begins the run: all of it with the inline executor.</summary>
    public void Start()
    {
        if (_world.CancelBefore == 0)
        {
            _world.CancelCaller();
        }

        if (_isWatched)
        {
            Start(new TraceObserver(_world));
        }
        else
        {
            Start(default(NoObserver));
        }
    }

    /// <summary>Looks around after something happened, and takes the result if the run has ended.</summary>
    public void Settle()
    {
        _world.CheckAtRest();
        if (HasEnded || !_task.IsCompleted)
        {
            return;
        }

        HasEnded = true;
        try
        {
            Output = _task.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Thrown = exception;
        }
    }

    /// <summary>Lets things happen until the run has ended.</summary>
    public void Finish()
    {
        while (!HasEnded)
        {
            if (!_world.Act())
            {
                _world.Require(false, $"the run does not end, and nothing more can happen");
                return;
            }

            Settle();
        }
    }

    /// <summary>Everything that was wrong with a run that has ended.</summary>
    public List<string> Judge()
    {
        if (!HasEnded)
        {
            return _world.Violations;
        }

        List<string> wrong = Replay.Check(_world, Output, Thrown);

        // What is left behind would reach the next run that uses the same objects.
        _world.Require(_world.Time.ActiveCount == 0, $"{_world.Time.ActiveCount} timers are left");
        int events = _world.Trace.Count;
        _world.CancelCaller();
        _world.Require(_world.Trace.Count == events, $"a cancellation after its end moves the run");
        wrong.AddRange(_world.Violations);
        return wrong;
    }

    /// <summary>All of the above.</summary>
    public static List<string> Run(World world, ExecutorKind kind, ulong seed, bool isBuilt = false)
    {
        var simulation = new SimulatedRun(world, kind, seed, isBuilt: isBuilt);
        simulation.Start();
        simulation.Finish();
        return simulation.Judge();
    }

    /// <summary>
    /// Runs two worlds of one case, one of them unwatched. A run must not depend on being watched: the same bodies are called
    /// in the same order at the same time with the same inputs, and the caller gets the same.
    /// </summary>
    public static List<string> Compare(World watched, World unwatched, ExecutorKind kind, ulong seed, bool isBuilt = false)
    {
        var first = new SimulatedRun(watched, kind, seed, isBuilt: isBuilt);
        first.Start();
        first.Finish();
        List<string> wrong = first.Judge();
        if (wrong.Count > 0)
        {
            return wrong;
        }

        var second = new SimulatedRun(unwatched, kind, seed, isWatched: false, isBuilt);
        second.Start();
        second.Finish();
        string expected = Describe(watched, first.Output, first.Thrown, isTimed: true);
        string actual = Describe(unwatched, second.Output, second.Thrown, isTimed: true);
        return expected == actual && unwatched.Violations.Count == 0
            ? []
            : [$"unwatched, the run is another one.\n  Watched:   {expected}\n  Unwatched: {actual}", .. unwatched.Violations];
    }

    /// <summary>What was called in a run and what came of it; with the times at which, or only how long each call took.</summary>
    public static string Describe(World world, long? output, Exception? thrown, bool isTimed = false) =>
        string.Join(", ", world.Calls.Select(call => $"{world.Plan.StepName(call.Index)}({string.Join(",", call.Inputs)})"
            + $" {(isTimed ? call.StartTicks : 0)}-{(isTimed ? call.EndTicks : call.EndTicks - call.StartTicks)}{(call.WasCancelledAtEnd ? " cancelled" : "")} {call.Exception?.GetType().Name ?? $"{call.Value}"}"))
        + $" -> {thrown?.GetType().Name ?? $"{output}"} '{thrown?.Message}', {world.Time.ActiveCount} timers";

    private void Start<TObserver>(TObserver observer)
        where TObserver : struct, IRunObserver
    {
        var definition = new DynamicDefinition(new DynamicWorkflow(_world.Plan, _world));
        BuiltWorkflow? built = _isBuilt ? BuiltWorkflow.Of(_world.Plan, _world) : null;
        CancellationToken token = _world.MayCancel ? _world.Caller.Token : CancellationToken.None;
        if (_kind == ExecutorKind.Batch)
        {
            RunAsLane(token);
            return;
        }

        if (_kind != ExecutorKind.Async)
        {
            HasEnded = true;
            try
            {
                Output = _kind switch
                {
                    ExecutorKind.Parallel or ExecutorKind.Threads => built?.RunTogether(_world, _kind == ExecutorKind.Threads, in _options, observer, token)
                        ?? RunTogether(definition, observer, token),
                    ExecutorKind.Lane when !TObserver.IsEnabled => built!.RunLane(_world.WorkflowInput, _options, token),
                    _ => built?.Run(_world.WorkflowInput, _options, observer, token)
                        ?? InlineExecutor.Run<DynamicDefinition, DynamicState, long, long, TObserver>(definition, _world.WorkflowInput, _options, observer, token),
                };
            }
            catch (Exception exception)
            {
                Thrown = exception;
            }

            return;
        }

#pragma warning disable CA2012 // Asked whether it has completed between actions, and taken once.
        _task = built?.RunAsync(_world.WorkflowInput, _options, observer, token)
            ?? AsyncExecutor.RunAsync<DynamicDefinition, DynamicState, long, long, TObserver>(definition, _world.WorkflowInput, _options, observer, token);
#pragma warning restore CA2012
        Settle();
    }

    private void RunAsLane(CancellationToken token)
    {
        HasEnded = true;
        try
        {
            SimulatedLane lane = SimulatedBatch.RunBetweenOthers(_world, in _options, token);
            Output = lane.Output;
            Thrown = lane.Thrown;
        }
        catch (InvalidOperationException exception)
        {
            Thrown = exception;
        }
    }

    private long RunTogether<TObserver>(DynamicDefinition definition, TObserver observer, CancellationToken token)
        where TObserver : struct, IRunObserver
    {
        DynamicState state = default;
        definition.Start(_world.WorkflowInput, ref state);
        new SimulatedCrew<DynamicDefinition, DynamicState, TObserver>(_world, definition)
            .Run(_kind == ExecutorKind.Threads, ref state, in _options, observer, token);
        return definition.Output(ref state);
    }
}
