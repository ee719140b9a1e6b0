using Engine.Internal;

namespace Engine.Runtime;

/// <summary>A workflow that has been added to a host.</summary>
public abstract class HostedWorkflow
{
    private protected HostedWorkflow(WorkflowHost host, int number)
    {
        Host = host;
        Number = number;
    }

    /// <summary>The host.</summary>
    public WorkflowHost Host { get; }

    /// <summary>The workflow's name: unique in its host, and what its runs are found by in the next process.</summary>
    public abstract string Name { get; }

    /// <summary>The tasks, where the workflow is a graph that came at run time; null for a compiled one.</summary>
    public virtual TaskGraph? TaskGraph => null;

    /// <summary>Its place among the host's workflows, and that of its table in each shard.</summary>
    internal int Number { get; }

    /// <summary>A table for its runs in a shard.</summary>
    internal abstract RunTable NewTable(Shard shard);

    internal ValueTask<TOut> WaitAsync<TOut>(RunId id, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TOut>(cancellationToken);
        }

        return Host.ShardOf(id) is { } shard
            ? WaitRequest<TOut>.Post(this, shard, id, cancellationToken)
            : ValueTask.FromException<TOut>(Refusals.Unknown(id));
    }
}
