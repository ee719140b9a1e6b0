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
    public async Task Run_that_records_more_than_an_eighth_of_the_journal_fails_at_the_step_that_is_too_much()
    {
        await using WorkflowHost host = new(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, Journal = Short(segments: 4, bytes: 128 << 10) });
        HostedWorkflow<long, long> large = host.Add(Line("Large", 3_000)), other = host.Add(Line("Other", 100));
        await host.StartAsync().Within();
        RunHandle<long> run = await large.StartAsync(0).Within();
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitAsync().AsTask().Within());
        Assert.Contains("has no place in the journal: the run has recorded 65", exception.Message, StringComparison.Ordinal);
        Assert.Contains("an eighth of the 524288 of its shard is the limit. Raise JournalOptions.MaxSegments", exception.Message, StringComparison.Ordinal);
        StepSnapshot failed = Assert.Single((await run.GetAsync().Within()).Steps, static step => step.Status == StepStatus.Failed);
        Assert.Contains($"'{failed.Name}'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(100, await other.RunAsync(0).Within());
    }

    [Fact]
    public async Task Runs_that_outgrow_the_journal_together_fail_with_the_reason_and_go_on_when_it_may_be_longer()
    {
        const int Steps = 2_000, Runs = 4;
        RunId[] ids;
        int failed = 0;
        await using (WorkflowHost host = new(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, Journal = Short(segments: 6) }))
        {
            HostedWorkflow<long, long> large = host.Add(Line("Large", Steps));
            await host.StartAsync().Within();
            ids = [.. (await large.StartMany(new long[Runs]).Within()).Select(static run => run.Id)];
            foreach (RunId id in ids)
            {
                try
                {
                    Assert.Equal(Steps, await large.Find(id).WaitAsync().Within());
                }
                catch (InvalidOperationException exception)
                {
                    Assert.Contains("has no place in the journal: the runs of shard 0 need", exception.Message, StringComparison.Ordinal);
                    Assert.Contains("Raise JournalOptions.MaxSegments and retry the run", exception.Message, StringComparison.Ordinal);
                    failed++;
                }
            }

            Assert.InRange(failed, 1, Runs);
            Assert.Equal(Refusal.JournalFull, (await Assert.ThrowsAsync<RequestRefusedException>(() => large.StartAsync(0).AsTask().Within())).Refusal);
        }

        await using WorkflowHost longer = new(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, Journal = Short(segments: 64) });
        HostedWorkflow<long, long> again = longer.Add(Line("Large", Steps));
        await longer.StartAsync().Within();
        foreach (RunId id in ids)
        {
            RunHandle<long> run = again.Find(id);
            if ((await run.GetAsync().Within()).Status == RunStatus.Failed)
            {
                await run.RetryAsync().Within();
                failed--;
            }

            Assert.Equal(Steps, await run.WaitAsync().Within());
        }

        Assert.Equal(0, failed);
    }

    [Fact]
    public async Task Shard_whose_journal_has_no_place_even_for_failures_ends_with_the_reason_and_loses_nothing()
    {
        List<RunId> ids = [];
        HashSet<RunId> failed = [];
        LineStep[] steps = [LineStep.Asynchronous("Wait", async value => value + await _gate.Task), .. Enumerable.Range(0, 30).Select(static step => LineStep.Synchronous($"step {step}", static value => value + 1))];
        await using (WorkflowHost host = new(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, Journal = Short(segments: 6), DrainFor = TimeSpan.Zero }))
        {
            HostedWorkflow<long, long> growing = host.Add(new LineWorkflow("Growing", steps));
            await host.StartAsync().Within();
            ids.AddRange((await growing.StartMany(new long[900]).Within()).Select(static run => run.Id));
            Task<long>[] outcomes = [.. ids.Select(id => growing.Find(id).WaitAsync().AsTask())];
            _gate.SetResult(0);
            int told = 0;
            for (int index = 0; index < outcomes.Length; index++)
            {
                try
                {
                    Assert.Equal(30, await outcomes[index].Within());
                }
                catch (JournalException exception)
                {
                    Assert.Equal(JournalFault.Full, exception.Fault);
                    Assert.Contains("Nothing that was acknowledged is lost: start the host again with a larger JournalOptions.MaxSegments", exception.Message, StringComparison.Ordinal);
                    told++;
                }
                catch (InvalidOperationException exception)
                {
                    Assert.Contains("has no place in the journal", exception.Message, StringComparison.Ordinal);
                    failed.Add(ids[index]);
                }
            }

            Assert.True(told > 0);
            Assert.Equal(ShardCondition.Failed, Assert.Single(host.Health().Shards).Condition);
            Assert.Equal(JournalFault.Full, (await Assert.ThrowsAsync<JournalException>(() => growing.StartAsync(0).AsTask().Within())).Fault);
        }

        await using WorkflowHost longer = new(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, Journal = Short(segments: 64) });
        HostedWorkflow<long, long> again = longer.Add(new LineWorkflow("Growing", steps));
        await longer.StartAsync().Within();
        foreach (RunId id in ids)
        {
            RunHandle<long> run = again.Find(id);
            RunSnapshot found = await run.GetAsync().Within();
            if (failed.Contains(id) || (found.Stage == RunStage.Ended && found.Status == RunStatus.Failed))
            {
                await run.RetryAsync().Within();
            }

            Assert.Equal(30, await run.WaitAsync().Within());
        }
    }

    [Fact]
    public async Task Workflow_of_65535_steps_is_recorded_and_goes_on_in_the_next_process()
    {
        const int Steps = 65_535;
        var workflow = new LineWorkflow(
            "Longest",
            [
                .. Enumerable.Range(0, Steps - 2).Select(static step => LineStep.Synchronous($"step {step}", static value => value + 1)),
                LineStep.Asynchronous("wait", async value => value + await _gate.Task),
                LineStep.Synchronous("last", static value => value + 1),
            ]);
        HostedWorkflow<long, long> longest = await HostOf(workflow, new JournalOptions());
        RunId id = (await longest.StartAsync(0, "a key").Within()).Id;
        using (var patience = new CancellationTokenSource(Patience.Limit))
        {
            while ((await longest.Host.GetAsync(id, patience.Token)).Steps[^2].Progress != StepProgress.Runs)
            {
                await Task.Yield();
            }
        }

        Assert.False(await longest.Host.StopAsync(TimeSpan.Zero).Within());
        longest = await HostOf(workflow, new JournalOptions());
        _gate.SetResult(0);
        Assert.Equal(Steps - 1, await longest.Find(id).WaitAsync().Within());
        await longest.Host.DisposeAsync().Within();
        longest = await HostOf(workflow, new JournalOptions());
        Assert.Equal(Steps - 1, await (await longest.FindAsync("a key").Within())!.Value.WaitAsync().Within());
        await longest.Host.DisposeAsync().Within();
    }

    [Fact]
    public async Task Workflow_whose_names_do_not_fit_into_a_segment_is_refused_with_the_option_named()
    {
        HostedWorkflow<long, long> names = await HostOf(
            new LineWorkflow("Names", [.. Enumerable.Range(0, 2_000).Select(static step => LineStep.Synchronous(new string('n', 100) + step, static value => value))]), Short(segments: 4));
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => names.StartAsync(0).AsTask().Within());
        Assert.Contains("all of it has to fit into a segment: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Raise JournalOptions.SegmentBytes", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, names.Host.Health().RunCount);
        await names.Host.DisposeAsync().Within();
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

    private async Task<HostedWorkflow<long, long>> HostOf(LineWorkflow workflow, JournalOptions journal)
    {
        var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, DrainFor = TimeSpan.Zero, Journal = journal });
        HostedWorkflow<long, long> hosted = host.Add(workflow);
        await host.StartAsync().Within();
        return hosted;
    }

    private static JournalOptions Short(int segments, int bytes = 64 << 10) => new() { SegmentBytes = bytes, MaxSegments = segments, MaxRecordBytes = 4096 };

    private static LineWorkflow Line(string name, int steps) =>
        new(name, [.. Enumerable.Range(0, steps).Select(static step => LineStep.Synchronous($"step {step}", static value => value + 1))]);

    private LineWorkflow Waiting() => new("Waiting", LineStep.Asynchronous("Wait", async value => value + await _gate.Task));
}
