using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>What a person can ask of a run, and do with it.</summary>
public sealed class RunControlTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private TaskCompletionSource<long> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_tells_where_each_step_is()
    {
        await using WorkflowHost host = Host();
        HostedWorkflow<long, long> waiting = host.Add(Waiting());
        await host.StartAsync().Within();
        RunHandle<long> run = await waiting.StartAsync(1, "a key").Within();
        RunSnapshot snapshot = await Until(run, static snapshot => snapshot.Steps[1].Progress == StepProgress.Runs);
        Assert.Equal((run.Id, "Waiting", "a key", RunStage.Active, RunStatus.Running), (snapshot.Id, snapshot.Workflow, snapshot.Key, snapshot.Stage, snapshot.Status));
        Assert.Equal((_clock.GetUtcNow(), null), (snapshot.StartedAt, snapshot.EndedAt));
        Assert.Equal(
            [
                new StepSnapshot("First", StepStatus.Completed, StepProgress.Ended, _clock.GetUtcNow(), _clock.GetUtcNow(), 1, null, null),
                new StepSnapshot("Wait", StepStatus.NotStarted, StepProgress.Runs, _clock.GetUtcNow(), null, 1, null, null),
                new StepSnapshot("Last", StepStatus.NotStarted, StepProgress.Waits, null, null, 0, null, null),
            ],
            snapshot.Steps);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _gate.SetResult(0);
        Assert.Equal(1, await run.WaitAsync().Within());
        snapshot = await run.GetAsync().Within();
        Assert.Equal((RunStage.Ended, RunStatus.Completed, snapshot.StartedAt.AddSeconds(5)), (snapshot.Stage, snapshot.Status, snapshot.EndedAt!.Value));
        Assert.Equal(
            $"{run.Id} Waiting 'a key': Completed at 2026-01-01 00:00:05Z; started at 2026-01-01 00:00:00Z\n  First: Completed\n  Wait: Completed\n  Last: Completed\n", snapshot.ToString());
    }

    [Fact]
    public async Task Cancelled_run_undoes_what_it_did_and_who_waits_gets_the_cancellation()
    {
        List<long> undone = [];
        await using WorkflowHost host = Host();
        HostedWorkflow<long, long> waiting = host.Add(new LineWorkflow(
            "Undoing",
            new LineStep("First", static (value, _) => ValueTask.FromResult(value + 1)) { Undo = undone.Add },
            new LineStep("Wait", static async (value, context) =>
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return value;
            })
            { IsAsynchronous = true }));
        await host.StartAsync().Within();
        RunHandle<long> run = await waiting.StartAsync(6).Within();
        await Until(run, static snapshot => snapshot.Steps[1].Progress == StepProgress.Runs);
        Assert.True(await run.CancelAsync().Within());
        await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync().AsTask().Within());
        Assert.Equal([7L], undone);
        RunSnapshot snapshot = await run.GetAsync().Within();
        Assert.Equal((RunStage.Ended, RunStatus.Compensated), (snapshot.Stage, snapshot.Status));
        Assert.Equal(StepStatus.Cancelled, snapshot.Steps[1].Status);
        Assert.False(await run.CancelAsync().Within());
    }

    [Fact]
    public async Task Paused_run_stays_paused_in_the_next_host_until_it_is_resumed()
    {
        RunId id;
        await using (WorkflowHost host = Host())
        {
            HostedWorkflow<long, long> waiting = host.Add(Waiting());
            await host.StartAsync().Within();
            RunHandle<long> run = await waiting.StartAsync(1).Within();
            id = run.Id;
            await Until(run, static snapshot => snapshot.Steps[1].Progress == StepProgress.Runs);
            Assert.True(await run.PauseAsync("the shop is closed").Within());
            Assert.False(await run.PauseAsync().Within());
            _gate.SetResult(0);

            // What was under way ends; nothing more starts.
            await Until(run, static snapshot => snapshot.Steps[1].Status == StepStatus.Completed);
        }

        await using WorkflowHost next = Host();
        HostedWorkflow<long, long> again = next.Add(Waiting());
        await next.StartAsync().Within();
        RunSnapshot paused = await next.GetAsync(id).Within();
        Assert.Equal((RunStage.Paused, "the shop is closed", StepProgress.Waits), (paused.Stage, paused.Reason, paused.Steps[2].Progress));
        Assert.True(await next.ResumeAsync(id).Within());
        Assert.Equal(1, await again.Find(id).WaitAsync().Within());
        Assert.False(await next.ResumeAsync(id).Within());
    }

    [Fact]
    public async Task Failed_run_goes_on_at_the_step_that_failed_when_retried()
    {
        int firstCalls = 0;
        bool isBroken = true;
        await using WorkflowHost host = Host();
        HostedWorkflow<long, long> breaking = host.Add(new LineWorkflow(
            "Breaking",
            LineStep.Synchronous("First", value => value + ++firstCalls),
            LineStep.Synchronous("Break", value => isBroken ? throw new InvalidDataException("not yet") : value)));
        await host.StartAsync().Within();
        RunHandle<long> run = await breaking.StartAsync(1).Within();
        Assert.Equal("not yet", (await Assert.ThrowsAsync<InvalidDataException>(() => run.WaitAsync().AsTask().Within())).Message);
        RunSnapshot snapshot = await run.GetAsync().Within();
        Assert.Equal((RunStatus.Failed, StepStatus.Failed, "not yet"), (snapshot.Status, snapshot.Steps[1].Status, snapshot.Steps[1].Exception!.Message));
        isBroken = false;
        Assert.True(await run.RetryAsync().Within());
        Assert.Equal(2, await run.WaitAsync().Within());
        Assert.Equal(1, firstCalls);
        Assert.False(await run.RetryAsync().Within());
    }

    [Fact]
    public async Task Attempt_between_two_waits_for_the_hosts_clock_and_says_when()
    {
        int calls = 0;
        await using WorkflowHost host = Host();
        HostedWorkflow<long, long> retrying = host.Add(new LineWorkflow("Retrying", new LineStep(
            "Call", (value, _) => ++calls < 2 ? throw new IOException("no") : ValueTask.FromResult(value))
        { IsAsynchronous = true, Policy = new StepPolicy { Retries = 3, DelayMs = 60_000 } }));
        await host.StartAsync().Within();
        RunHandle<long> run = await retrying.StartAsync(8).Within();
        RunSnapshot snapshot = await Until(run, static snapshot => snapshot.Steps[0].Progress == StepProgress.WaitsForRetry);
        Assert.Equal((2, _clock.GetUtcNow().AddMinutes(1)), (snapshot.Steps[0].Attempt, snapshot.Steps[0].DueAt!.Value));
        Task<long> outcome = run.WaitAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(StepProgress.WaitsForRetry, (await run.GetAsync().Within()).Steps[0].Progress);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(8, await outcome.Within());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Run_of_a_workflow_that_is_not_there_is_held_listed_and_not_started_again()
    {
        RunId id;
        await using (WorkflowHost host = Host())
        {
            HostedWorkflow<long, long> waiting = host.Add(Waiting());
            await host.StartAsync().Within();
            id = (await waiting.StartAsync(1, "a key").Within()).Id;
        }

        await using (WorkflowHost other = Host())
        {
            other.Add(new LineWorkflow("Another", LineStep.Synchronous("Only", static value => value)));

            // Same name, and the step that the run has recorded is another one.
            HostedWorkflow<long, long> changed = other.Add(new LineWorkflow("Waiting", LineStep.Synchronous("New", static value => value)));
            await other.StartAsync().Within();
            RunSnapshot held = await other.GetAsync(id).Within();
            Assert.Equal((RunStage.Held, "Waiting", "a key"), (held.Stage, held.Workflow, held.Key));
            Assert.Contains("'First' of workflow 'Waiting' is not in this version", held.Reason, StringComparison.Ordinal);
            Assert.Equal(id, Assert.Single((await other.ListAsync(new RunQuery { Stage = RunStage.Held }).Within()).Runs).Id);
            Assert.Equal(1, other.Health().HeldRunCount);
            Assert.Equal(id, (await Assert.ThrowsAsync<RunHeldException>(() => changed.StartAsync(1, "a key").AsTask().Within())).Id);
            await Assert.ThrowsAsync<RunHeldException>(() => changed.FindAsync("a key").Within());
            await Assert.ThrowsAsync<RunHeldException>(() => changed.Find(id).WaitAsync().AsTask().Within());
            await Assert.ThrowsAsync<RunHeldException>(() => other.CancelAsync(id).Within());
        }

        _gate.SetResult(0);
        await using WorkflowHost back = Host();
        HostedWorkflow<long, long> again = back.Add(Waiting());
        await back.StartAsync().Within();
        Assert.Equal(1, await again.RunAsync(1, "a key").Within());
    }

    [Fact]
    public async Task Held_run_that_is_dismissed_is_gone_for_good_and_its_key_is_free()
    {
        RunId id;
        await using (WorkflowHost host = Host())
        {
            HostedWorkflow<long, long> waiting = host.Add(Waiting());
            await host.StartAsync().Within();
            RunHandle<long> run = await waiting.StartAsync(1, "a key").Within();
            id = run.Id;
            Assert.Contains("is not held but Active", (await Assert.ThrowsAsync<InvalidOperationException>(() => run.DismissAsync().Within())).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<RunNotFoundException>(() => host.DismissAsync(new RunId(id.Value + 7)).Within());
            await Assert.ThrowsAsync<RunNotFoundException>(() => host.DismissAsync(new RunId(ulong.MaxValue)).Within());
        }

        await using (WorkflowHost other = Host())
        {
            HostedWorkflow<long, long> changed = other.Add(new LineWorkflow("Waiting", LineStep.Synchronous("New", static value => value)));
            await other.StartAsync().Within();
            await changed.Find(id).DismissAsync().Within();
            Assert.Empty((await other.ListAsync().Within()).Runs);
            Assert.Equal(0, other.Health().HeldRunCount);
            await Assert.ThrowsAsync<RunNotFoundException>(() => other.GetAsync(id).Within());
            await Assert.ThrowsAsync<RunNotFoundException>(() => other.DismissAsync(id).Within());
            Assert.Null(await changed.FindAsync("a key").Within());
        }

        // Neither does the version know it any more that could have gone on with it.
        await using WorkflowHost back = Host();
        HostedWorkflow<long, long> again = back.Add(Waiting());
        await back.StartAsync().Within();
        Assert.Null(await again.FindAsync("a key").Within());
        Assert.Equal(0, back.Health().HeldRunCount);
        _gate.SetResult(0);
        RunHandle<long> next = await again.StartAsync(1, "a key").Within();
        Assert.NotEqual(id, next.Id);
        Assert.Equal(1, await next.WaitAsync().Within());
    }

    [Fact]
    public async Task Held_runs_are_listed_once_by_pages_while_some_are_dismissed()
    {
        await using (WorkflowHost host = Host())
        {
            HostedWorkflow<long, long> waiting = host.Add(Waiting());
            await host.StartAsync().Within();
            await waiting.StartMany([1, 2, 3, 4, 5, 6, 7]).Within();
        }

        await using WorkflowHost other = Host();
        await other.StartAsync().Within();
        List<RunId> listed = [];
        RunPage? page = null;
        do
        {
            page = await other.ListAsync(new RunQuery { PageSize = 2, After = page?.Next }).Within();
            foreach (RunSummary run in page.Runs)
            {
                listed.Add(run.Id);
                await other.DismissAsync(run.Id).Within();
            }
        }
        while (page.Next is not null);
        Assert.Equal(7, listed.Distinct().Count());
        Assert.Equal(7, listed.Count);
        Assert.Equal(0, other.Health().HeldRunCount);
    }

    [Fact]
    public async Task List_gives_each_run_once_by_pages_with_filters_across_shards()
    {
        await using WorkflowHost host = Host(shards: 3);
        HostedWorkflow<long, long> waiting = host.Add(Waiting());
        HostedWorkflow<long, long> odd = host.Add(new LineWorkflow("Odd", LineStep.Synchronous("Judge", static value => value % 2 == 0 ? value : throw new ArithmeticException())));
        await host.StartAsync().Within();
        HashSet<RunId> ids = [];
        for (int batch = 0; batch < 6; batch++)
        {
            ids.UnionWith((await waiting.StartMany([.. Enumerable.Range(0, 50)]).Within()).Select(static run => run.Id));
        }

        RunHandle<long>[] judged = await odd.StartMany([1, 2, 3]).Within();
        foreach (RunHandle<long> run in judged)
        {
            await run.WaitAsync().AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).Within();
        }

        List<RunId> listed = [];
        int pages = 0;
        var query = new RunQuery { Workflow = "Waiting", PageSize = 70 };
        for (RunPage? page = null; page is null || page.Next is not null; pages++)
        {
            page = await host.ListAsync(new RunQuery { Workflow = query.Workflow, PageSize = query.PageSize, After = page?.Next }).Within();
            Assert.InRange(page.Runs.Count, 0, 70);
            listed.AddRange(page.Runs.Select(static run => run.Id));
        }

        Assert.InRange(pages, 5, 6);
        Assert.Equal(300, listed.Count);
        Assert.Equal(ids, listed.ToHashSet());
        Assert.Equal(303, (await host.ListAsync(new RunQuery { PageSize = 1000 }).Within()).Runs.Count);
        RunPage failed = await host.ListAsync(new RunQuery { Status = RunStatus.Failed }).Within();
        Assert.Equal([judged[0].Id, judged[2].Id], failed.Runs.Select(static run => run.Id).OrderBy(static id => id.Value));
        Assert.Equal(3, (await host.ListAsync(new RunQuery { Stage = RunStage.Ended }).Within()).Runs.Count);
        Assert.Equal([judged[1].Id], (await host.ListAsync(new RunQuery { Stage = RunStage.Ended, Status = RunStatus.Completed }).Within()).Runs.Select(static run => run.Id));
        await Assert.ThrowsAsync<ArgumentException>(() => host.ListAsync(new RunQuery { After = "no place" }).Within());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.ListAsync(new RunQuery { PageSize = 0 }).Within());
    }

    private WorkflowHost Host(int shards = 0) => new(new WorkflowHostOptions
    {
        Folder = _folder.Path,
        ShardCount = shards,
        TimeProvider = _clock,
        DrainFor = TimeSpan.Zero,
        Journal = new JournalOptions { SegmentBytes = 256 << 10, MaxSegments = 16, MaxRecordBytes = 4096 },
    });

    private LineWorkflow Waiting() => new(
        "Waiting",
        LineStep.Synchronous("First", static value => value),
        LineStep.Asynchronous("Wait", async value => value + await _gate.Task),
        LineStep.Synchronous("Last", static value => value));

    private static async Task<RunSnapshot> Until(RunHandle<long> run, Func<RunSnapshot, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            RunSnapshot snapshot = await run.GetAsync(patience.Token);
            if (condition(snapshot))
            {
                return snapshot;
            }

            await Task.Yield();
        }
    }
}
