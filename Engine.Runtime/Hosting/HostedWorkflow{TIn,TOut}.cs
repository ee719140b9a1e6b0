using Engine.Internal;

namespace Engine.Runtime;

/// <summary>A workflow in a host: starts its runs and finds them again. Made by <see cref="WorkflowHost.Add"/>; all of it may be used from any thread.</summary>
/// <typeparam name="TIn">What a run gets.</typeparam>
/// <typeparam name="TOut">What a run gives.</typeparam>
public abstract class HostedWorkflow<TIn, TOut> : HostedWorkflow
{
    private protected HostedWorkflow(WorkflowHost host, int number)
        : base(host, number)
    {
    }

    /// <summary>Starts a run. It has been started for good when this returns: with a folder its input is on the disk.</summary>
    /// <param name="input">What the run gets.</param>
    /// <param name="key">
    /// A name for the run, unique in its workflow: where there is a run of it already, running or ended and not forgotten, that one is returned, and the
    /// input is not looked at. Null: a new run each time.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for the acknowledgement. The run may have been started: with a key one can ask again.</param>
    /// <returns>The run. To be awaited once.</returns>
    /// <exception cref="RequestRefusedException">The host is at a limit, or stops.</exception>
    /// <exception cref="RunHeldException">The run of the key cannot go on in this process.</exception>
    /// <exception cref="ArgumentException">The input is longer than a record of the journal may be.</exception>
    /// <exception cref="JournalException">The journal has failed.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public ValueTask<RunHandle<TOut>> StartAsync(TIn input, string? key = null, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<RunHandle<TOut>>(cancellationToken)
            : StartRequest<TIn, TOut>.Post(this, Host.ShardFor(key), input, key, cancellationToken);

    /// <summary>Starts a run as <see cref="StartAsync"/> does and waits for its end: the shortest way there.</summary>
    /// <param name="input">What the run gets.</param>
    /// <param name="key">A name for the run, as for <see cref="StartAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting. The run goes on if it has been started.</param>
    /// <returns>The run's output. To be awaited once.</returns>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    /// <exception cref="OperationCanceledException">The run was cancelled, or the token was.</exception>
    public ValueTask<TOut> RunAsync(TIn input, string? key = null, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<TOut>(cancellationToken)
            : RunRequest<TIn, TOut>.Post(this, Host.ShardFor(key), input, key, cancellationToken);

    /// <summary>
    /// Starts many runs in one piece: all or none of them. They are in one shard; several calls use several shards. With a folder they are on the disk
    /// together.
    /// </summary>
    /// <param name="inputs">What the runs get, in the order of the handles.</param>
    /// <returns>The runs, acknowledged as by <see cref="StartAsync"/>.</returns>
    /// <exception cref="RequestRefusedException">The host is at a limit, or stops: none has been started.</exception>
    /// <exception cref="ArgumentException">An input is longer than a record of the journal may be: none has been started.</exception>
    /// <exception cref="JournalException">The journal has failed.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public Task<RunHandle<TOut>[]> StartMany(ReadOnlySpan<TIn> inputs)
    {
        Shard shard = Host.ShardFor(null);
        if (inputs.IsEmpty)
        {
            return Task.FromResult<RunHandle<TOut>[]>([]);
        }

        var request = new StartManyRequest<TIn, TOut>(this, inputs.ToArray());
        if (!shard.TryPost(request))
        {
            request.Refuse(Refusals.TooManyRequests(shard.Number, shard.Options.MaxRequests));
        }

        return request.Task;
    }

    /// <summary>The run of a number, in this process or the next one. Nothing is asked: whether it is there shows when it is used.</summary>
    public RunHandle<TOut> Find(RunId id) => new(this, id);

    /// <summary>The run of a key; null where there is none, or none any more.</summary>
    /// <exception cref="RunHeldException">This process cannot go on with the run.</exception>
    public async Task<RunHandle<TOut>?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        RunId id = await ShardCall<(HostedWorkflow Workflow, string Key), RunId>.Post(
            Host.ShardFor(key),
            (this, key),
            static (shard, asked, ref id) =>
            {
                RunTable table = shard.Tables.Of(asked.Workflow);
                if (table.TryFind(asked.Key, out int slot))
                {
                    id = new RunId(shard.InfoOf(slot).Id);
                    return shard.InfoOf(slot).LastPosition;
                }

                return shard.HeldBy(table.WorkflowName, asked.Key) is { } held ? throw new RunHeldException(new RunId(held.Id), held.Reason) : 0;
            },
            cancellationToken).ConfigureAwait(false);
        return id.IsNone ? null : Find(id);
    }
}
