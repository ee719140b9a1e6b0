using Engine.Runtime;

namespace Engine.Internal;

/// <summary>How runs are written as a whole, and how records become runs again.</summary>
internal sealed partial class RunTable<TDefinition, TState, TIn, TOut>
{
    /// <summary>Steps and compensations by name; null until a journal asks.</summary>
    private Dictionary<(string Name, bool IsCompensation), int>? _indexes;

    public override string InputSignature => _definition.InputSignature;

    public override int IndexOf(string name, string signature, bool isCompensation)
    {
        _indexes ??= Indexes();
        return _indexes.TryGetValue((name, isCompensation), out int index) && (isCompensation || _definition.StepSignature(index) == signature) ? index : -1;
    }

    public override void WriteWorkflow(RecordBuffer buffer)
    {
        buffer.WriteUnmanaged(RecordKind.Workflow);
        buffer.WriteCount(Number);
        buffer.WriteString(WorkflowName);
        buffer.WriteUnmanaged(_definition.Fingerprint);
        buffer.WriteString(InputSignature);
        buffer.WriteCount(_stepCount);
        int named = IsTaskGraph ? 0 : DispatchCount;
        buffer.WriteCount(named);
        for (int index = 0; index < named; index++)
        {
            buffer.WriteString(_definition.StepName(index));
            buffer.WriteString(index < _stepCount ? _definition.StepSignature(index) : "");
        }
    }

    public override string? FoldNew(RecordKind kind, ulong id, long position, WorkflowVersion version, ref RecordReader reader)
    {
        long startedMs = reader.ReadUnmanaged<long>();
        string? key = reader.ReadString();
        int slot = NewRun(id, key, startedMs);
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        info.FirstPosition = info.LastPosition = position;
        if (kind == RecordKind.RunImage)
        {
            info.Phase = reader.ReadUnmanaged<RunPhase>();
            info.Status = reader.ReadUnmanaged<RunStatus>();
            info.EndedMs = reader.ReadUnmanaged<long>();
        }

        _definition.ReadInput(ref slab.States[lane], ref reader);
        if (kind == RecordKind.RunImage && FoldItems(slab, lane, version, ref reader) is string reason)
        {
            DropAttempts(slab, lane);
            FreeLane(slab, lane);
            return reason;
        }

        Shard.Enter(slot);
        if (info.Phase is RunPhase.Ended or RunPhase.Ending)
        {
            // What was on its way to the disk has arrived.
            info.Phase = RunPhase.Ended;
            Shard.RunCount--;
        }

        return null;
    }

    public override string? Fold(RecordKind kind, int slot, RunMoment at, WorkflowVersion version, ref RecordReader reader)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        long atMs = at.Ms(info.StartedMs);
        switch (kind)
        {
            case RecordKind.StepEnded:
                return FoldStepEnded(slab, lane, at, version, ref reader);
            case RecordKind.AttemptStarted:
                return FoldAttempt(slab, lane, version, reader.ReadCount(), reader.ReadCount(), 0, atMs);
            case RecordKind.AttemptFailed:
                return FoldAttemptFailed(slab, lane, atMs, version, ref reader);
            case RecordKind.RunStopped:
                return FoldStopped(slab, lane, atMs, version, ref reader);
            case RecordKind.CompensationEnded:
                return FoldCompensationEnded(slab, lane, atMs, version, ref reader);
            case RecordKind.RunEnded:
                FoldEnded(slab, lane, at, ref reader);
                return null;
            case RecordKind.RunForgotten:
                Drop(slot);
                return null;
            case RecordKind.RunPaused:
                info.Phase = RunPhase.Paused;
                (info.Extras ??= new RunExtras()).PauseReason = reader.ReadString();
                info.Extras.Notes.Add(new RunNote(HostedRunEventKind.Paused, atMs) { Reason = info.Extras.PauseReason });
                return null;
            case RecordKind.RunResumed:
                info.Phase = RunPhase.Active;
                info.Recoveries = 0;
                info.Extras?.PauseReason = null;
                NotesOf(ref info).Add(new RunNote(HostedRunEventKind.Resumed, atMs));
                return null;
            case RecordKind.RunRetried:
                info.ClockMs = atMs;
                StartOver(slab, lane, atMs);
                Shard.RunCount++;
                return null;
            default:
                throw new JournalException(
                    JournalFault.WrongFormat, $"The journal has a record of kind {(byte)kind}, which this version does not know. Open it with the version that wrote it.");
        }
    }

    public override void GoOn(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        switch (info.Phase)
        {
            case RunPhase.Active when info.Recoveries >= Shard.Options.MaxRecoveries:
                Pause(slot, $"{info.Recoveries} processes in a row ended while {StepName(info.Attempts!.Index)} of this run was under way. Resume it when it is safe.");
                return;
            case RunPhase.Active:
                StartInDoubt(slab, lane);
                Activate(slab, lane);
                CheckEnd(slab, lane);
                return;
            case RunPhase.Stopping or RunPhase.Undoing:
                // A body that was interrupted while its run stopped has not completed, and a compensation begins anew.
                info.Phase = RunPhase.Stopping;
                DropAttempts(slab, lane);
                CheckEnd(slab, lane);
                return;
            default:
                return;
        }
    }

    public override void Drop(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        if (slab.Infos[lane].Phase is not (RunPhase.Ended or RunPhase.Ending))
        {
            Shard.RunCount--;
        }

        DropAttempts(slab, lane);
        Shard.Leave(slot);
        FreeLane(slab, lane);
    }

    /// <summary>
    /// Lets the steps begin again that a process which is no more had under way: as soon as all that they depend on is there. Pure steps before them
    /// have no value yet.
    /// </summary>
    private static void StartInDoubt(RunSlab<TState> slab, int lane)
    {
        ref RunInfo info = ref slab.Infos[lane];
        for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
        {
            if (attempt.Phase == AttemptPhase.InDoubt)
            {
                slab.Begun[attempt.Index] &= ~(1UL << lane);
                info.HasInDoubt = true;
            }
        }
    }

    private Dictionary<(string Name, bool IsCompensation), int> Indexes()
    {
        var indexes = new Dictionary<(string Name, bool IsCompensation), int>();
        for (int index = 0; index < DispatchCount; index++)
        {
            indexes.TryAdd((_definition.StepName(index), index >= _stepCount), index);
        }

        return indexes;
    }

    private void DropAttempts(RunSlab<TState> slab, int lane)
    {
        while (slab.Infos[lane].Attempts is { } attempt)
        {
            EndAttempt(slab, lane, attempt);
        }
    }

    private string? FoldStepEnded(RunSlab<TState> slab, int lane, RunMoment at, WorkflowVersion version, ref RecordReader reader)
    {
        int recorded = reader.ReadCount();
        int stepIndex = version.Steps[recorded];
        if (stepIndex < 0)
        {
            return OtherStep(version, recorded);
        }

        StepStatus status = reader.ReadUnmanaged<StepStatus>();
        if (status == StepStatus.Completed)
        {
            _definition.ReadStep(stepIndex, ref slab.States[lane], ref reader);
        }

        ref RunInfo info = ref slab.Infos[lane];
        uint completedAt = status == StepStatus.Completed && _undoRows[stepIndex] >= 0 ? ++info.CompletedCount : 0u;
        info.Recoveries = 0;
        SetEnded(slab, lane, stepIndex, status, completedAt);
        SetMoments(slab, lane, stepIndex, AttemptOf(ref info, stepIndex) is { } attempt ? RunMoment.Of(info.StartedMs, attempt.BegunMs) : at, at);
        DropAttempt(slab, lane, stepIndex);
        return null;
    }

    private void SetEnded(RunSlab slab, int lane, int stepIndex, StepStatus status, uint completedAt)
    {
        ulong bit = 1UL << lane;
        slab.Begun[stepIndex] |= bit;
        (status == StepStatus.Completed ? slab.Completed : slab.Skipped)[stepIndex] |= bit;
        slab.Infos[lane].Left--;
        if (_undoRows[stepIndex] is >= 0 and int row)
        {
            slab.CompletedAt[slab.At(row, lane)] = completedAt;
        }

        Release(slab, stepIndex, bit);
    }

    private string? FoldAttempt(RunSlab<TState> slab, int lane, WorkflowVersion version, int recorded, int number, long dueMs, long begunMs)
    {
        int index = version.Steps[recorded];
        if (index < 0)
        {
            return OtherStep(version, recorded);
        }

        ShardAttempt? attempt = AttemptOf(ref slab.Infos[lane], index);
        if (attempt is null)
        {
            ref RunInfo info = ref slab.Infos[lane];
            attempt = Shard.RentAttempt();
            attempt.Table = this;
            attempt.Slot = RunSlab.SlotOf(slab.Index, lane);
            attempt.Index = index;
            attempt.BegunMs = begunMs;
            Link(ref info, attempt);
            info.UnderWay++;
        }

        attempt.Phase = AttemptPhase.InDoubt;
        attempt.Number = number;
        attempt.DueMs = dueMs;
        if (index < _stepCount)
        {
            slab.Begun[index] |= 1UL << lane;
        }

        return null;
    }

    private string? FoldAttemptFailed(RunSlab<TState> slab, int lane, long atMs, WorkflowVersion version, ref RecordReader reader)
    {
        ref RunInfo info = ref slab.Infos[lane];
        int recorded = reader.ReadCount(), next = reader.ReadCount();
        long dueMs = reader.ReadUnmanaged<long>();
        long begunMs = RunMoment.Read(ref reader).Ms(info.StartedMs);
        if (FoldAttempt(slab, lane, version, recorded, next, dueMs, begunMs) is string reason)
        {
            return reason;
        }

        NoteAttemptFailed(ref info, version.Steps[recorded], next - 1, atMs, dueMs, RecordTexts.ReadException(ref reader));
        return null;
    }

    private string? FoldStopped(RunSlab<TState> slab, int lane, long atMs, WorkflowVersion version, ref RecordReader reader)
    {
        ref RunInfo info = ref slab.Infos[lane];
        RunStatus status = reader.ReadUnmanaged<RunStatus>();
        int recorded = reader.ReadCount() - 1;
        StepStatus stepStatus = reader.ReadUnmanaged<StepStatus>();
        Exception exception = RecordTexts.ReadException(ref reader)!;
        if (info.Phase is RunPhase.Active or RunPhase.Paused)
        {
            info.Phase = RunPhase.Stopping;
            info.Status = status;
            info.Exception = exception;
            info.IsCancelRequested = status == RunStatus.Cancelled;
        }

        if (recorded < 0)
        {
            NotesOf(ref info).Add(new RunNote(HostedRunEventKind.Cancelled, atMs));
            return null;
        }

        int stepIndex = version.Steps[recorded];
        if (stepIndex < 0)
        {
            return OtherStep(version, recorded);
        }

        slab.Begun[stepIndex] |= 1UL << lane;
        (info.Extras ??= new RunExtras()).Failed.Add((stepIndex, stepStatus, exception));
        ShardAttempt? attempt = AttemptOf(ref info, stepIndex);
        NoteStepEnded(ref info, stepIndex, stepStatus, exception, attempt?.Number ?? 1, attempt?.BegunMs ?? atMs, atMs);
        DropAttempt(slab, lane, stepIndex);
        return null;
    }

    private string? FoldCompensationEnded(RunSlab<TState> slab, int lane, long atMs, WorkflowVersion version, ref RecordReader reader)
    {
        ref RunInfo info = ref slab.Infos[lane];
        int recorded = reader.ReadCount();
        int index = version.Steps[recorded];
        if (index < 0)
        {
            return OtherStep(version, recorded);
        }

        Exception? failure = RecordTexts.ReadException(ref reader);
        slab.CompletedAt[slab.At(_undoRows[UndoneBy(index)], lane)] = 0;
        info.Status = RunTransitions.Next(info.Status, failure is null ? RunEvent.CompensationReturned : RunEvent.CompensationThrew);
        if (failure is not null)
        {
            RunExtras extras = info.Extras ??= new RunExtras();
            extras.FailedCompensations.Add(StepName(index));
            extras.CompensationFailures.Add(failure);
        }

        ShardAttempt? attempt = AttemptOf(ref info, index);
        NoteCompensationEnded(ref info, index, failure, attempt?.Number ?? 1, attempt?.BegunMs ?? atMs, atMs);
        DropAttempt(slab, lane, index);
        return null;
    }

    private void FoldEnded(RunSlab<TState> slab, int lane, RunMoment at, ref RecordReader reader)
    {
        ref RunInfo info = ref slab.Infos[lane];
        info.Status = reader.ReadUnmanaged<RunStatus>();
        info.EndedMs = reader.ReadUnmanaged<long>();
        if (reader.ReadUnmanaged<bool>())
        {
            _definition.ReadStep(_definition.OutputStep, ref slab.States[lane], ref reader);
            SetEnded(slab, lane, _definition.OutputStep, StepStatus.Completed, 0);
            SetMoments(slab, lane, _definition.OutputStep, at, at);
        }

        if (info.Status == RunStatus.CompensationFailed && info.Extras is { } extras)
        {
            info.Exception = Outcomes.CompensationFailed(WorkflowName, info.Exception!, extras.FailedCompensations, extras.CompensationFailures);
        }

        info.Phase = RunPhase.Ended;
        DropAttempts(slab, lane);
        Shard.RunCount--;
    }

    private void DropAttempt(RunSlab<TState> slab, int lane, int index)
    {
        if (AttemptOf(ref slab.Infos[lane], index) is { } attempt)
        {
            EndAttempt(slab, lane, attempt);
        }
    }

    private static ShardAttempt? AttemptOf(ref RunInfo info, int index)
    {
        ShardAttempt? attempt = info.Attempts;
        while (attempt is not null && attempt.Index != index)
        {
            attempt = attempt.NextOfRun;
        }

        return attempt;
    }

    private static string OtherStep(WorkflowVersion version, int recorded) =>
        $"'{version.StepNames[recorded]}' of workflow '{version.Name}' is not in this version, or has other types, and the run has recorded it";
}
