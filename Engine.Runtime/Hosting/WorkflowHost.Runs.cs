using Engine.Internal;

namespace Engine.Runtime;

/// <summary>What can be asked of a run by its number, whatever its workflow.</summary>
public sealed partial class WorkflowHost
{
    /// <summary>The run as it is now, with its steps. All that is told is on the disk.</summary>
    /// <exception cref="RunNotFoundException">There is no such run, or it has been forgotten.</exception>
    /// <exception cref="RequestRefusedException">Too many requests wait.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public Task<RunSnapshot> GetAsync(RunId id, CancellationToken cancellationToken = default) =>
        Describe(id, RunDescription.Snapshot, RunDescription.Snapshot, cancellationToken);

    /// <summary>What has happened in a run, with times, for a person to read. All that is told is on the disk. O(steps + entries).</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<HostedRunHistory> HistoryAsync(RunId id, CancellationToken cancellationToken = default) =>
        Describe(id, RunDescription.History, RunDescription.History, cancellationToken);

    /// <summary>Cancels a run: nothing new of it starts, bodies see their token, compensations run.</summary>
    /// <returns>True: it was cancelled, and that is on the disk. False: it has ended or stops already.</returns>
    /// <exception cref="RunNotFoundException">There is no such run, or it has been forgotten.</exception>
    /// <exception cref="RunHeldException">This process cannot go on with the run.</exception>
    /// <exception cref="RequestRefusedException">Too many requests wait.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public Task<bool> CancelAsync(RunId id, CancellationToken cancellationToken = default) =>
        Order(id, static (table, slot, _) => table.Cancel(slot), null, cancellationToken);

    /// <summary>Has nothing more of a run start until it is resumed, in the next process neither. What is under way ends.</summary>
    /// <param name="id">The run.</param>
    /// <param name="reason">Why, for whoever looks at the run.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>True: it is paused, and that is on the disk. False: it was not active.</returns>
    /// <inheritdoc cref="CancelAsync" path="/exception"/>
    public Task<bool> PauseAsync(RunId id, string? reason = null, CancellationToken cancellationToken = default) =>
        Order(id, static (table, slot, reason) => table.Pause(slot, reason), reason, cancellationToken);

    /// <summary>Goes on with a paused run.</summary>
    /// <returns>True: it goes on, and that is on the disk. False: it was not paused.</returns>
    /// <inheritdoc cref="CancelAsync" path="/exception"/>
    public Task<bool> ResumeAsync(RunId id, CancellationToken cancellationToken = default) =>
        Order(id, static (table, slot, _) => table.Resume(slot), null, cancellationToken);

    /// <summary>Goes on with a failed run at the steps that failed; what has completed is not done again.</summary>
    /// <returns>True: it goes on, and that is on the disk. False: it has not failed, or something of it was undone.</returns>
    /// <inheritdoc cref="CancelAsync" path="/exception"/>
    public Task<bool> RetryAsync(RunId id, CancellationToken cancellationToken = default) =>
        Order(id, static (table, slot, _) => table.Retry(slot), null, cancellationToken);

    /// <summary>
    /// Lets a held run go for good: it is forgotten as one that has ended, without having ended, and its key is free again. What it has done is not undone. It is
    /// for runs that no version of the program will go on with.
    /// </summary>
    /// <returns>When that is on the disk.</returns>
    /// <exception cref="RunNotFoundException">There is no such run, or it has been forgotten.</exception>
    /// <exception cref="InvalidOperationException">The run is not held: this process can go on with it.</exception>
    /// <exception cref="RequestRefusedException">Too many requests wait.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public Task DismissAsync(RunId id, CancellationToken cancellationToken = default) => Call<bool>(
        id,
        static (shard, id, ref isDone) =>
        {
            if (shard.TryFind(id, out int slot))
            {
                throw Refusals.NotHeld(id, RunDescription.StageOf(shard.InfoOf(slot).Phase));
            }

            isDone = true;
            return shard.TryDismiss(id, out long position) ? position : throw Refusals.Unknown(id);
        },
        cancellationToken);

    /// <summary>
    /// A page of the runs that a query lets through, in no particular order. A run that is there while all pages are read is on exactly one of them.
    /// O(runs of the host) for all pages together.
    /// </summary>
    /// <exception cref="ArgumentException">The page size is out of its range, or <see cref="RunQuery.After"/> is not what a page gave.</exception>
    /// <exception cref="RequestRefusedException">Too many requests wait.</exception>
    /// <exception cref="HostStoppedException">The host has stopped.</exception>
    public async Task<RunPage> ListAsync(RunQuery? query = null, CancellationToken cancellationToken = default)
    {
        Shard[] shards = Started();
        var scan = new RunScan(query ?? new RunQuery());
        while (scan.Shard < shards.Length && !scan.IsFull)
        {
            await ShardCall<RunScan, bool>.Post(shards[scan.Shard], scan, static (shard, scan, ref _) => scan.Look(shard), cancellationToken).ConfigureAwait(false);
        }

        return scan.ToPage(isLast: scan.Shard >= shards.Length);
    }

    /// <summary>Has an action called whenever something of a run may have changed, until what is returned is disposed. Look at the run after this, not before.</summary>
    /// <param name="id">The run; one that is not there does not change.</param>
    /// <param name="changed">Called on the shard's thread: it must only pass it on.</param>
    /// <exception cref="RunNotFoundException">No run can have this number here.</exception>
    /// <exception cref="RequestRefusedException">Too many watch.</exception>
    internal IDisposable Watch(RunId id, Action changed) => (ShardOf(id) ?? throw Refusals.Unknown(id)).Watch(id, changed);

    private Task<TDescription> Describe<TDescription>(
        RunId id, Func<Shard, int, TDescription> describe, Func<HeldRun, TDescription> describeHeld, CancellationToken cancellationToken) => ShardOf(id) is { } shard
        ? ShardCall<(RunId Id, Func<Shard, int, TDescription> Describe, Func<HeldRun, TDescription> DescribeHeld), TDescription>.Post(
            shard,
            (id, describe, describeHeld),
            static (shard, asked, ref description) =>
            {
                if (shard.TryFind(asked.Id, out int slot))
                {
                    description = asked.Describe(shard, slot);
                    return shard.InfoOf(slot).LastPosition;
                }

                description = shard.Held.TryGetValue(asked.Id.Value, out HeldRun? held) ? asked.DescribeHeld(held) : throw Refusals.Unknown(asked.Id);
                return 0;
            },
            cancellationToken)
        : Task.FromException<TDescription>(Refusals.Unknown(id));

    private Task<TResult> Call<TResult>(RunId id, ShardCall<RunId, TResult>.Function function, CancellationToken cancellationToken) => ShardOf(id) is { } shard
        ? ShardCall<RunId, TResult>.Post(shard, id, function, cancellationToken)
        : Task.FromException<TResult>(Refusals.Unknown(id));

    private Task<bool> Order(RunId id, Func<RunTable, int, string?, bool> order, string? argument, CancellationToken cancellationToken) => ShardOf(id) is { } shard
        ? ShardCall<(RunId Id, Func<RunTable, int, string?, bool> Order, string? Argument), bool>.Post(
            shard,
            (id, order, argument),
            static (shard, asked, ref isDone) =>
            {
                if (shard.TryFindRun(asked.Id, out int slot) is { } exception)
                {
                    throw exception;
                }

                isDone = asked.Order(shard.SlabOf(slot).Table, slot, asked.Argument);
                shard.TellWatches(slot);
                return shard.InfoOf(slot).LastPosition;
            },
            cancellationToken)
        : Task.FromException<bool>(Refusals.Unknown(id));
}
