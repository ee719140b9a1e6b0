using Engine.Internal;

namespace Engine.Runtime;

/// <summary>A workflow that has been added to a host.</summary>
public abstract class HostedWorkflow
{
    private int _isClosed;

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

    /// <summary>Whether it is being removed from its host, or has been: it takes no runs. Any thread.</summary>
    internal bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Has it take no more runs. False: somebody else has.</summary>
    internal bool TryClose() => Interlocked.Exchange(ref _isClosed, 1) == 0;

    /// <summary>It was not removed.</summary>
    internal void Reopen() => Volatile.Write(ref _isClosed, 0);

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
