using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// The runs of one workflow: slabs of 64, worked on step by step for all lanes that are ready. One pass in plan order is enough, because
/// every edge leads from a smaller to a larger index: what a step makes ready comes later in the same pass.
/// </summary>
internal sealed partial class RunTable<TDefinition, TState, TIn, TOut> : RunTable<TIn, TOut>
    where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
    where TState : struct
{
    private const StepTraits NotPlain = StepTraits.Asynchronous | StepTraits.Context | StepTraits.Policy;

    private readonly TDefinition _definition;
    private readonly int _stepCount;

    /// <summary>For each step its row in <see cref="RunSlab.CompletedAt"/>; -1 for one that nothing undoes.</summary>
    private readonly int[] _undoRows;
    private readonly int _undoCount;

    /// <summary>The slabs with free lanes.</summary>
    private readonly List<RunSlab<TState>> _open = [];

    /// <summary>The lanes of all slabs.</summary>
    private int _laneCount;

    public RunTable(Shard shard, int number, TDefinition definition)
        : base(shard, number)
    {
        _definition = definition;
        _stepCount = definition.StepCount;
        if (IsTaskGraph)
        {
            // There may be very many of these, with all rows alike.
            _undoRows = TaskDefinition.NothingUndone;
            _begunRows = WorkflowVersion.SameSteps;
            _begunCount = _stepCount;
            return;
        }

        _undoRows = new int[_stepCount];
        _begunRows = new int[_stepCount];
        for (int stepIndex = 0; stepIndex < _stepCount; stepIndex++)
        {
            _undoRows[stepIndex] = (definition.Traits[stepIndex] & StepTraits.Compensated) != 0 ? _undoCount++ : -1;
            _begunRows[stepIndex] = (definition.Traits[stepIndex] & NotPlain) != 0 ? _begunCount++ : -1;
        }
    }

    public override string WorkflowName => _definition.Name;

    public override int StepCount => _stepCount;

    public override int DispatchCount => _stepCount + _definition.CompensationCount;

    public override bool IsTaskGraph => typeof(TDefinition) == typeof(TaskDefinition);

    private bool IsKept => Shard.IsKept;

    /// <summary>The most characters of a text that nobody bounds.</summary>
    private int MaxTextLength => RecordTexts.MaxLength(Shard.Journal.MaxRecordBytes);

    /// <summary>What a start or the end of a step may take: in an image, which says a little more, it must fit into a record too.</summary>
    private int MostBytes => Shard.Journal.MaxRecordBytes - 32;

    public override string StepName(int index) => _definition.StepName(index);

    public override int Start(ulong id, string? key, in TIn input, long startedMs)
    {
        int slot = NewRun(id, key, startedMs);
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        try
        {
            _definition.Start(in input, ref slab.States[lane]);
            if (IsKept)
            {
                Shard.Introduce(this);
                WriteStart(ref info, ref slab.States[lane]);
            }
        }
        catch (Exception)
        {
            FreeLane(slab, lane);
            throw;
        }

        if (IsKept)
        {
            info.FirstPosition = info.LastPosition = Shard.Append();
            Shard.Charge(ref info, Shard.Buffer.Length);
        }

        Shard.Enter(slot);
        Activate(slab, lane);
        return slot;
    }

    public override int Measure(in TIn input)
    {
        TState state = default;
        var info = default(RunInfo);
        _definition.Start(in input, ref state);
        WriteStart(ref info, ref state);
        return Shard.Buffer.Length;
    }

    public override TOut OutputOf(int slot) => _definition.Output(ref SlabOf(slot).States[RunSlab.LaneOf(slot)]);

    // SAFETY: the two types are the same one.
    public override TaskInput? TaskInputOf(int slot) => typeof(TState) == typeof(TaskState)
        ? Unsafe.As<TState, TaskState>(ref SlabOf(slot).States[RunSlab.LaneOf(slot)]).Run.Input
        : null;

    public override StepStatus StatusOf(int slot, int stepIndex)
    {
        RunSlab slab = Shard.SlabOf(slot);
        ulong bit = 1UL << RunSlab.LaneOf(slot);
        if ((slab.Completed[stepIndex] & bit) != 0)
        {
            return StepStatus.Completed;
        }

        if ((slab.Skipped[stepIndex] & bit) != 0)
        {
            return StepStatus.Skipped;
        }

        if (slab.Infos[RunSlab.LaneOf(slot)].Extras is { } extras)
        {
            foreach ((int failed, StepStatus status, _) in extras.Failed)
            {
                if (failed == stepIndex)
                {
                    return status;
                }
            }
        }

        return StepStatus.NotStarted;
    }

    public override bool Pass(RunSlab slab)
    {
        var typed = (RunSlab<TState>)slab;
        ReadOnlySpan<StepTraits> traits = _definition.Traits;
        if (slab.Unchecked != 0)
        {
            ulong lanes = slab.Unchecked;
            slab.Unchecked = 0;
            CheckEnds(slab, lanes);
        }

        // What steps of this pass make ready lies behind them, and lengthens it.
        int from = slab.ReadyFrom;
        slab.ReadyFrom = int.MaxValue;
        for (int stepIndex = from; stepIndex <= slab.ReadyTo; stepIndex++)
        {
            ulong ready = slab.Active & ~slab.Begun[stepIndex];
            if (ready == 0)
            {
                continue;
            }

            ready &= FrontierKernels.Zeros(slab.RowOf(stepIndex));
            if (ready == 0)
            {
                continue;
            }

            if ((traits[stepIndex] & StepTraits.Conditional) != 0)
            {
                ready = SkipWhatDoesNotRun(typed, stepIndex, ready);
            }

            bool isWhole = (traits[stepIndex] & NotPlain) == 0 ? RunPlain(typed, stepIndex, ready) : BeginAttempts(typed, stepIndex, ready);
            if (!isWhole)
            {
                slab.ReadyFrom = from;
                return false;
            }
        }

        if (!Shard.HasRoom)
        {
            // A condition may have been left for later.
            slab.ReadyFrom = from;
            return false;
        }

        slab.ReadyFrom = int.MaxValue;
        slab.ReadyTo = -1;
        return true;
    }

    public override void ReleaseSuccessors(int slot, int stepIndex)
    {
        RunSlab slab = Shard.SlabOf(slot);
        ref RunInfo info = ref slab.Infos[RunSlab.LaneOf(slot)];
        info.UnderWay--;
        Release(slab, stepIndex, 1UL << RunSlab.LaneOf(slot));
        Shard.MarkDirty(slab);
        CheckEnd(slab, RunSlab.LaneOf(slot));
    }

    private RunSlab<TState> SlabOf(int slot) => (RunSlab<TState>)Shard.SlabOf(slot);

    /// <summary>A free lane with a run that has not begun.</summary>
    private int NewRun(ulong id, string? key, long startedMs)
    {
        int slot = FreeSlot();
        RunSlab<TState> into = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ulong bit = 1UL << lane;
        ReadOnlySpan<int> predecessorCounts = _definition.PredecessorCounts;
        for (int stepIndex = 0; stepIndex < _stepCount; stepIndex++)
        {
            into.WaitingFor[into.At(stepIndex, lane)] = (ushort)predecessorCounts[stepIndex];
            into.Begun[stepIndex] &= ~bit;
            into.Completed[stepIndex] &= ~bit;
            into.Skipped[stepIndex] &= ~bit;
        }

        for (int row = 0; row < _undoCount; row++)
        {
            into.CompletedAt[into.At(row, lane)] = 0;
        }

        into.Taken |= bit;
        if (into.Free == 0)
        {
            Close(into);
        }

        into.Infos[lane] = new RunInfo { Id = id, Key = key, StartedMs = startedMs, Left = (ushort)_stepCount, Phase = RunPhase.Active };
        return slot;
    }

    private void Activate(RunSlab slab, int lane)
    {
        slab.Active |= 1UL << lane;
        slab.MayBeReady(0, _stepCount - 1);
        Shard.MarkDirty(slab);
    }

    private void FreeLane(RunSlab<TState> slab, int lane)
    {
        slab.Taken &= ~(1UL << lane);
        slab.Active &= ~(1UL << lane);
        slab.Infos[lane] = default;
        slab.States[lane] = default;
        if (IsTaskGraph && slab.Taken == 0)
        {
            // There may be very many of these workflows, and most of them at rest.
            Close(slab);
            _laneCount -= slab.Lanes;
            Shard.RemoveSlab(slab);
        }
        else if (slab.OpenAt < 0)
        {
            slab.OpenAt = _open.Count;
            _open.Add(slab);
        }
    }

    /// <summary>A free lane, of a new slab where there is none: of many workflows each begins with a small one.</summary>
    private int FreeSlot()
    {
        if (_open.Count == 0)
        {
            int lanes = !IsTaskGraph ? RunSlab.LaneCount : _laneCount switch { 0 => 1, < 4 => 4, < 16 => 16, _ => RunSlab.LaneCount };
            var made = new RunSlab<TState>(this, Shard.NextSlabIndex(), lanes, _stepCount, _begunCount, _undoCount) { OpenAt = 0 };
            Shard.AddSlab(made);
            _open.Add(made);
            _laneCount += lanes;
        }

        RunSlab<TState> slab = _open[^1];
        return RunSlab.SlotOf(slab.Index, BitOperations.TrailingZeroCount(slab.Free));
    }

    /// <summary>A slab has no lane to give.</summary>
    private void Close(RunSlab<TState> slab)
    {
        if (slab.OpenAt < 0)
        {
            return;
        }

        RunSlab<TState> last = _open[^1];
        _open[slab.OpenAt] = last;
        last.OpenAt = slab.OpenAt;
        _open.RemoveAt(_open.Count - 1);
        slab.OpenAt = -1;
    }

    /// <summary>Skips the step in the lanes whose conditions do not hold; returns the others.</summary>
    private ulong SkipWhatDoesNotRun(RunSlab<TState> slab, int stepIndex, ulong lanes)
    {
        ulong skipped = 0;
        for (ulong rest = lanes; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (_definition.Runs(stepIndex, ref slab.States[lane]))
            {
                continue;
            }

            if (!Shard.HasRoom)
            {
                // It is asked again in the next pass: conditions read values that are written once.
                lanes &= ~(1UL << lane);
                continue;
            }

            ulong bit = 1UL << lane;
            skipped |= bit;
            slab.Begun[stepIndex] |= bit;
            slab.Skipped[stepIndex] |= bit;
            ref RunInfo info = ref slab.Infos[lane];
            info.Left--;
            slab.EndedAt[slab.At(stepIndex, lane)] = RunMoment.Of(info.StartedMs, Shard.NowMs);
            Record(slab, lane, stepIndex, StepStatus.Skipped);
        }

        Release(slab, stepIndex, skipped);
        CheckEnds(slab, skipped);
        return lanes & ~skipped;
    }

    /// <summary>Calls a step that is only a call, in each of the lanes. False: the journal has no room for what the rest would record.</summary>
    private bool RunPlain(RunSlab<TState> slab, int stepIndex, ulong lanes)
    {
        bool isRecorded = IsKept && _definition.Recordings[stepIndex] != StepRecording.Pure;
        bool holdsSuccessors = HoldsSuccessors(stepIndex);
        int undoRow = _undoRows[stepIndex];
        Span<RunMoment> endedAt = slab.EndedAt.AsSpan(slab.At(stepIndex, 0), slab.Lanes);
        long nowMs = Shard.NowMs;
        StepContext context = default;
        ulong completed = 0, ended = 0, rest = lanes;
        while (rest != 0)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong bit = 1UL << lane;
            if (isRecorded && !Shard.HasRoom)
            {
                break;
            }

            rest &= rest - 1;
            slab.Begun[stepIndex] |= bit;
            try
            {
                _definition.Dispatch(stepIndex, ref slab.States[lane], in context);
                if (isRecorded)
                {
                    Record(slab, lane, stepIndex, StepStatus.Completed);
                }
            }
            catch (Exception exception)
            {
                StepFailed(slab, lane, stepIndex, StepEvent.Threw, exception, attempt: 1, nowMs);
                ended |= bit;
                continue;
            }

            ref RunInfo info = ref slab.Infos[lane];
            info.Left--;
            slab.Completed[stepIndex] |= bit;
            endedAt[lane] = RunMoment.Of(info.StartedMs, nowMs);
            if (undoRow >= 0)
            {
                slab.CompletedAt[slab.At(undoRow, lane)] = ++info.CompletedCount;
            }

            if (holdsSuccessors)
            {
                HoldSuccessors(slab, lane, stepIndex);
            }
            else
            {
                completed |= bit;
            }
        }

        Shard.StepCount += BitOperations.PopCount(lanes & ~rest);
        Release(slab, stepIndex, completed);
        CheckEnds(slab, completed | ended);
        return rest == 0;
    }

    /// <summary>Whether there is something that must not begin before the step's value is on the disk. The end of its run is not: it is written behind it.</summary>
    private bool HoldsSuccessors(int stepIndex)
    {
        ReadOnlySpan<int> offsets = _definition.SuccessorOffsets;
        return IsKept && _definition.Recordings[stepIndex] == StepRecording.Durable && offsets[stepIndex] != offsets[stepIndex + 1];
    }

    /// <summary>Those that depend on a durable step wait until its value is on the disk.</summary>
    private void HoldSuccessors(RunSlab slab, int lane, int stepIndex)
    {
        ref RunInfo info = ref slab.Infos[lane];
        info.UnderWay++;
        Shard.AfterDisk(info.LastPosition, DiskWaitKind.Successors, RunSlab.SlotOf(slab.Index, lane), stepIndex);
    }

    /// <summary>A step has ended in some lanes: those that wait for it wait for one less.</summary>
    private void Release(RunSlab slab, int stepIndex, ulong lanes)
    {
        if (lanes == 0)
        {
            return;
        }

        ReadOnlySpan<int> offsets = _definition.SuccessorOffsets;
        ReadOnlySpan<int> successors = _definition.Successors[offsets[stepIndex]..offsets[stepIndex + 1]];
        if (successors.IsEmpty)
        {
            return;
        }

        foreach (int successor in successors)
        {
            FrontierKernels.Decrement(slab.RowOf(successor), lanes);
        }

        slab.MayBeReady(successors[0], successors[^1]);
    }

    /// <summary>Looks whether runs have ended. Those whose end the journal has no room for are looked at again in the next pass.</summary>
    private void CheckEnds(RunSlab slab, ulong lanes)
    {
        for (; lanes != 0 && Shard.HasRoom; lanes &= lanes - 1)
        {
            CheckEnd(slab, BitOperations.TrailingZeroCount(lanes));
        }

        slab.Unchecked |= lanes;
    }

    private void WriteStart(ref RunInfo info, ref TState state)
    {
        RecordBuffer buffer = Shard.Buffer;
        buffer.Clear();
        buffer.WriteUnmanaged(RecordKind.RunStarted);
        buffer.WriteUnmanaged(info.Id);
        buffer.WriteCount(Number);
        buffer.WriteUnmanaged(info.StartedMs);
        buffer.WriteString(info.Key);
        _definition.WriteInput(ref state, buffer);
        if (buffer.Length > MostBytes)
        {
            throw new ArgumentException($"The input of this run of '{WorkflowName}' takes {buffer.Length} bytes in the journal, and a record may take {MostBytes}. Raise MaxRecordBytes, or pass a reference to what is large.");
        }
    }

    /// <summary>Begins a record of a run: what it is, of which run, and when.</summary>
    private RecordBuffer Begin(RecordKind kind, ref RunInfo info)
    {
        RecordBuffer buffer = Shard.Buffer;
        buffer.Clear();
        buffer.WriteUnmanaged(kind);
        buffer.WriteUnmanaged(info.Id);
        RunMoment.Of(info.StartedMs, Shard.NowMs).Write(buffer);
        return buffer;
    }

    /// <summary>Appends the record in the buffer to a run's history.</summary>
    private void Append(ref RunInfo info)
    {
        info.LastPosition = Shard.Append();
        Shard.Charge(ref info, Shard.Buffer.Length);
    }

    /// <summary>Appends how a step ended, with its value.</summary>
    /// <exception cref="InvalidOperationException">The value is longer than a record may be: the step has failed.</exception>
    private void Record(RunSlab<TState> slab, int lane, int stepIndex, StepStatus status)
    {
        if (!IsKept || _definition.Recordings[stepIndex] == StepRecording.Pure)
        {
            return;
        }

        ref RunInfo info = ref slab.Infos[lane];
        RecordBuffer buffer = Begin(RecordKind.StepEnded, ref info);
        buffer.WriteCount(stepIndex);
        buffer.WriteUnmanaged(status);
        if (status == StepStatus.Completed)
        {
            _definition.WriteStep(stepIndex, ref slab.States[lane], buffer);
            if (buffer.Length > MostBytes)
            {
                throw new InvalidOperationException(
                    $"What step '{StepName(stepIndex)}' of workflow '{WorkflowName}' returned takes {buffer.Length} bytes in the journal, and a record may take {MostBytes}. Raise MaxRecordBytes, or return a reference to what is large.");
            }

            if (Shard.OvergrownBy(ref info, buffer.Length) is { } reason)
            {
                throw new InvalidOperationException($"What step '{StepName(stepIndex)}' of workflow '{WorkflowName}' returned has no place in the journal: {reason}");
            }
        }

        Append(ref info);
    }
}
