using Engine.Host.Serve.Ingest;
using Engine.Runtime;

namespace Engine.Host.Serve.Catalog;

/// <summary>A workflow that runs can be started of, with its latest run. There may be very many: nothing is kept that the graph has.</summary>
/// <param name="roles">By position of a task in the definition.</param>
internal sealed class DefinedWorkflow(TaskRole[] roles)
{
    private readonly Lock _gate = new();
    private RunId _latest;
    private RunEvents? _events;
    private bool _isRemoved;

    public required TenantSpace Tenant { get; init; }

    public required WorkflowSpec Spec { get; init; }

    public required TaskGraph Graph { get; init; }

    public required HostedWorkflow<TaskInput, TaskResults> Hosted { get; init; }

    /// <summary>Its place in the order of definitions, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its number among the targets of events.</summary>
    public required int Target { get; init; }

    /// <summary>How many tasks are done by stand-ins.</summary>
    public required int SimulatedCount { get; init; }

    public StatusSlot Status { get; } = new();

    /// <summary>The agent of a task, by its step in a run.</summary>
    public AgentSpec AgentOf(int stepIndex) => Spec.Agents[roles[Graph.Order[stepIndex]].Agent];

    /// <summary>The definition as it was sent. Made anew: O(tasks + dependencies).</summary>
    public WorkflowDocument ToDocument()
    {
        var tasks = new WorkflowTask[Graph.Count];
        for (int position = 0; position < tasks.Length; position++)
        {
            TaskRole role = roles[position];
            tasks[position] = new WorkflowTask(Graph.IdOf(position), Spec.Agents[role.Agent].Name, [.. Graph.Tasks[position].DependsOn], role.IsParallel);
        }

        return new WorkflowDocument(Spec, tasks);
    }

    /// <summary>The run that started last; none where there is none.</summary>
    public RunId Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <summary>The events of a run, if it is the latest.</summary>
    public RunEvents? EventsOf(RunId run)
    {
        lock (_gate)
        {
            return run == _latest ? _events : null;
        }
    }

    /// <summary>A run has started. Events go to the one that started last, by its number: runs that start at the same time may arrive here in any order.</summary>
    /// <returns>Whether it is the latest now.</returns>
    public bool SetLatest(RunId run, EventHub hub)
    {
        lock (_gate)
        {
            if (_isRemoved || (!_latest.IsNone && !IsLater(run, _latest)))
            {
                return false;
            }

            _latest = run;
            _events = new RunEvents();
            hub.SetRun(Target, _events);
            return true;
        }
    }

    /// <summary>It has been removed: events do not reach it any more, and its place among their targets may be another's.</summary>
    public void Remove(EventHub hub)
    {
        lock (_gate)
        {
            _isRemoved = true;
            hub.RemoveTarget(Spec.Id, Target);
        }
    }

    // The number of a run is of its shard; numbers of one shard ascend, and between shards the last that arrives here counts.
    private static bool IsLater(RunId run, RunId other) => run.Value >> 56 != other.Value >> 56 || run.Value > other.Value;
}
