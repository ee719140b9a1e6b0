using Engine.Runtime;

namespace Engine.Internal;

/// <summary>How steps and runs end, and what is undone.</summary>
internal sealed partial class RunTable<TDefinition, TState, TIn, TOut>
{
    public override bool Cancel(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        if (info.Phase is not (RunPhase.Active or RunPhase.Paused))
        {
            return false;
        }

        info.IsCancelRequested = true;
        Stop(slab, lane, RunEvent.CallerCancelled, new OperationCanceledException($"The run {new RunId(info.Id)} of workflow '{WorkflowName}' was cancelled."));
        CheckEnd(slab, lane);
        return true;
    }

    public override bool Pause(int slot, string? reason)
    {
        RunSlab slab = Shard.SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        if (info.Phase != RunPhase.Active)
        {
            return false;
        }

        info.Phase = RunPhase.Paused;
        (info.Extras ??= new RunExtras()).PauseReason = reason;
        info.Extras.Notes.Add(new RunNote(HostedRunEventKind.Paused, Shard.NowMs) { Reason = reason });
        slab.Active &= ~(1UL << lane);
        if (IsKept)
        {
            RecordBuffer buffer = Begin(RecordKind.RunPaused, ref info);
            RecordTexts.Write(buffer, reason, MaxTextLength);
            Append(ref info);
        }

        return true;
    }

    public override bool Resume(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        if (info.Phase != RunPhase.Paused)
        {
            return false;
        }

        info.Phase = RunPhase.Active;
        info.Recoveries = 0;
        info.Extras?.PauseReason = null;
        NotesOf(ref info).Add(new RunNote(HostedRunEventKind.Resumed, Shard.NowMs));
        if (IsKept)
        {
            Begin(RecordKind.RunResumed, ref info);
            Append(ref info);
        }

        StartInDoubt(slab, lane);
        Activate(slab, lane);
        CheckEnd(slab, lane);
        return true;
    }

    public override bool Retry(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        if (info.Phase != RunPhase.Ended || info.Status != RunStatus.Failed)
        {
            return false;
        }

        info.ClockMs = Shard.NowMs;
        if (IsKept)
        {
            Begin(RecordKind.RunRetried, ref info);
            Append(ref info);
        }

        StartOver(slab, lane, Shard.NowMs);
        Shard.RunCount++;
        Shard.EndedCount--;
        Activate(slab, lane);
        return true;
    }

    public override void UndoNext(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        info.Phase = RunPhase.Undoing;
        int stepIndex = LastToUndo(slab, lane);
        if (stepIndex >= 0)
        {
            BeginAttempt(slab, lane, _definition.CompensationOf(stepIndex), number: 1);
            return;
        }

        if (info.Extras is { FailedCompensations.Count: > 0 } extras)
        {
            info.Exception = Outcomes.CompensationFailed(WorkflowName, info.Exception!, extras.FailedCompensations, extras.CompensationFailures);
        }

        End(slab, lane);
    }

    public override void Acknowledge(int slot)
    {
        ref RunInfo info = ref Shard.InfoOf(slot);
        info.Phase = RunPhase.Ended;
        Shard.Retain(info.Id, info.EndedMs);
        info.Waiters.AnswerAll();
    }

    public override void Forget(int slot)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        if (IsKept)
        {
            Begin(RecordKind.RunForgotten, ref slab.Infos[lane]);
            Shard.AppendIdly();
        }

        Shard.Leave(slot);
        FreeLane(slab, lane);
    }

    private void EndStep(RunSlab<TState> slab, int lane, int stepIndex, StepEvent stepEvent, Exception? exception, int attempt, long begunMs)
    {
        if (stepEvent != StepEvent.Returned)
        {
            StepFailed(slab, lane, stepIndex, stepEvent, exception!, attempt, begunMs);
            CheckEnd(slab, lane);
            return;
        }

        try
        {
            Record(slab, lane, stepIndex, StepStatus.Completed);
        }
        catch (Exception failure)
        {
            StepFailed(slab, lane, stepIndex, StepEvent.Threw, failure, attempt, begunMs);
            CheckEnd(slab, lane);
            return;
        }

        ref RunInfo info = ref slab.Infos[lane];
        info.Left--;
        slab.Completed[stepIndex] |= 1UL << lane;
        SetMoments(slab, lane, stepIndex, RunMoment.Of(info.StartedMs, begunMs), RunMoment.Of(info.StartedMs, Shard.NowMs));
        if (_undoRows[stepIndex] is >= 0 and int row)
        {
            slab.CompletedAt[slab.At(row, lane)] = ++info.CompletedCount;
        }

        if (HoldsSuccessors(stepIndex))
        {
            HoldSuccessors(slab, lane, stepIndex);
            return;
        }

        Release(slab, stepIndex, 1UL << lane);
        Shard.MarkDirty(slab);
        CheckEnd(slab, lane);
    }

    private void StepFailed(RunSlab<TState> slab, int lane, int stepIndex, StepEvent stepEvent, Exception exception, int attempt, long begunMs)
    {
        ref RunInfo info = ref slab.Infos[lane];
        StepStatus status = StepTransitions.Next(StepStatus.NotStarted, stepEvent);
        (info.Extras ??= new RunExtras()).Failed.Add((stepIndex, status, exception));
        NoteStepEnded(ref info, stepIndex, status, exception, attempt, begunMs, Shard.NowMs);
        if (status != StepStatus.Cancelled || !info.IsCancelRequested)
        {
            Stop(slab, lane, RunEvent.StepFailed, exception, stepIndex, status);
        }
    }

    /// <summary>The first reason to stop is the one that counts. From here on nothing of the run starts but compensations.</summary>
    private void Stop(RunSlab<TState> slab, int lane, RunEvent runEvent, Exception exception, int stepIndex = -1, StepStatus stepStatus = StepStatus.NotStarted)
    {
        ref RunInfo info = ref slab.Infos[lane];
        bool isFirst = info.Phase is RunPhase.Active or RunPhase.Paused;
        if (stepIndex < 0)
        {
            NotesOf(ref info).Add(new RunNote(HostedRunEventKind.Cancelled, Shard.NowMs));
        }

        if (isFirst)
        {
            info.Status = RunTransitions.Next(RunStatus.Running, runEvent);
            info.Exception = exception;
            info.Phase = RunPhase.Stopping;
            slab.Active &= ~(1UL << lane);
        }

        if (IsKept)
        {
            RecordBuffer buffer = Begin(RecordKind.RunStopped, ref info);
            buffer.WriteUnmanaged(info.Status);
            buffer.WriteCount(stepIndex + 1);
            buffer.WriteUnmanaged(stepStatus);
            RecordTexts.Write(buffer, exception, MaxTextLength);
            Append(ref info);
        }

        if (isFirst)
        {
            StopAttempts(slab, lane);
        }
    }

    /// <summary>Tells the bodies that run, and ends what has not been called.</summary>
    private void StopAttempts(RunSlab<TState> slab, int lane)
    {
        ref RunInfo info = ref slab.Infos[lane];
        ShardAttempt? attempt = info.Attempts;
        while (attempt is not null)
        {
            ShardAttempt? next = attempt.NextOfRun;
            switch (attempt.Phase)
            {
                case AttemptPhase.Running:
                    attempt.Cancel(isDeadline: false);
                    break;
                case AttemptPhase.WaitsForDisk:
                    // The queue of the disk still knows it, and ends it when its turn comes.
                    attempt.Phase = AttemptPhase.Abandoned;
                    break;
                default:
                    Abandon(slab, lane, attempt);
                    break;
            }

            attempt = next;
        }
    }

    /// <summary>Whether a run has ended, or can begin to undo.</summary>
    private void CheckEnd(RunSlab slab, int lane)
    {
        ref RunInfo info = ref slab.Infos[lane];
        if (info.UnderWay > 0)
        {
            return;
        }

        if (info.Phase is RunPhase.Active or RunPhase.Paused && info.Left == 0)
        {
            info.Status = RunTransitions.Next(RunStatus.Running, RunEvent.AllStepsEnded);
            End((RunSlab<TState>)slab, lane);
        }
        else if (info.Phase == RunPhase.Stopping)
        {
            // Undoing acts on the world: that the run does not go on must be on the disk before.
            info.Phase = RunPhase.Undoing;
            Shard.AfterDisk(info.LastPosition, DiskWaitKind.Undo, RunSlab.SlotOf(slab.Index, lane));
        }
    }

    private void CompensationEnded(RunSlab<TState> slab, int lane, int index, Exception? failure, int attempt, long begunMs)
    {
        ref RunInfo info = ref slab.Infos[lane];
        int stepIndex = UndoneBy(index);
        slab.CompletedAt[slab.At(_undoRows[stepIndex], lane)] = 0;
        info.Status = RunTransitions.Next(info.Status, failure is null ? RunEvent.CompensationReturned : RunEvent.CompensationThrew);
        if (failure is not null)
        {
            RunExtras extras = info.Extras ??= new RunExtras();
            extras.FailedCompensations.Add(StepName(index));
            extras.CompensationFailures.Add(failure);
        }

        NoteCompensationEnded(ref info, index, failure, attempt, begunMs, Shard.NowMs);

        if (IsKept)
        {
            RecordBuffer buffer = Begin(RecordKind.CompensationEnded, ref info);
            buffer.WriteCount(index);
            RecordTexts.Write(buffer, failure, MaxTextLength);
            Append(ref info);
        }

        // By way of the queue, not by a call: there may be thousands.
        Shard.AfterDisk(info.LastPosition, DiskWaitKind.Undo, RunSlab.SlotOf(slab.Index, lane));
    }

    private int LastToUndo(RunSlab slab, int lane)
    {
        int last = -1;
        uint latest = 0;
        for (int stepIndex = 0; _undoCount > 0 && stepIndex < _stepCount; stepIndex++)
        {
            if (_undoRows[stepIndex] is >= 0 and int row && slab.CompletedAt[slab.At(row, lane)] > latest)
            {
                latest = slab.CompletedAt[slab.At(row, lane)];
                last = stepIndex;
            }
        }

        return last;
    }

    private int UndoneBy(int index)
    {
        for (int stepIndex = 0; stepIndex < _stepCount; stepIndex++)
        {
            if (_undoRows[stepIndex] >= 0 && _definition.CompensationOf(stepIndex) == index)
            {
                return stepIndex;
            }
        }

        throw new InvalidOperationException($"Nothing is undone by {StepName(index)}.");
    }

    private void End(RunSlab<TState> slab, int lane)
    {
        ref RunInfo info = ref slab.Infos[lane];
        info.Phase = RunPhase.Ending;
        info.EndedMs = Shard.NowMs;
        slab.Active &= ~(1UL << lane);
        Shard.RunCount--;
        if (IsKept)
        {
            RecordBuffer buffer = Begin(RecordKind.RunEnded, ref info);
            buffer.WriteUnmanaged(info.Status);
            buffer.WriteUnmanaged(info.EndedMs);
            bool hasOutput = info.Status == RunStatus.Completed && _definition.Recordings[_definition.OutputStep] == StepRecording.Pure;
            buffer.WriteUnmanaged(hasOutput);
            if (hasOutput)
            {
                // Nobody recorded it, and the run will not be worked on again to find it.
                _definition.WriteStep(_definition.OutputStep, ref slab.States[lane], buffer);
            }

            Append(ref info);
        }

        Shard.AfterDisk(info.LastPosition, DiskWaitKind.End, RunSlab.SlotOf(slab.Index, lane));
    }

    /// <summary>Sets a failed run to where it was before the steps that failed.</summary>
    private void StartOver(RunSlab<TState> slab, int lane, long nowMs)
    {
        ulong bit = 1UL << lane;
        ref RunInfo info = ref slab.Infos[lane];
        for (int stepIndex = 0; stepIndex < _stepCount; stepIndex++)
        {
            slab.Begun[stepIndex] = (slab.Begun[stepIndex] & ~bit) | ((slab.Completed[stepIndex] | slab.Skipped[stepIndex]) & bit);
        }

        RunNotes notes = NotesOf(ref info);
        notes.Add(new RunNote(HostedRunEventKind.Ended, info.EndedMs) { RunStatus = info.Status });
        notes.Add(new RunNote(HostedRunEventKind.Retried, nowMs));
        info.Status = RunStatus.Running;
        info.Phase = RunPhase.Active;
        info.Exception = null;
        info.EndedMs = 0;
        info.Extras?.Failed.Clear();
    }
}
