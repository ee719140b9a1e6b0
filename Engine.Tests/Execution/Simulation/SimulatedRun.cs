using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>Which executor a world is run by.</summary>
internal enum ExecutorKind : byte
{
    Inline,
    Async,
}

/// <summary>Runs a world to its end, on the calling thread, and judges what happened.</summary>
internal sealed class SimulatedRun
{
    private readonly World _world;
    private readonly ExecutorKind _kind;
    private readonly RunOptions _options;
    private ValueTask<long> _task;

    public SimulatedRun(World world, ExecutorKind kind, ulong seed = 0)
    {
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

        var definition = new DynamicDefinition(new DynamicWorkflow(_world.Plan, _world));
        var observer = new TraceObserver(_world);
        if (_kind == ExecutorKind.Inline)
        {
            HasEnded = true;
            try
            {
                Output = InlineExecutor.Run<DynamicDefinition, DynamicState, long, long, TraceObserver>(
                    definition, _world.WorkflowInput, _options, observer, _world.Caller.Token);
            }
            catch (Exception exception)
            {
                Thrown = exception;
            }

            return;
        }

#pragma warning disable CA2012 // Asked whether it has completed between actions, and taken once.
        _task = AsyncExecutor.RunAsync<DynamicDefinition, DynamicState, long, long, TraceObserver>(
            definition, _world.WorkflowInput, _options, observer, _world.Caller.Token);
#pragma warning restore CA2012
        Settle();
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
    public static List<string> Run(World world, ExecutorKind kind, ulong seed)
    {
        var simulation = new SimulatedRun(world, kind, seed);
        simulation.Start();
        simulation.Finish();
        return simulation.Judge();
    }
}
