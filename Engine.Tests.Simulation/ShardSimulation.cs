using Engine.Internal;
using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>
/// A shard, its journal, its disk, its clock and the world outside, all driven by one seed: what is asked, when the shard ticks, when the disk
/// writes, is full or fails, what ends when, and where the process crashes. After each crash a new process opens what the disk has kept.
/// </summary>
/// <remarks>
/// It holds throughout: what was acknowledged is there; a step whose outcome the journal had is never called again; a body of an asynchronous step
/// was called only when the outcomes it depends on were on the disk; after a failed write nothing is acknowledged and all that waits is refused; a bit that
/// turns on the disk is told, or cuts off nothing that two synced writes vouch for. At the end every run has ended, as the plan says.
/// </remarks>
internal sealed partial class ShardSimulation
{

    /// <summary>How many runs that have ended the shard remembers: what a crash costs does not grow with the steps before it.</summary>
    private const int MostEnded = 100;

    private JournalOptions _journalOptions;
    private readonly SimulationSettings _settings;
    private readonly Random _random;
    private readonly ShardOptions _options;
    private readonly List<SimulatedRequest> _requests = [];

    /// <summary>Inputs that were asked for and have not been acknowledged.</summary>
    private readonly SortedSet<long> _asked = [];

    /// <summary>Those of them that the shard had no place for: they are asked for again.</summary>
    private readonly Queue<long> _refused = [];

    /// <summary>Runs that were acknowledged and have not been seen to end, with their inputs.</summary>
    private readonly SortedDictionary<ulong, long> _open = [];

    /// <summary>Runs that were seen to have ended, in that order: the last ones, which the shard still has to know.</summary>
    private readonly List<EndedRun> _ended = [];

    /// <summary>All ends that were seen; a run that was retried has several.</summary>
    private readonly HashSet<(ulong Id, long EndedMs)> _ends = [];
    private readonly HashSet<ulong> _cancelled = [];

    /// <summary>Runs whose end somebody waits for in this process. To look now and then would be too seldom: many may end, and be forgotten, in one tick.</summary>
    private readonly HashSet<ulong> _awaited = [];
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private Shard? _shard;
    private SegmentJournal? _journal;
    private RunTable<SimulatedDefinition, SimulatedState, long, long>? _table;
    private long _nextInput = 1;
    private int _openings;

    public ShardSimulation(SimulationSettings settings)
    {
        int seed = settings.Seed;
        _settings = settings;
        _random = new Random(seed);
        _options = new ShardOptions { MaxRecoveries = int.MaxValue, MaxEndedRuns = MostEnded, CleanFromBytes = seed % 2 == 0 ? 1024 : 128 << 10 };
        _journalOptions = Small(settings.MaxSegments);
        Plan = new SimulatedPlan(_random.Next());
        Bodies = new SimulatedBodies(new Random(_random.Next()));
        Disk = new SimulatedDisk(_random.Next());
    }

    public SimulatedPlan Plan { get; }

    public SimulatedBodies Bodies { get; }

    public SimulatedDisk Disk { get; }

    public SimulationCounts Counts { get; } = new();

    /// <summary>Does so many random things, then lets everything end.</summary>
    public void Run()
    {
        for (int step = 0; step < _settings.Steps; step++)
        {
            // A few at once, then as they come: there is always something to do.
            long allowed = Math.Min(_settings.MaxRuns, 20 + ((long)_settings.MaxRuns * step / _settings.Steps));
            Guarded(() => Step(allowed));
        }

        Settle();
        Counts.Steps = _settings.Steps;
        Counts.Operations = Disk.OperationCount;
    }

    private void Guarded(Action action)
    {
        try
        {
            if (_shard is null)
            {
                Open();
            }

            action();
            if (_journal!.Failure is { } failure)
            {
                if (failure.InnerException is SimulatedCrash crash)
                {
                    throw crash;
                }

                EndFailed();
            }

            GoOnWithMoreIfFull();
        }
        catch (SimulatedCrash)
        {
            Counts.Crashes++;
            Crash();
        }

        Assert.Empty(Bodies.Violations);
    }

    /// <summary>As the shard says when it ends so: nothing that was acknowledged is lost by it.</summary>
    private void GoOnWithMoreIfFull()
    {
        if (_shard?.Failure is JournalException { Fault: JournalFault.Full })
        {
            Counts.Full++;
            GoOnWithMore();
        }
    }

    private void GoOnWithMore()
    {
        _journalOptions = Small(2 * _journalOptions.MaxSegments);
        Crash();
    }

    private static JournalOptions Small(int maxSegments) => new() { SegmentBytes = 64 << 10, MaxSegments = maxSegments, MaxRecordBytes = 4096 };

    private void Step(long allowed)
    {
        switch (_random.Next(40))
        {
            case < 6:
                if (_refused.TryDequeue(out long refused))
                {
                    Counts.Refusals++;
                    AskFor(refused);
                }
                else if (_nextInput <= allowed)
                {
                    Ask();
                }

                break;
            case < 20:
                _shard!.Tick();
                Counts.Stands += _shard.MayWork || !_journal!.HasRoom ? 0 : 1;
                break;
            case < 28:
                Write();
                break;
            case < 36:
                Bodies.EndOne();
                break;
            case < 38:
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(30)));
                break;
            case 38:
                Interfere();
                _requests.RemoveAll(static request => request.IsAnswered);
                break;
            default:
                DisturbDisk();
                break;
        }
    }

    /// <summary>Asks for a run, which has its input as its key.</summary>
    private void Ask()
    {
        long input = _nextInput++;
        AskFor(input);
    }

    private void AskFor(long input)
    {
        ulong id = 0;
        _asked.Add(input);
        Post(new SimulatedRequest(
            shard =>
            {
                string key = $"run-{input}";
                if (_table!.TryFind(key, out int known))
                {
                    id = shard.InfoOf(known).Id;
                    Await(id, input, known);
                    return shard.InfoOf(known).LastPosition;
                }

                if (shard.RefusalOf(1) is { } refusal)
                {
                    throw refusal;
                }

                id = shard.NextId();
                int slot = _table!.Start(id, key, input, shard.NowMs);
                Await(id, input, slot);
                return shard.InfoOf(slot).LastPosition;
            },
            () =>
            {
                // It may have ended while nobody knew of it, or been asked for twice.
                if (_asked.Remove(input) && _awaited.Contains(id))
                {
                    _open[id] = input;
                }
            },
            () => _refused.Enqueue(input)));
    }

    private void Post(SimulatedRequest request)
    {
        Assert.True(_shard!.TryPost(request));
        _requests.Add(request);
    }

    /// <summary>Cancels, pauses or resumes a run that has not ended, or retries one that has.</summary>
    private void Interfere()
    {
        if (_open.Count > 0 && _random.Next(3) > 0)
        {
            (ulong id, long input) = _open.ElementAt(_random.Next(_open.Count));
            int what = _random.Next(12);
            Post(new SimulatedRequest(shard =>
            {
                if (!shard.TryFind(new RunId(id), out int slot))
                {
                    return 0;
                }

                if (what == 0 && _table!.Cancel(slot))
                {
                    _cancelled.Add(id);
                }
                else if (what < 4)
                {
                    _table!.Pause(slot, null);
                }
                else
                {
                    _table!.Resume(slot);
                }

                return shard.InfoOf(slot).LastPosition;
            }));
        }
        else if (_ended.Count > 0)
        {
            EndedRun run = _ended[_random.Next(_ended.Count)];
            Post(new SimulatedRequest(shard =>
            {
                if (!shard.TryFind(new RunId(run.Id), out int slot) || !_table!.Retry(slot))
                {
                    return 0;
                }

                // Until that is on the disk, it has ended there.
                Counts.Retries++;
                _ended.RemoveAll(other => other.Id == run.Id);
                _open[run.Id] = run.Input;
                Await(run.Id, run.Input, slot);
                return shard.InfoOf(slot).LastPosition;
            }));
        }
    }

    private void Open()
    {
        if (_settings.CrashEvery > 0)
        {
            Disk.OperationsToCrash = _openings == 0 && _settings.FirstCrash > 0 ? _settings.FirstCrash - 1 : _random.Next(1, 2 * _settings.CrashEvery);
        }

        var found = new FoundRecords();
        SegmentJournal journal = SegmentJournal.Open(Disk, _journalOptions, (UInt128)(++_openings * 104_729L), ref found, out JournalEnd end);
        var shard = new Shard(1, journal, isKept: true, _clock, _options);
        _table = new RunTable<SimulatedDefinition, SimulatedState, long, long>(shard, 0, new SimulatedDefinition(Plan, Bodies));
        shard.Tables.Add(_table);
        found.FoldInto(shard);

        _journal = journal;
        _shard = shard;
        CheckFound();
        shard.Recovered(end.Oldest);
        Assert.Empty(shard.Held);
        foreach ((ulong id, long input) in _open.ToArray())
        {
            Assert.True(shard.TryFind(new RunId(id), out int slot));
            Await(id, input, slot);
        }

        // Whoever has not been answered asks again.
        foreach (long input in _asked.ToArray())
        {
            if (_table.TryFind($"run-{input}", out int slot))
            {
                Await(shard.InfoOf(slot).Id, input, slot);
            }

            AskFor(input);
        }
    }

    /// <summary>Waits for the end of a run as a caller does, and judges it when it is acknowledged.</summary>
    private void Await(ulong id, long input, int slot)
    {
        if (_shard!.InfoOf(slot).Phase == RunPhase.Ended)
        {
            NoteEnd(id, input, slot);
        }
        else if (_awaited.Add(id))
        {
            _shard.InfoOf(slot).Waiters.Add(new SimulatedRequest(
                static _ => 0,
                () =>
                {
                    _awaited.Remove(id);
                    Assert.True(_shard!.TryFind(new RunId(id), out int ended));
                    NoteEnd(id, input, ended);
                }));
        }
    }

    private void NoteEnd(ulong id, long input, int slot)
    {
        EndedRun run = EndOf(id, input, slot);
        Judge(run, slot);
        _open.Remove(id);
        _ends.Add((id, run.EndedMs));
        if (_ended.Exists(other => other.Id == id))
        {
            return;
        }

        _ended.Add(run);
        Counts.Runs++;

        // One whose retry a crash took back ended long ago.
        _ended.Sort(static (left, right) => (left.EndedMs, left.Id).CompareTo((right.EndedMs, right.Id)));
        if (_ended.Count > 2 * MostEnded)
        {
            _ended.RemoveRange(0, _ended.Count - MostEnded);
        }
    }

    private EndedRun EndOf(ulong id, long input, int slot)
    {
        ref RunInfo info = ref _shard!.InfoOf(slot);
        return new EndedRun(id, input, info.EndedMs, info.Status, info.Status == RunStatus.Completed ? _table!.OutputOf(slot) : 0);
    }

    /// <summary>No more crashes: everything that was asked for ends.</summary>
    private void Settle()
    {
        for (int round = 0; round < 10; round++)
        {
            Guarded(Disk.Mend);
        }

        foreach (long input in _asked.ToArray())
        {
            // What was asked for before may have been answered meanwhile.
            if (_asked.Contains(input))
            {
                AskFor(input);
            }

            TickAndWrite();
        }

        ResumeAll();
        int limit = 100_000 + (1000 * _open.Count);
        for (int round = 0; round < limit && (_asked.Count > 0 || _open.Count > 0); round++)
        {
            TickAndWrite();
            Bodies.EndOne();
            if (_refused.TryDequeue(out long refused))
            {
                AskFor(refused);
                if (_shard!.RunCount == 0 && _shard.RefusalOf(1) is not null)
                {
                    // Those that are remembered need so much, and nothing else will end.
                    GoOnWithMore();
                    GoOnToTheEnd();
                }
            }

            if (round % 10 == 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(10));
            }
        }

        Count();
        Assert.Null(_journal!.Failure);
        Assert.Empty(Bodies.Violations);
        Assert.True(_asked.Count == 0, $"{_asked.Count} starts have not been acknowledged: {DescribeJournal()}");
        Assert.True(_open.Count == 0, $"{_open.Count} runs have not ended: {Describe()}");
    }

    private void ResumeAll()
    {
        foreach (ulong id in _open.Keys.ToArray())
        {
            Post(new SimulatedRequest(shard => shard.TryFind(new RunId(id), out int slot) && _table!.Resume(slot) ? shard.InfoOf(slot).LastPosition : 0));
            TickAndWrite();
        }
    }

    private void TickAndWrite()
    {
        _shard!.Tick();
        _journal!.Writer.WriteNext();
        GoOnWithMoreIfFull();
        GoOnToTheEnd();
    }

    /// <summary>In a new process, where the last one has ended: without crashes, and with nothing paused.</summary>
    private void GoOnToTheEnd()
    {
        if (_shard is null)
        {
            for (int round = 0; round < 10; round++)
            {
                Guarded(Disk.Mend);
            }

            ResumeAll();
        }
    }

    private readonly record struct EndedRun(ulong Id, long Input, long EndedMs, RunStatus Status, long Output);
}
