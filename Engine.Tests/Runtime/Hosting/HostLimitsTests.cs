using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>What a host refuses, and that it says which limit it was.</summary>
public sealed class HostLimitsTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly TaskCompletionSource<long> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_beyond_the_limit_is_refused_and_admitted_when_another_has_ended()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions { ShardCount = 1, Shard = new ShardOptions { MaxRuns = 3 } });
        HostedWorkflow<long, long> waiting = host.Add(Waiting());
        await host.StartAsync().Within();
        RunHandle<long> first = await waiting.StartAsync(1, "first").Within();
        RequestRefusedException batch = await Assert.ThrowsAsync<RequestRefusedException>(() => waiting.StartMany([2, 3, 4]).Within());
        Assert.Equal(Refusal.TooManyRuns, batch.Refusal);
        Assert.Equal(1, host.Health().RunCount);
        await waiting.StartMany([2, 3]).Within();
        RequestRefusedException single = await Assert.ThrowsAsync<RequestRefusedException>(() => waiting.StartAsync(4).AsTask().Within());
        Assert.Equal(
            "Shard 0 has 3 runs that have not ended, and 1 more would exceed its limit of 3. Wait until some have ended, or raise ShardOptions.MaxRuns.", single.Message);

        // What is there already is no new run.
        Assert.Equal(first.Id, (await waiting.StartAsync(1, "first").Within()).Id);
        _gate.SetResult(0);
        await first.WaitAsync().Within();
        Assert.Equal(9, await waiting.RunAsync(9).Within());
    }

    [Fact]
    public async Task Request_beyond_the_limit_is_refused_while_the_shard_is_busy()
    {
        using var isIn = new SemaphoreSlim(0);
        using var letGo = new SemaphoreSlim(0);
        await using WorkflowHost host = new(new WorkflowHostOptions { ShardCount = 1, Shard = new ShardOptions { MaxRequests = 4 } });
        HostedWorkflow<long, long> busy = host.Add(new LineWorkflow("Busy", LineStep.Synchronous("Block", value =>
        {
            if (value == 0)
            {
                isIn.Release();
                letGo.Wait();
            }

            return value;
        })));
        await host.StartAsync().Within();
        Task<long> first = busy.RunAsync(0).AsTask();
        await isIn.WaitAsync().Within();
        Task<long>[] waiting = [.. Enumerable.Range(1, 4).Select(input => busy.RunAsync(input).AsTask())];
        RequestRefusedException exception = await Assert.ThrowsAsync<RequestRefusedException>(() => busy.RunAsync(5).AsTask().Within());
        Assert.Equal(Refusal.TooManyRequests, exception.Refusal);
        Assert.Contains("ShardOptions.MaxRequests", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Refusal.TooManyRequests, (await Assert.ThrowsAsync<RequestRefusedException>(() => busy.StartMany([6]).Within())).Refusal);
        Assert.Equal(Refusal.TooManyRequests, (await Assert.ThrowsAsync<RequestRefusedException>(() => host.ListAsync().Within())).Refusal);
        letGo.Release();
        Assert.Equal((long[])[1, 2, 3, 4], await Task.WhenAll(waiting).Within());
        Assert.Equal(0, await first.Within());
    }

    [Fact]
    public async Task Full_journal_refuses_new_runs_and_lets_those_that_are_there_end()
    {
        var options = new WorkflowHostOptions
        {
            Folder = _folder.Path,
            ShardCount = 1,
            Journal = new JournalOptions { SegmentBytes = 64 << 10, MaxSegments = 8, MaxRecordBytes = 4096 },
            Shard = new ShardOptions { MaxEndedRuns = 1 },
        };
        await using WorkflowHost host = new(options);
        HostedWorkflow<long, long> waiting = host.Add(Waiting());
        await host.StartAsync().Within();
        List<RunHandle<long>> runs = [];
        RequestRefusedException? refusal = null;
        string key = new('k', 2000);
        while (refusal is null)
        {
            try
            {
                runs.Add(await waiting.StartAsync(runs.Count, $"{key}{runs.Count}").Within());
            }
            catch (RequestRefusedException exception)
            {
                refusal = exception;
            }
        }

        Assert.Equal(Refusal.JournalFull, refusal.Refusal);
        Assert.Contains("JournalOptions.MaxSegments", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(runs.Count, 40, 80);
        Task<long>[] outcomes = [.. runs.Select(static run => run.WaitAsync().AsTask())];
        _gate.SetResult(0);
        Assert.Equal(Enumerable.Range(0, runs.Count).Select(static input => (long)input), await Task.WhenAll(outcomes).Within());

        // They have been forgotten but for one: there is room again, once the journal has been cleaned.
        for (int round = 0; round < 200; round++)
        {
            Assert.Equal(round, await waiting.RunAsync(round, $"{key} again {round}").Within());
        }
    }

    [Fact]
    public async Task Batch_that_the_journal_has_no_place_for_is_refused_as_a_whole_and_a_large_one_is_started_as_a_whole()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions
        {
            Folder = _folder.Path,
            ShardCount = 1,
            Journal = new JournalOptions { SegmentBytes = 256 << 10, MaxSegments = 128, MaxRecordBytes = 4096 },
        });
        HostedWorkflow<long, long> waiting = host.Add(Waiting());
        await host.StartAsync().Within();
        RequestRefusedException refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => waiting.StartMany(new long[400_000]).Within());
        Assert.Equal(Refusal.JournalFull, refusal.Refusal);
        Assert.Contains("more were asked for", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, host.Health().RunCount);

        // More than the journal takes at once: it goes on as there is room.
        RunHandle<long>[] runs = await waiting.StartMany([.. Enumerable.Range(0, 100_000)]).Within();
        Assert.Equal(100_000, host.Health().RunCount);
        _gate.SetResult(1);
        Assert.Equal(1, await runs[0].WaitAsync().Within());
        Assert.Equal(100_000, await runs[^1].WaitAsync().Within());
    }

    [Fact]
    public async Task Input_longer_than_a_record_is_refused_with_the_option_named()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions
        {
            Folder = _folder.Path,
            ShardCount = 1,
            Journal = new JournalOptions { SegmentBytes = 64 << 10, MaxSegments = 8, MaxRecordBytes = 256 },
        });
        HostedWorkflow<long, long> waiting = host.Add(Waiting());
        await host.StartAsync().Within();
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => waiting.StartAsync(1, new string('k', 300)).AsTask().Within());
        Assert.Contains("Raise MaxRecordBytes", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, host.Health().RunCount);
    }

    [Fact]
    public void Options_out_of_their_range_are_refused_by_name()
    {
        Assert.Contains("ShardCount is 65", Assert.Throws<ArgumentOutOfRangeException>(static () => new WorkflowHost(new WorkflowHostOptions { ShardCount = 65 })).Message, StringComparison.Ordinal);
        Assert.Contains("MaxRuns is 0", Assert.Throws<ArgumentOutOfRangeException>(static () => new WorkflowHost(new WorkflowHostOptions { Shard = new ShardOptions { MaxRuns = 0 } })).Message, StringComparison.Ordinal);
        Assert.Contains("Folder is empty", Assert.Throws<ArgumentException>(static () => new WorkflowHost(new WorkflowHostOptions { Folder = "" })).Message, StringComparison.Ordinal);
        Assert.Contains("DrainFor", Assert.Throws<ArgumentOutOfRangeException>(static () => new WorkflowHost(new WorkflowHostOptions { DrainFor = TimeSpan.FromSeconds(-1) })).Message, StringComparison.Ordinal);
    }

    private LineWorkflow Waiting() => new("Waiting", LineStep.Asynchronous("Wait", async value => value + await _gate.Task));
}
