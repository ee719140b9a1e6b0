using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A host whose disk fails while it runs.</summary>
public sealed class HostJournalFailureTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly TaskCompletionSource<long> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastCalls;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Failed_sync_is_told_to_all_who_wait_and_ask_and_nothing_is_acknowledged_after_it()
    {
        FailingDisk disk = null!;
        RunId id;
        await using (var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, OpenDisk = folder => disk = new FailingDisk(folder) }))
        {
            HostedWorkflow<long, long> waiting = host.Add(Waiting());
            await host.StartAsync().Within();
            RunHandle<long> run = await waiting.StartAsync(1, "known").Within();
            id = run.Id;
            using (var patience = new CancellationTokenSource(Patience.Limit))
            {
                while ((await run.GetAsync(patience.Token)).Steps[0].Progress != StepProgress.Runs)
                {
                    await Task.Yield();
                }
            }

            Task<long> outcome = run.WaitAsync().AsTask();
            disk.Fail();

            // The body ends, and what follows it may not be told: that it ended is not on the disk.
            _gate.SetResult(1);
            JournalException failure = await Assert.ThrowsAsync<JournalException>(() => outcome.Within());
            Assert.Equal(JournalFault.Failed, failure.Fault);
            Assert.Contains("The disk is gone.", failure.Message, StringComparison.Ordinal);
            int lastCalls = _lastCalls;

            await Assert.ThrowsAsync<JournalException>(() => waiting.StartAsync(2, "lost").AsTask().Within());
            await Assert.ThrowsAsync<JournalException>(() => waiting.RunAsync(2).AsTask().Within());
            await Assert.ThrowsAsync<JournalException>(() => waiting.StartMany([1, 2, 3]).Within());
            await Assert.ThrowsAsync<JournalException>(() => waiting.FindAsync("known").Within());
            await Assert.ThrowsAsync<JournalException>(() => run.WaitAsync().AsTask().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.GetAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.HistoryAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.CancelAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.PauseAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.ResumeAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.RetryAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => run.DismissAsync().Within());
            await Assert.ThrowsAsync<JournalException>(() => host.ListAsync().Within());
            ShardHealth health = Assert.Single(host.Health().Shards);
            Assert.Equal(ShardCondition.Failed, health.Condition);
            Assert.IsType<JournalException>(health.Failure);
            Assert.Equal(lastCalls, _lastCalls);
        }

        // A new host finds what was acknowledged, and goes on with it.
        await using var next = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path });
        HostedWorkflow<long, long> again = next.Add(Waiting());
        await next.StartAsync().Within();
        Assert.Equal(id, (await again.FindAsync("known").Within())!.Value.Id);
        Assert.Equal(3, await again.Find(id).WaitAsync().Within());
        Assert.Null(await again.FindAsync("lost").Within());
    }

    private LineWorkflow Waiting() => new(
        "Waiting",
        LineStep.Asynchronous("Wait", async value => value + await _gate.Task),
        LineStep.Synchronous("Last", value =>
        {
            Interlocked.Increment(ref _lastCalls);
            return value + 1;
        }));
}
