using Engine.Internal;

namespace Engine.Runtime;

/// <summary>One call of an activity: which task of which run, and what it gets. Valid until the body has ended.</summary>
public readonly struct ActivityCall
{
    private readonly TaskRun _run;
    private readonly TaskGraph _graph;
    private readonly TimeProvider? _clock;
    private readonly int _position;
    private readonly int _retriesSoFar;

    internal ActivityCall(TaskGraph graph, TaskRun run, int position, in StepContext context)
    {
        _graph = graph;
        _run = run;
        _position = position;
        _clock = context.Clock;
        _retriesSoFar = context.Attempt - 1;
        Run = new RunId(context.RunId);
    }

    /// <summary>A call, for tests of activities.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="taskId">The task that is done.</param>
    /// <param name="input">The input of the run.</param>
    /// <param name="results">The results of other tasks by id; empty where not given.</param>
    /// <param name="attempt">1 for the first.</param>
    /// <exception cref="KeyNotFoundException">The graph has no such task.</exception>
    public ActivityCall(TaskGraph graph, string taskId, ReadOnlyMemory<byte> input, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? results = null, int attempt = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        _graph = graph;
        _position = graph.PositionOf(taskId);
        _retriesSoFar = attempt - 1;
        _run = new TaskRun(new TaskInput(input), graph.Count);
        foreach ((string id, ReadOnlyMemory<byte> result) in results ?? new Dictionary<string, ReadOnlyMemory<byte>>())
        {
            _run.Results[graph.PositionOf(id)] = result;
        }
    }

    /// <summary>The name of the graph.</summary>
    public string Workflow => _graph.Name;

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>The id of the task.</summary>
    public string TaskId => _graph.IdOf(_position);

    /// <summary>The name of the activity.</summary>
    public string Activity => _graph.ActivityOf(_position);

    /// <summary>1 for the first attempt, one more for each retry.</summary>
    public int Attempt => _retriesSoFar + 1;

    /// <summary>The same for every attempt of this task of this run, also after a crash, and for nothing else. Makes a string.</summary>
    public string IdempotencyKey => $"{Run.Value:x}-{TaskId}";

    /// <summary>The host's clock.</summary>
    public TimeProvider TimeProvider => _clock ?? TimeProvider.System;

    /// <summary>The input of the run.</summary>
    public ReadOnlyMemory<byte> Input => _run.Input.Data;

    /// <summary>How many tasks it depends on.</summary>
    public int DependencyCount => _graph.DependenciesOf(_position).Length;

    /// <summary>The id of a task that it depends on, by its place in <see cref="TaskSpec.DependsOn"/>.</summary>
    public string DependencyId(int index) => _graph.IdOf(_graph.DependenciesOf(_position)[index]);

    /// <summary>The result of a task that it depends on, by its place in <see cref="TaskSpec.DependsOn"/>. O(1).</summary>
    public ReadOnlyMemory<byte> ResultOf(int index) => _run.Results[_graph.DependenciesOf(_position)[index]];

    /// <summary>The result of a task that it depends on, by its id. O(dependencies).</summary>
    /// <exception cref="KeyNotFoundException">It does not depend on such a task.</exception>
    public ReadOnlyMemory<byte> ResultOf(string taskId)
    {
        foreach (int dependency in _graph.DependenciesOf(_position))
        {
            if (_graph.IdOf(dependency) == taskId)
            {
                return _run.Results[dependency];
            }
        }

        TaskGraphErrors.ThrowNoDependency(TaskId, taskId);
        return default;
    }
}
