using Engine.Internal;
using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>
/// A shard, its journal, its disk, its clock and the world outside, all driven by one seed: what is asked, when the shard ticks, when the disk
/// writes, what ends when, and where the process crashes. After each crash a new process opens what the disk has kept.
/// </summary>
/// <remarks>
/// It holds throughout: what was acknowledged is there; a step whose outcome the journal had is never called again; a body of an asynchronous step
/// was called only when the outcomes it depends on were on the disk. At the end every run has ended, as the plan says.
/// </remarks>
internal sealed class ShardSimulation
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 64 << 10, MaxSegments = 64, MaxRecordBytes = 4096 };

    private readonly Random _random;
    private readonly int _crashEvery;
    private readonly ShardOptions _options;
    private readonly List<SimulatedRequest> _requests = [];
    private readonly Dictionary<long, ulong> _acknowledged = [];
    private readonly Dictionary<ulong, (RunStatus Status, long Output)> _ended = [];
    private readonly HashSet<long> _asked = [];
    private readonly HashSet<ulong> _cancelled = [];
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private Shard? _shard;
    private SegmentJournal? _journal;
    private RunTable<SimulatedDefinition, SimulatedState, long, long>? _table;
    private long _nextInput = 1;
    private int _openings;

    public ShardSimulation(int seed, int crashEvery, ShardOptions? options = null)
    {
        Seed = seed;
        _crashEvery = crashEvery;
        _random = new Random(seed);
        _options = options ?? new ShardOptions { MaxRecoveries = int.MaxValue, CleanFromBytes = seed % 2 == 0 ? 1024 : 1 << 20 };
        Plan = new SimulatedPlan(_random.Next());
        Bodies = new SimulatedBodies(new Random(_random.Next()));
        Disk = new SimulatedDisk(_random.Next());
    }

    public int Seed { get; }

    public SimulatedPlan Plan { get; }

    public SimulatedBodies Bodies { get; }

    public SimulatedDisk Disk { get; }

    public int CrashCount { get; private set; }

    public long ImageCount { get; private set; }

    public long SegmentsReleased { get; private set; }

    public int EndedCount => _ended.Count;

    public IEnumerable<RunStatus> Statuses => _ended.Values.Select(static end => end.Status);

    /// <summary>Does so many random things, then lets everything end.</summary>
    public void Run(int steps, int maxRuns)
    {
        for (int step = 0; step < steps; step++)
        {
            Guarded(() => Step(maxRuns));
        }

        Settle();
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
                throw failure.InnerException as SimulatedCrash ?? failure;
            }
        }
        catch (SimulatedCrash)
        {
            Crash();
        }

        Assert.Empty(Bodies.Violations);
    }

    private void Step(int maxRuns)
    {
        switch (_random.Next(20))
        {
            case < 3:
                if (_nextInput <= maxRuns)
                {
                    Ask();
                }

                break;
            case < 10:
                _shard!.Tick();
                break;
            case < 14:
                _journal!.Writer.WriteNext();
                break;
            case < 18:
                Bodies.EndOne();
                break;
            case 18:
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(30)));
                break;
            default:
                Interfere();
                NoteEnds();
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
        SimulatedRequest request = new(
            shard =>
            {
                string key = $"run-{input}";
                if (_table!.TryFind(key, out int known))
                {
                    id = shard.InfoOf(known).Id;
                    return shard.InfoOf(known).LastPosition;
                }

                id = shard.NextId();
                int slot = _table!.Start(id, key, input, shard.NowMs);
                return shard.InfoOf(slot).LastPosition;
            },
            () => _acknowledged[input] = id);
        _asked.Add(input);
        Assert.True(_shard!.TryPost(request));
        _requests.Add(request);
    }

    /// <summary>Cancels, pauses or resumes a run that is known.</summary>
    private void Interfere()
    {
        if (_acknowledged.Count == 0)
        {
            return;
        }

        ulong id = _acknowledged.Values.ElementAt(_random.Next(_acknowledged.Count));
        int what = _random.Next(10);
        Assert.True(_shard!.TryPost(new SimulatedRequest(shard =>
        {
            if (!shard.TryFind(new RunId(id), out int slot))
            {
                return 0;
            }

            switch (what)
            {
                case 0:
                    if (_table!.Cancel(slot))
                    {
                        _cancelled.Add(id);
                    }

                    break;
                case < 4:
                    _table!.Pause(slot, null);
                    break;
                default:
                    _table!.Resume(slot);
                    break;
            }

            return shard.InfoOf(slot).LastPosition;
        })));
    }

    private void Open()
    {
        if (_crashEvery > 0)
        {
            Disk.OperationsToCrash = _random.Next(1, 2 * _crashEvery);
        }

        var found = new FoundRecords();
        SegmentJournal journal = SegmentJournal.Open(Disk, Small, (UInt128)(++_openings * 104_729L), ref found, out JournalEnd end);
        var shard = new Shard(1, journal, isKept: true, _clock, _options);
        _table = new RunTable<SimulatedDefinition, SimulatedState, long, long>(shard, 0, new SimulatedDefinition(Plan, Bodies));
        shard.Tables.Add(_table);
        found.FoldInto(shard);

        _journal = journal;
        _shard = shard;
        CheckFound();
        shard.Recovered(end.Oldest);
        Assert.Empty(shard.Held);
    }

    /// <summary>What a new process found, before it does anything.</summary>
    private void CheckFound()
    {
        foreach ((long input, ulong id) in _acknowledged)
        {
            Assert.True(_shard!.TryFind(new RunId(id), out int slot), $"The run of input {input} was acknowledged and is gone.");
            ref RunInfo info = ref _shard.InfoOf(slot);
            if (_ended.TryGetValue(id, out (RunStatus Status, long Output) end))
            {
                Assert.Equal(RunPhase.Ended, info.Phase);
                Assert.Equal(end.Status, info.Status);
                Assert.Equal(end.Output, end.Status == RunStatus.Completed ? _table!.OutputOf(slot) : 0);
            }
        }

        foreach (long input in _asked)
        {
            if (!_table!.TryFind($"run-{input}", out int slot))
            {
                continue;
            }

            for (int step = 0; step < Plan.StepCount; step++)
            {
                bool isPure = Plan.Recordings[step] == StepRecording.Pure;
                StepStatus status = _table!.StatusOf(slot, step);
                if (status is StepStatus.Completed && !isPure)
                {
                    Bodies.CloseStep(input, step);
                }

                if (Bodies.CountOf(input, step) > 0 && (Plan.Traits[step] & StepTraits.Asynchronous) != 0)
                {
                    Assert.All(
                        Plan.Predecessors[step].Where(before => Plan.Recordings[before] != StepRecording.Pure),
                        before => Assert.True(
                            _table.StatusOf(slot, before) is StepStatus.Completed or StepStatus.Skipped,
                            $"Step {step} of run {input} was called, and the outcome of step {before} was not on the disk."));
                }
            }
        }
    }

    private void NoteEnds()
    {
        foreach (ulong id in _acknowledged.Values)
        {
            if (!_ended.ContainsKey(id) && _shard!.TryFind(new RunId(id), out int slot) && _shard.InfoOf(slot).Phase == RunPhase.Ended)
            {
                RunStatus status = _shard.InfoOf(slot).Status;
                _ended.Add(id, (status, status == RunStatus.Completed ? _table!.OutputOf(slot) : 0));
            }
        }
    }

    private void Crash()
    {
        CrashCount++;
        Count();
        _journal?.Dispose();
        _journal = null;
        _shard = null;
        Bodies.Crash();
        Disk.Restart();
        _requests.Clear();
    }

    private void Count()
    {
        ImageCount += _shard?.ImageCount ?? 0;
        SegmentsReleased = Math.Max(SegmentsReleased, (_journal?.Writer.FirstSegment ?? 1) - 1);
    }

    /// <summary>No more crashes: everything that was asked for ends.</summary>
    private void Settle()
    {
        Disk.OperationsToCrash = -1;
        for (int round = 0; round < 10; round++)
        {
            Guarded(() => Disk.OperationsToCrash = -1);
        }

        foreach (long input in _asked.Where(input => !_acknowledged.ContainsKey(input)).ToArray())
        {
            AskFor(input);
            _shard!.Tick();
        }

        foreach (ulong id in _acknowledged.Values)
        {
            _shard!.TryPost(new SimulatedRequest(shard => shard.TryFind(new RunId(id), out int slot) && _table!.Resume(slot) ? shard.InfoOf(slot).LastPosition : 0));
            _shard.Tick();
        }

        for (int round = 0; round < 100_000 && (_acknowledged.Count < _asked.Count || _ended.Count < _acknowledged.Count); round++)
        {
            _shard!.Tick();
            _journal!.Writer.WriteNext();
            Bodies.EndOne();
            if (round % 10 == 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(10));
                NoteEnds();
            }
        }

        Count();
        Assert.Null(_journal!.Failure);
        Assert.Empty(Bodies.Violations);
        Assert.Equal(_asked.Count, _acknowledged.Count);
        Assert.True(_ended.Count == _acknowledged.Count, $"{_acknowledged.Count - _ended.Count} of {_acknowledged.Count} runs have not ended: {Describe()}");
        Judge();
    }

    /// <summary>Each run ended as the plan says for its input.</summary>
    private void Judge()
    {
        foreach ((long input, ulong id) in _acknowledged)
        {
            (RunStatus status, long output) = _ended[id];
            if (_cancelled.Contains(id) && status != RunStatus.Completed)
            {
                Assert.Contains(status, (RunStatus[])[RunStatus.Cancelled, RunStatus.Compensated, RunStatus.Failed]);
            }
            else if (Plan.AnyFails(input))
            {
                Assert.Contains(status, (RunStatus[])[RunStatus.Failed, RunStatus.Compensated]);
            }
            else
            {
                Assert.Equal(RunStatus.Completed, status);
                Assert.True(Plan.OutputOf(input) == output, $"Run {input} gave {output} in place of {Plan.OutputOf(input)}: {Values(id, input)}");
            }

            Assert.True(_shard!.TryFind(new RunId(id), out int slot));
            for (int step = 0; step < Plan.StepCount; step++)
            {
                if (Plan.CompensationOf[step] >= 0)
                {
                    bool isUndone = Bodies.UndoneSteps.Contains((input, step));
                    Assert.Equal(status != RunStatus.Completed && _table!.StatusOf(slot, step) == StepStatus.Completed, isUndone);
                }
            }
        }
    }

    private string Values(ulong id, long input)
    {
        _shard!.TryFind(new RunId(id), out int slot);
        var slab = (RunSlab<SimulatedState>)_shard.SlabOf(slot);
        long[] values = slab.States[RunSlab.LaneOf(slot)].Values;
        return string.Join(", ", Enumerable.Range(0, Plan.StepCount).Select(step =>
            $"{step} after {string.Join('+', Plan.Predecessors[step])} {Plan.Recordings[step]} {_table!.StatusOf(slot, step)} {values[step] % 10000} of {Plan.ValuesOf(input)[step] % 10000} called {Bodies.CountOf(input, step)}"));
    }

    private string Describe() => string.Join("; ", _acknowledged.Where(pair => !_ended.ContainsKey(pair.Value)).Take(3).Select(pair =>
    {
        _shard!.TryFind(new RunId(pair.Value), out int slot);
        ref RunInfo info = ref _shard.InfoOf(slot);
        return $"run {pair.Key} is {info.Phase}, {info.Left} steps left, {info.UnderWay} under way ({info.Attempts?.Phase} of {info.Attempts?.Index})";
    }));
}
