using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Shards;

/// <summary>What a shard does with runs that are retried, held, paused, forgotten, and when its journal fails.</summary>
public class ShardTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 64 << 10, MaxSegments = 16, MaxRecordBytes = 4096 };

    private readonly SimulatedDisk _disk = new(3);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SimulatedBodies _bodies = new(new Random(1));
    private SegmentJournal _journal = null!;
    private RunTable<SimulatedDefinition, SimulatedState, long, long> _table = null!;

    [Fact]
    public void Run_of_a_workflow_that_is_gone_or_lost_a_step_is_held_and_goes_on_when_it_is_back()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.StepCount == 5 && plan.FailureChance == 0 && plan.Traits.All(static traits => (traits & StepTraits.Asynchronous) == 0)
            && plan.Recordings.All(static recording => recording == StepRecording.Recorded));
        Shard shard = Open(plan);
        ulong id = shard.NextId();
        _table.Start(id, "one", 42, 0);
        Turn(shard);
        Close(shard);

        Shard other = Open(plan, "Another");
        Assert.Equal("this process has no workflow 'Simulated'", Assert.Single(other.Held).Value.Reason);
        Assert.False(_table.TryFind("one", out _));
        Turn(other);
        Close(other);

        Shard again = Open(plan);
        Assert.Empty(again.Held);
        Assert.True(_table.TryFind("one", out int slot));
        Turn(again);
        Assert.Equal(RunPhase.Ended, again.InfoOf(slot).Phase);
        Assert.Equal(plan.OutputOf(42), _table.OutputOf(slot));
    }

    [Fact]
    public void Held_run_is_taken_along_when_the_journal_is_cleaned_until_it_is_dismissed()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.StepCount > 3 && plan.FailureChance == 0 && plan.Traits.All(static traits => (traits & (StepTraits.Asynchronous | StepTraits.Policy)) == 0)
            && plan.Recordings.All(static recording => recording == StepRecording.Recorded));
        var options = new ShardOptions { MaxEndedRuns = 1, CleanFromBytes = 1024 };
        Shard shard = Open(plan, options: options);
        var held = new RunId(shard.NextId());
        _table.Start(held.Value, "one", 42, 0);
        Turn(shard);
        Close(shard);

        shard = Open(plan, "Another", options);
        void EndSome()
        {
            for (long input = 1; input <= 500; input++)
            {
                _table.Start(shard.NextId(), null, input, 0);
                shard.Tick();
                while (_journal.Writer.WriteNext() == WriteOutcome.Written)
                {
                }
            }
        }

        // Neither this process nor a second one keeps the journal from its start on.
        for (int process = 0; process < 2; process++)
        {
            long first = _journal.Writer.FirstSegment;
            EndSome();
            Turn(shard);
            Assert.InRange(_journal.Writer.FirstSegment, Math.Max(2, first + 1), int.MaxValue);
            Close(shard);
            shard = Open(plan, "Another", options);
            Assert.Equal(("Simulated", "one"), (Assert.Single(shard.Held).Value.Workflow, shard.Held[held.Value].Key));
        }

        Assert.True(shard.TryDismiss(held, out _));
        Assert.False(shard.TryDismiss(held, out _));
        EndSome();
        Turn(shard);
        Close(shard);
        shard = Open(plan);
        Assert.False(_table.TryFind("one", out _));
    }

    [Fact]
    public void Held_run_survives_a_crash_wherever_it_comes_while_the_run_is_copied_and_goes_on_in_a_process_that_can()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.StepCount > 8 && plan.FailureChance == 0 && plan.Traits.All(static traits => (traits & StepTraits.Policy) == 0)
            && plan.Recordings.All(static recording => recording == StepRecording.Recorded) && plan.FailsOnce.All(static fails => fails == 0) && plan.Traits.Any(static traits => (traits & StepTraits.Asynchronous) != 0));
        var options = new ShardOptions { MaxEndedRuns = 1, CleanFromBytes = 1024 };
        JournalOptions tiny = new() { SegmentBytes = 64 << 10, MaxSegments = 16, MaxRecordBytes = 256 };
        int crashes = 0, copies = 0;
        for (int operation = 1; operation < 400; operation++)
        {
            var disk = new SimulatedDisk(operation);
            var bodies = new SimulatedBodies(new Random(operation));
            string key = new('k', 150);
            ulong id = 0;
            In("Simulated", (shard, table, journal) =>
            {
                id = shard.NextId();
                table.Start(id, key, 42, 0);
                for (int round = 0; round < 20; round++)
                {
                    shard.Tick();
                    journal.Writer.WriteNext();
                }
            });
            disk.OperationsToCrash = operation;
            try
            {
                In("Another", (shard, table, journal) =>
                {
                    Assert.Equal(id, Assert.Single(shard.Held).Key);
                    for (long input = 1000; input < 1100; input++)
                    {
                        table.Start(shard.NextId(), null, input, 0);
                        shard.Tick();
                        journal.Writer.WriteNext();
                        bodies.EndOne();
                        if (journal.Failure is { InnerException: SimulatedCrash crash })
                        {
                            throw crash;
                        }
                    }
                });
            }
            catch (SimulatedCrash)
            {
                crashes++;
            }

            disk.OperationsToCrash = int.MaxValue;
            disk.Restart();
            bodies.Crash();
            In("Another", (shard, _, _) =>
            {
                HeldRun held = Assert.Single(shard.Held).Value;
                Assert.Equal((id, "Simulated", key), (held.Id, held.Workflow, held.Key));
                copies += held.NeededFrom == held.FirstPosition ? 1 : 0;
            });
            In("Simulated", (shard, table, journal) =>
            {
                Assert.True(table.TryFind(key, out int slot));
                for (int round = 0; round < 500 && shard.InfoOf(slot).Phase != RunPhase.Ended; round++)
                {
                    shard.Tick();
                    journal.Writer.WriteNext();
                    bodies.EndOne();
                }

                Assert.Equal((RunPhase.Ended, RunStatus.Completed), (shard.InfoOf(slot).Phase, shard.InfoOf(slot).Status));
                Assert.Equal(plan.OutputOf(42), table.OutputOf(slot));
            });
            Assert.Empty(bodies.Violations);

            void In(string name, Action<Shard, RunTable<SimulatedDefinition, SimulatedState, long, long>, SegmentJournal> act)
            {
                var found = new FoundRecords();
                using var journal = SegmentJournal.Open(disk, tiny, (UInt128)disk.OperationCount + 1, ref found, out JournalEnd end);
                var shard = new Shard(1, journal, isKept: true, _clock, options);
                var table = new RunTable<SimulatedDefinition, SimulatedState, long, long>(shard, 0, new SimulatedDefinition(plan, bodies, name));
                shard.Tables.Add(table);
                found.FoldInto(shard);
                shard.Recovered(end.Oldest);
                act(shard, table, journal);
            }
        }

        Assert.InRange(crashes, 50, 400);
        Assert.InRange(copies, 50, 400);
    }

    [Fact]
    public void Failed_run_that_is_retried_goes_on_at_the_step_that_failed()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.StepCount >= 4 && plan.CompensationCount == 0 && plan.FailureChance > 100
            && plan.Recordings.All(static recording => recording != StepRecording.Pure) && plan.Traits.All(static traits => (traits & (StepTraits.Asynchronous | StepTraits.Policy)) == 0));
        long input = Enumerable.Range(1, 10_000).First(input => !plan.Fails(input, 0) && plan.AnyFails(input));
        Shard shard = Open(plan);
        ulong id = shard.NextId();
        int slot = _table.Start(id, null, input, 0);
        Turn(shard);
        Assert.Equal((RunPhase.Ended, RunStatus.Failed), (shard.InfoOf(slot).Phase, shard.InfoOf(slot).Status));
        Assert.Contains($"fails for {input}", shard.InfoOf(slot).Exception!.Message, StringComparison.Ordinal);
        Close(shard);

        // Another process knows how it ended, and can go on with it as well.
        shard = Open(plan);
        Assert.True(shard.TryFind(new RunId(id), out slot));
        RecordedException recorded = Assert.IsType<RecordedException>(shard.InfoOf(slot).Exception);
        Assert.Equal("System.InvalidOperationException", recorded.TypeName);
        int first = _bodies.CountOf(input, 0);
        int failed = Enumerable.Range(0, plan.StepCount).First(step => _table.StatusOf(slot, step) == StepStatus.Failed);
        int before = _bodies.CountOf(input, failed);
        Assert.True(_table.Retry(slot));
        Turn(shard);
        Assert.Equal(first, _bodies.CountOf(input, 0));
        Assert.Equal(before + 1, _bodies.CountOf(input, failed));
        Assert.Equal((RunPhase.Ended, RunStatus.Failed), (shard.InfoOf(slot).Phase, shard.InfoOf(slot).Status));
        Assert.Equal(0, shard.RunCount);
    }

    [Fact]
    public void Run_that_brings_processes_down_is_paused_with_the_step_named_and_goes_on_when_resumed()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.StepCount == 1 && plan.FailureChance == 0 && plan.FailsOnce[0] == 0
            && (plan.Traits[0] & StepTraits.Asynchronous) != 0 && plan.Recordings[0] == StepRecording.Recorded);
        ulong id = 0;
        Shard shard = null!;
        for (int crash = 0; crash < 4; crash++)
        {
            shard = Open(plan);
            if (id == 0)
            {
                id = shard.NextId();
                _table.Start(id, null, 7, 0);
            }

            if (crash < 3)
            {
                // The body never ends: the process is gone.
                while (_bodies.CountOf(7, 0) <= crash || _bodies.PendingCount == 0)
                {
                    if (_bodies.CompletedSteps.Count > 0)
                    {
                        return; // it ended at once by the dice, and there is nothing to show
                    }

                    shard.Tick();
                    _journal.Writer.WriteNext();
                }
            }

            _bodies.Crash();
            if (crash < 3)
            {
                _disk.Restart();
            }
        }

        Assert.True(shard.TryFind(new RunId(id), out int slot));
        Turn(shard);
        Assert.Equal(RunPhase.Paused, shard.InfoOf(slot).Phase);
        Assert.Contains("3 processes in a row ended while step0", shard.InfoOf(slot).Extras!.PauseReason, StringComparison.Ordinal);
        Assert.Equal(3, _bodies.CountOf(7, 0));
        Assert.True(_table.Resume(slot));
        Turn(shard);
        Assert.Equal(RunPhase.Ended, shard.InfoOf(slot).Phase);
    }

    [Fact]
    public void Ended_runs_are_forgotten_in_their_order_by_count_and_by_time()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.FailureChance == 0 && plan.Traits.All(static traits => (traits & (StepTraits.Asynchronous | StepTraits.Policy)) == 0));
        Shard shard = Open(plan, options: new ShardOptions { MaxEndedRuns = 3, RetainFor = TimeSpan.FromHours(1) });
        for (long input = 1; input <= 5; input++)
        {
            _table.Start(shard.NextId(), $"run-{input}", input, 0);
            Turn(shard);
        }

        Assert.Equal([false, false, true, true, true], Enumerable.Range(1, 5).Select(input => _table.TryFind($"run-{input}", out _)));
        _clock.Advance(TimeSpan.FromMinutes(61));
        Turn(shard);
        Assert.Equal(0, shard.EndedCount);
        Close(shard);
        shard = Open(plan);
        Assert.All(Enumerable.Range(1, 5), input => Assert.False(_table.TryFind($"run-{input}", out _)));
        Assert.Equal(6UL, new RunId(shard.NextId()).Sequence);
    }

    [Fact]
    public void Forgetting_a_run_makes_no_write_of_its_own()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.FailureChance == 0 && plan.Traits.All(static traits => (traits & (StepTraits.Asynchronous | StepTraits.Policy)) == 0));
        Shard shard = Open(plan, options: new ShardOptions { MaxEndedRuns = 1 });
        _table.Start(shard.NextId(), "run-1", 1, 0);
        Turn(shard);
        long writes = _journal.Writer.WriteCount;
        _table.Start(shard.NextId(), "run-2", 2, 0);
        Turn(shard);

        Assert.False(_table.TryFind("run-1", out _));
        Assert.Equal(writes + 1, _journal.Writer.WriteCount);
        Assert.True(_journal.Appended > _journal.Durable);
        var request = new SimulatedRequest(static shard => shard.Journal.Appended);
        shard.TryPost(request);
        Turn(shard);
        Assert.True(request.IsAnswered);
        Assert.Equal(writes + 2, _journal.Writer.WriteCount);
        Assert.Equal(_journal.Appended, _journal.Durable);
    }

    [Fact]
    public void Failed_journal_refuses_what_waits_and_what_comes_and_starts_nothing_more()
    {
        SimulatedPlan plan = PlanWith(static plan => plan.StepCount > 2 && plan.FailureChance == 0);
        Shard shard = Open(plan);
        shard.Tick();
        Assert.Equal(WriteOutcome.Written, _journal.Writer.WriteNext());
        var request = new SimulatedRequest(shard => shard.InfoOf(_table.Start(shard.NextId(), null, 1, 0)).LastPosition);
        shard.TryPost(request);
        shard.Tick();
        _disk.OperationsToFailure = 0;
        _journal.Writer.WriteNext();
        long calls = _bodies.CallCount;
        Assert.False(shard.Tick());
        Assert.False(request.IsAnswered);
        Assert.Equal(JournalFault.Failed, Assert.IsType<JournalException>(request.Refusal).Fault);

        var later = new SimulatedRequest(static _ => throw new InvalidOperationException("It was carried out."));
        shard.TryPost(later);
        shard.Tick();
        Assert.IsType<JournalException>(later.Refusal);
        Assert.Equal(calls, _bodies.CallCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Shard_that_is_ticked_only_when_it_has_news_ends_every_run(int seed)
    {
        SimulatedPlan plan = Enumerable.Range(seed * 1000, 1000).Select(static seed => new SimulatedPlan(seed))
            .First(static plan => plan.CompensationCount > 2 && plan.FailureChance > 0 && plan.StepCount > 5);
        Shard shard = Open(plan);
        List<int> slots = [];
        for (long input = 1; input <= 50; input++)
        {
            var request = new SimulatedRequest(shard =>
            {
                slots.Add(_table.Start(shard.NextId(), null, input, shard.NowMs));
                return shard.InfoOf(slots[^1]).LastPosition;
            });
            Assert.True(shard.TryPost(request));
            bool isBusy = true;
            while (isBusy)
            {
                isBusy = false;
                while (shard.HasNews)
                {
                    shard.Tick();
                    isBusy = true;
                }

                isBusy |= _journal.Writer.WriteNext() == WriteOutcome.Written || _bodies.PendingCount > 0;
                _bodies.EndOne();
                if (!isBusy && shard.NextMs() is var next && next < _clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds())
                {
                    _clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(next, _clock.GetUtcNow().ToUnixTimeMilliseconds())));
                    shard.Tick();
                    isBusy = true;
                }
            }

            Assert.True(request.IsAnswered);
            Assert.Equal(RunPhase.Ended, shard.InfoOf(slots[^1]).Phase);
        }

        Assert.Contains(slots, slot => shard.InfoOf(slot).Status == RunStatus.Compensated);
    }

    private static SimulatedPlan PlanWith(Func<SimulatedPlan, bool> fits) =>
        Enumerable.Range(1, 200_000).Select(static seed => new SimulatedPlan(seed)).First(fits);

    private Shard Open(SimulatedPlan plan, string name = "Simulated", ShardOptions? options = null)
    {
        var found = new FoundRecords();
        _journal = SegmentJournal.Open(_disk, Small, (UInt128)_disk.OperationCount + 1, ref found, out JournalEnd end);
        var shard = new Shard(1, _journal, isKept: true, _clock, options ?? new ShardOptions());
        _table = new RunTable<SimulatedDefinition, SimulatedState, long, long>(shard, 0, new SimulatedDefinition(plan, _bodies, name));
        shard.Tables.Add(_table);
        found.FoldInto(shard);
        shard.Recovered(end.Oldest);
        return shard;
    }

    /// <summary>Lets everything happen that can.</summary>
    private void Turn(Shard shard)
    {
        for (int round = 0; round < 200; round++)
        {
            shard.Tick();
            _journal.Writer.WriteNext();
            _bodies.EndOne();
        }

        Assert.Null(_journal.Failure);
    }

    private void Close(Shard shard)
    {
        shard.Close();
        _journal.Writer.WriteNext();
        _journal.Dispose();
    }
}
