using Engine.Internal;
using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>What a host tells of the past of its runs: at once, in the next process, and when the journal has been written again.</summary>
public sealed class HostedRunHistoryTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TaskCompletionSource<long> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_that_was_paused_and_tried_again_tells_when_each_thing_happened(bool isKept)
    {
        int calls = 0;
        await using WorkflowHost host = Host(isKept);
        HostedWorkflow<long, long> workflow = host.Add(new LineWorkflow(
            "Trying",
            LineStep.Synchronous("First", static value => value),
            new LineStep("Try", async (value, _) => ++calls == 1 ? throw new InvalidDataException("not yet") : value + await _gate.Task)
            {
                IsAsynchronous = true,
                Policy = new StepPolicy { Retries = 1, DelayMs = 2000 },
            },
            LineStep.Synchronous("Last", static value => value)));
        await host.StartAsync().Within();
        RunHandle<long> run = await workflow.StartAsync(1, "a key").Within();
        await Until(run, static snapshot => snapshot.Steps[1].Progress == StepProgress.WaitsForRetry);
        StepSnapshot waiting = (await run.GetAsync().Within()).Steps[1];
        Assert.Equal((At(0), At(2), 2, "not yet"), (waiting.StartedAt, waiting.DueAt, waiting.Attempt, waiting.Exception!.Message));

        _clock.Advance(TimeSpan.FromSeconds(2));
        await Until(run, static snapshot => snapshot.Steps[1].Progress == StepProgress.Runs);
        await AdvanceAsync(run, seconds: 1);
        Assert.True(await run.PauseAsync("lunch").Within());
        await AdvanceAsync(run, seconds: 1);
        _gate.SetResult(1);
        await Until(run, static snapshot => snapshot.Steps[1].Status == StepStatus.Completed);
        await AdvanceAsync(run, seconds: 1);
        Assert.True(await run.ResumeAsync().Within());
        Assert.Equal(2, await run.WaitAsync().Within());

        HostedRunHistory history = await run.HistoryAsync().Within();
        Assert.Equal(
            $"""
            {run.Id} Trying 'a key': Completed at 2026-01-01 00:00:05Z
              2026-01-01 00:00:00.000Z  started
              2026-01-01 00:00:00.000Z  First: Completed
              2026-01-01 00:00:00.000Z  Try began
              2026-01-01 00:00:00.000Z  Try: attempt 1 failed, the next is due at 00:00:02.000Z (not yet)
              2026-01-01 00:00:03.000Z  paused (lunch)
              2026-01-01 00:00:04.000Z  Try: Completed at attempt 2
              2026-01-01 00:00:05.000Z  resumed
              2026-01-01 00:00:05.000Z  Last: Completed
              2026-01-01 00:00:05.000Z  ended: Completed

            """,
            history.ToString());
        Assert.Equal(
            [
                new StepSnapshot("First", StepStatus.Completed, StepProgress.Ended, At(0), At(0), 1, null, null),
                new StepSnapshot("Try", StepStatus.Completed, StepProgress.Ended, At(0), At(4), 2, null, null),
                new StepSnapshot("Last", StepStatus.Completed, StepProgress.Ended, At(5), At(5), 1, null, null),
            ],
            history.Run.Steps);
    }

    [Fact]
    public async Task Run_that_failed_and_was_retried_tells_both_lives()
    {
        bool isBroken = true;
        await using WorkflowHost host = Host(isKept: true);
        HostedWorkflow<long, long> workflow = host.Add(new LineWorkflow(
            "Breaking", LineStep.Synchronous("First", static value => value), LineStep.Synchronous("Break", value => isBroken ? throw new InvalidDataException("no") : value)));
        await host.StartAsync().Within();
        RunHandle<long> run = await workflow.StartAsync(1).Within();
        await Assert.ThrowsAsync<InvalidDataException>(() => run.WaitAsync().AsTask().Within());
        StepSnapshot failed = (await run.GetAsync().Within()).Steps[1];
        Assert.Equal((StepStatus.Failed, At(0), At(0), 1, "no"), (failed.Status, failed.StartedAt, failed.EndedAt, failed.Attempt, failed.Exception!.Message));

        isBroken = false;
        Assert.True(await run.RetryAsync().Within());
        Assert.Equal(1, await run.WaitAsync().Within());
        HostedRunHistory history = await host.HistoryAsync(run.Id).Within();
        Assert.Equal(
            [
                (HostedRunEventKind.Started, null, StepStatus.NotStarted, RunStatus.Running),
                (HostedRunEventKind.StepEnded, "Break", StepStatus.Failed, RunStatus.Running),
                (HostedRunEventKind.Ended, null, StepStatus.NotStarted, RunStatus.Failed),
                (HostedRunEventKind.Retried, null, StepStatus.NotStarted, RunStatus.Running),
                (HostedRunEventKind.StepEnded, "First", StepStatus.Completed, RunStatus.Running),
                (HostedRunEventKind.StepEnded, "Break", StepStatus.Completed, RunStatus.Running),
                (HostedRunEventKind.Ended, null, StepStatus.NotStarted, RunStatus.Completed),
            ],
            history.Events.Select(static one => (one.Kind, one.Step, one.StepStatus, one.RunStatus)));
        Assert.Equal(1, history.Run.Steps[1].Attempt);
        Assert.Equal("no", history.Events[1].Exception!.Message);
    }

    [Fact]
    public void History_is_the_same_in_the_next_process_and_from_an_image()
    {
        var journal = new KeptJournal();
        int calls = 0;

        var ended = new TaskCompletionSource<long>();
        var shard = new LineShard(Undoing(() => ++calls <= 2 ? throw new InvalidDataException($"attempt {calls}") : 1, ended.Task), journal, _clock);
        shard.Shard.Recovered(0);
        int slot = shard.Start(7, "a key");
        for (int second = 0; shard.Shard.InfoOf(slot).Phase != RunPhase.Ended; second++)
        {
            Assert.True(second < 20, $"It does not end: {shard.History("a key")}");
            shard.Shard.Tick();
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (second == 4)
            {
                Assert.True(shard.Table.Pause(slot, "for a look"));
            }
            else if (second == 6)
            {
                Assert.True(shard.Table.Resume(slot));
                Assert.True(shard.Table.Cancel(slot));
                ended.SetResult(1);
                Assert.True(SpinWait.SpinUntil(() => !shard.Shard.Tick() && shard.Shard.BodyCount == 0, Patience.Limit));
            }
        }

        string told = shard.History("a key");
        Assert.Contains("Try: attempt 2 failed, the next is due at 00:00:0", told, StringComparison.Ordinal);
        Assert.Contains("paused (for a look)", told, StringComparison.Ordinal);
        Assert.Contains("undo Take ended", told, StringComparison.Ordinal);
        int compared = 0;
        for (int count = 1; count <= journal.Records.Count; count++)
        {
            LineShard next = Recovered(journal.Records.Take(count));
            if (!next.Has("a key"))
            {
                continue;
            }

            byte[] image = next.Image("a key");
            IEnumerable<(long, byte[])> head = journal.Records.TakeWhile(static one => one.Record[0] != (byte)RecordKind.RunStarted);
            Assert.Equal(next.History("a key"), Recovered([.. head, (journal.Records[count - 1].Position, image)]).History("a key"));
            compared++;
        }

        Assert.True(compared > 10, $"only {compared} histories");
        Assert.Equal(told, Recovered(journal.Records).History("a key"));
    }

    [Fact]
    public void Step_that_a_process_left_under_way_was_interrupted_when_the_next_one_came()
    {
        var workflow = new LineWorkflow("Waiting", LineStep.Asynchronous("Wait", _ => new ValueTask<long>(_gate.Task)), LineStep.Synchronous("Last", static value => value));
        var journal = new KeptJournal();
        var shard = new LineShard(workflow, journal, _clock);
        shard.Shard.Recovered(0);
        shard.Start(7, "a key");
        shard.Shard.Tick();
        shard.Shard.Tick();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var next = new LineShard(workflow, new KeptJournal(journal.Appended), _clock);
        next.Fold(journal.Records);
        next.Shard.Recovered(0);
        Assert.Contains("2026-01-01 00:01:00.000Z  Wait was interrupted by the end of a process, and begins again", next.History("a key"), StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_of_a_run_are_bounded_and_those_that_are_gone_are_counted()
    {
        var notes = new RunNotes();
        for (int number = 0; number < 1000; number++)
        {
            notes.Add(new RunNote(HostedRunEventKind.Paused, 5000 + number) { Reason = new string('r', 3000) });
        }

        Assert.InRange(notes.Kept.Count, RunNotes.MaxCount / 2, RunNotes.MaxCount);
        Assert.Equal(1000, notes.Kept.Count + notes.DroppedCount);
        Assert.Equal(5999, notes.Kept[^1].AtMs);

        var buffer = new RecordBuffer();
        notes.Write(buffer, 5000, maxBytes: 10_000, maxTextLength: 100);
        Assert.InRange(buffer.Length, 1000, 10_016);
        var again = new RunNotes();
        var reader = new RecordReader(buffer.Written);
        again.Read(ref reader, 5000, []);
        Assert.Equal(1000, again.Kept.Count + again.DroppedCount);
        Assert.Equal((5999L, new string('r', 100)), (again.Kept[^1].AtMs, again.Kept[^1].Reason));
        Assert.True(reader.Rest.IsEmpty);
    }

    [Theory]
    [InlineData(0L, 0L)]
    [InlineData(1L, 1L)]
    [InlineData(1_073_741_822L, 1_073_741_822L)]
    [InlineData(1_073_741_823L, 1_073_741_000L)]
    [InlineData(90_000_000_123L, 90_000_000_000L)]
    [InlineData(-5L, 0L)]
    [InlineData(long.MaxValue / 2, 1_073_741_823_000L)]
    public void Moment_of_a_run_is_exact_for_twelve_days_and_to_the_second_from_then_on(long since, long told)
    {
        const long StartedMs = 1_700_000_000_000;
        var moment = RunMoment.Of(StartedMs, StartedMs + since);
        Assert.True(moment.IsKnown);
        Assert.False(default(RunMoment).IsKnown);
        Assert.Equal(StartedMs + told, moment.Ms(StartedMs));
        var buffer = new RecordBuffer();
        moment.Write(buffer);
        var reader = new RecordReader(buffer.Written);
        Assert.Equal(moment, RunMoment.Read(ref reader));
    }

    [Fact]
    public async Task Held_run_tells_when_it_started_and_why_it_is_held()
    {
        RunId id;
        await using (WorkflowHost host = Host(isKept: true))
        {
            HostedWorkflow<long, long> workflow = host.Add(new LineWorkflow("Gone", LineStep.Asynchronous("Wait", _ => new ValueTask<long>(_gate.Task)), LineStep.Synchronous("Last", static value => value)));
            await host.StartAsync().Within();
            id = (await workflow.StartAsync(1).Within()).Id;
            await host.StopAsync(TimeSpan.Zero).Within();
        }

        await using WorkflowHost next = Host(isKept: true);
        await next.StartAsync().Within();
        HostedRunHistory history = await next.HistoryAsync(id).Within();
        Assert.Equal((RunStage.Held, "this process has no workflow 'Gone'"), (history.Run.Stage, history.Run.Reason));
        Assert.Equal((HostedRunEventKind.Started, At(0)), (Assert.Single(history.Events).Kind, history.Events[0].At));
        await Assert.ThrowsAsync<RunNotFoundException>(() => next.HistoryAsync(new RunId(id.Value + 1)).Within());
    }

    private static LineWorkflow Undoing(Func<long> attempt, Task<long> waited) => new(
        "Undoing",
        new LineStep("Take", static (value, _) => ValueTask.FromResult(value)) { Undo = static _ => { } },
        new LineStep("Try", (value, _) => ValueTask.FromResult(attempt())) { Policy = new StepPolicy { Retries = 5, DelayMs = 1000 } },
        LineStep.Asynchronous("Wait", _ => new ValueTask<long>(waited)),
        LineStep.Synchronous("Last", static value => value));

    private static DateTimeOffset At(int seconds) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    private LineShard Recovered(IEnumerable<(long Position, byte[] Record)> records)
    {
        var shard = new LineShard(Undoing(static () => 1, Task.FromResult(1L)), new KeptJournal(), _clock);
        shard.Fold(records);
        return shard;
    }

    /// <summary>Turns the clock, and sees to it that what follows is done in a tick that began later: the time is the tick's.</summary>
    private async Task AdvanceAsync(RunHandle<long> run, int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await run.GetAsync().Within();
    }

    private WorkflowHost Host(bool isKept) => new(new WorkflowHostOptions { Folder = isKept ? _folder.Path : null, ShardCount = 1, TimeProvider = _clock });

    private static async Task Until(RunHandle<long> run, Func<RunSnapshot, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!isSo(await run.GetAsync(patience.Token)))
        {
            await Task.Yield();
        }
    }
}
