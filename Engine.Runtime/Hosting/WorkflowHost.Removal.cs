using Engine.Internal;

namespace Engine.Runtime;

/// <summary>How a workflow leaves a host.</summary>
public sealed partial class WorkflowHost
{
    /// <summary>
    /// Removes a graph of tasks of which no run is under way: its ended runs are forgotten, its memory is given back, and another graph may have its name.
    /// O(its runs). If it fails the workflow stays, possibly without some of its ended runs, and it may be tried again.
    /// </summary>
    /// <param name="workflow">What <see cref="AddAsync"/> gave. From now on it starts no runs.</param>
    /// <param name="cancellationToken">Looked at before anything is done.</param>
    /// <returns>When all shards have let it go, and that is on the disk.</returns>
    /// <exception cref="ArgumentException">It is a workflow of another host, or a compiled one: those stay as long as their host.</exception>
    /// <exception cref="RequestRefusedException">It has runs that have not ended, or that are held; it has been removed already; too many requests wait.</exception>
    /// <exception cref="InvalidOperationException">The host has not been started.</exception>
    /// <exception cref="JournalException">The journal has failed.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public async Task RemoveAsync(HostedWorkflow<TaskInput, TaskResults> workflow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        if (workflow.Host != this || workflow.TaskGraph is null)
        {
            throw new ArgumentException($"'{workflow.Name}' is {(workflow.Host != this ? "a workflow of another host" : "a compiled workflow, which stays as long as its host")}.", nameof(workflow));
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (workflow.IsClosed)
        {
            throw Refusals.WorkflowRemoved(workflow.Name);
        }

        // First without closing it: where that is refused, nobody who starts runs meanwhile notices.
        await CheckNothingUnderWayAsync(workflow).ConfigureAwait(false);
        if (!workflow.TryClose())
        {
            throw Refusals.WorkflowRemoved(workflow.Name);
        }

        try
        {
            // In all shards before the first forgets something. A request that found it open has been carried out before this one.
            await CheckNothingUnderWayAsync(workflow).ConfigureAwait(false);
            await AllShards(workflow, static (shard, workflow, ref _) => shard.Remove(workflow)).ConfigureAwait(false);
        }
        catch
        {
            workflow.Reopen();
            throw;
        }

        lock (_gate)
        {
            _byName.Remove(workflow.Name);
            _workflows[workflow.Number] = null;
            _freeNumbers.Push(workflow.Number);
        }
    }

    private Task<bool[]> CheckNothingUnderWayAsync(HostedWorkflow workflow) => AllShards(workflow, static (shard, workflow, ref _) =>
    {
        shard.CheckNothingUnderWay(workflow);
        return 0;
    });

    private Task<bool[]> AllShards(HostedWorkflow workflow, ShardCall<HostedWorkflow, bool>.Function function) =>
        Task.WhenAll(Started().Select(shard => ShardCall<HostedWorkflow, bool>.Post(shard, workflow, function, CancellationToken.None)));
}
