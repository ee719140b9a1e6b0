using System.Numerics;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Steps that are more than a call: asynchronous ones, those with a policy or a context, and compensations.</summary>
internal sealed partial class RunTable<TDefinition, TState, TIn, TOut>
{
    public override void DiskReached(ShardAttempt attempt)
    {
        RunSlab<TState> slab = SlabOf(attempt.Slot);
        int lane = RunSlab.LaneOf(attempt.Slot);
        if (attempt.Phase == AttemptPhase.WaitsForDisk)
        {
            Call(slab, lane, attempt);
        }
        else
        {
            // The run stopped meanwhile; the wait was the last that knew the attempt.
            Abandon(slab, lane, attempt);
            CheckEnd(slab, lane);
        }
    }

    public override void Returned(ShardAttempt attempt)
    {
        if (attempt.Phase != AttemptPhase.Running)
        {
            // A source that called back though it had refused to: the run goes its way without it.
            return;
        }

        Shard.BodyCount--;
        RunSlab<TState> slab = SlabOf(attempt.Slot);
        int lane = RunSlab.LaneOf(attempt.Slot);
        try
        {
            _definition.Complete(attempt.Index, ref slab.States[lane]);
        }
        catch (Exception exception)
        {
            AttemptThrew(slab, lane, attempt, exception);
            return;
        }

        AttemptReturned(slab, lane, attempt);
    }

    public override void Due(ShardAttempt attempt)
    {
        if (attempt.Phase == AttemptPhase.Running)
        {
            attempt.Cancel(isDeadline: true);
        }
        else if (!Shard.IsResting)
        {
            Prepare(SlabOf(attempt.Slot), RunSlab.LaneOf(attempt.Slot), attempt);
        }
    }

    /// <summary>Begins a step in each of the lanes. False: the journal has no room for what the rest would record.</summary>
    private bool BeginAttempts(RunSlab<TState> slab, int stepIndex, ulong lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            if (!Shard.HasRoom)
            {
                return false;
            }

            int lane = BitOperations.TrailingZeroCount(lanes);
            slab.Begun[stepIndex] |= 1UL << lane;
            BeginAttempt(slab, lane, stepIndex, number: 1);
        }

        return true;
    }

    private void BeginAttempt(RunSlab<TState> slab, int lane, int index, int number)
    {
        ref RunInfo info = ref slab.Infos[lane];
        if (info.HasInDoubt && AttemptOf(ref info, index) is { } interrupted)
        {
            TakeUp(slab, lane, interrupted);
            return;
        }

        ShardAttempt attempt = Shard.RentAttempt();
        attempt.Table = this;
        attempt.Slot = RunSlab.SlotOf(slab.Index, lane);
        attempt.Index = index;
        attempt.Number = number;
        attempt.BegunMs = Shard.NowMs;
        Link(ref info, attempt);
        info.UnderWay++;
        Prepare(slab, lane, attempt);
    }

    /// <summary>Makes an attempt that was interrupted once more, or goes on to wait for it.</summary>
    private void TakeUp(RunSlab<TState> slab, int lane, ShardAttempt attempt)
    {
        if (attempt.DueMs > Shard.NowMs)
        {
            attempt.Phase = AttemptPhase.Delayed;
            Shard.StartTimer(attempt, attempt.DueMs);
        }
        else
        {
            Prepare(slab, lane, attempt);
        }
    }

    /// <summary>
    /// What an asynchronous body depends on must be on the disk before it acts on the world, and that it starts, too: a process that it
    /// brings down knows then what did. A synchronous one is called at once.
    /// </summary>
    private void Prepare(RunSlab<TState> slab, int lane, ShardAttempt attempt)
    {
        ref RunInfo info = ref slab.Infos[lane];
        if (!IsKept || (_definition.Traits[attempt.Index] & StepTraits.Asynchronous) == 0)
        {
            Call(slab, lane, attempt);
            return;
        }

        if (attempt.Index >= _stepCount || _definition.Recordings[attempt.Index] != StepRecording.Pure)
        {
            RecordBuffer buffer = Begin(RecordKind.AttemptStarted, ref info);
            buffer.WriteCount(attempt.Index);
            buffer.WriteCount(attempt.Number);
            Append(ref info);
        }

        attempt.Phase = AttemptPhase.WaitsForDisk;
        Shard.AfterDisk(info.LastPosition, DiskWaitKind.Attempt, attempt.Slot, attempt.Index, attempt);
    }

    private void Call(RunSlab<TState> slab, int lane, ShardAttempt attempt)
    {
        ref RunInfo info = ref slab.Infos[lane];
        int index = attempt.Index;
        StepTraits traits = _definition.Traits[index];
        attempt.Phase = AttemptPhase.Running;
        Shard.StepCount++;
        try
        {
            StepContext context = default;
            long timeoutMs = (traits & StepTraits.Policy) != 0 ? _definition.PolicyOf(index, ref slab.States[lane]).TimeoutMs : 0;
            long leftMs = LeftMs(slab, lane, index);
            if (leftMs <= 0)
            {
                FailAttempt(slab, lane, attempt, StepEvent.DeadlinePassed, TimeIsUp(slab, lane, index, null));
                return;
            }

            if (leftMs != long.MaxValue)
            {
                timeoutMs = timeoutMs > 0 ? Math.Min(timeoutMs, leftMs) : leftMs;
            }

            if (timeoutMs > 0 || (traits & StepTraits.Context) != 0)
            {
                // Compensations see their deadline, and nothing of the run's end.
                CancellationToken token = timeoutMs > 0 || index < _stepCount ? attempt.NewToken() : CancellationToken.None;
                if (timeoutMs > 0)
                {
                    Shard.StartTimer(attempt, Shard.NowMs + timeoutMs);
                }

                context = new StepContext(index, _definition.StepName(index), attempt.Number, Shard.Clock, info.Id, token);
            }

            if (!_definition.Dispatch(index, ref slab.States[lane], in context))
            {
                // A source that refuses to be awaited may still call back one day.
                attempt.IsReusable = false;
                _definition.OnCompleted(index, ref slab.States[lane], attempt.Continuation);
                attempt.IsReusable = true;
                Shard.BodyCount++;
                return;
            }
        }
        catch (Exception exception)
        {
            AttemptThrew(slab, lane, attempt, exception);
            return;
        }

        AttemptReturned(slab, lane, attempt);
    }

    private void AttemptReturned(RunSlab<TState> slab, int lane, ShardAttempt attempt)
    {
        int index = attempt.Index, number = attempt.Number;
        long begunMs = attempt.BegunMs;
        EndAttempt(slab, lane, attempt);
        if (index >= _stepCount)
        {
            CompensationEnded(slab, lane, index, null, number, begunMs);
        }
        else
        {
            EndStep(slab, lane, index, StepEvent.Returned, null, number, begunMs);
        }
    }

    private void AttemptThrew(RunSlab<TState> slab, int lane, ShardAttempt attempt, Exception exception)
    {
        ref RunInfo info = ref slab.Infos[lane];
        int index = attempt.Index;
        bool isStep = index < _stepCount;
        var caller = new CancellationToken(canceled: isStep && info.IsCancelRequested);
        bool isStopping = isStep && info.Phase is RunPhase.Stopping;
        StepEvent stepEvent = Outcomes.OfException(exception, attempt.DeadlineFired, isStopping, caller);
        StepPolicy policy = (_definition.Traits[index] & StepTraits.Policy) != 0 ? _definition.PolicyOf(index, ref slab.States[lane]) : default;
        long leftMs = LeftMs(slab, lane, index);
        exception = stepEvent == StepEvent.DeadlinePassed && leftMs <= 0
            ? TimeIsUp(slab, lane, index, exception)
            : Outcomes.Surfaced(stepEvent, exception, WorkflowName, StepName(index), policy.TimeoutMs);
        if (!isStopping && !caller.IsCancellationRequested && Outcomes.MayRetry(in policy, attempt.Number, stepEvent, exception))
        {
            long delayMs = RetryDelay.Ms(in policy, info.Id, index, attempt.Number);
            if (delayMs < leftMs)
            {
                AttemptAgain(slab, lane, attempt, delayMs, exception);
                return;
            }

            // The next attempt would not be made: there is nothing to wait for.
            if (leftMs > 0 || stepEvent != StepEvent.DeadlinePassed)
            {
                stepEvent = StepEvent.DeadlinePassed;
                exception = TimeIsUp(slab, lane, index, exception);
            }
        }

        FailAttempt(slab, lane, attempt, stepEvent, exception);
    }

    /// <summary>How long a run has before its time is up; compensations have all the time that they need.</summary>
    private long LeftMs(RunSlab<TState> slab, int lane, int index)
    {
        long limitMs = index < _stepCount ? _definition.TimeLimitMs(ref slab.States[lane]) : 0;
        return limitMs > 0 ? slab.Infos[lane].ClockMs + limitMs - Shard.NowMs : long.MaxValue;
    }

    private TimeoutException TimeIsUp(RunSlab<TState> slab, int lane, int index, Exception? thrown) => new(
        $"Run {new RunId(slab.Infos[lane].Id)} of workflow '{WorkflowName}' has not ended within its {_definition.TimeLimitMs(ref slab.States[lane])} ms: it was at '{StepName(index)}'{(thrown is null or OperationCanceledException ? "" : $", whose last attempt had failed ({Outcomes.MessageOf(thrown)})")}.",
        thrown);

    private void FailAttempt(RunSlab<TState> slab, int lane, ShardAttempt attempt, StepEvent stepEvent, Exception exception)
    {
        int index = attempt.Index;
        int number = attempt.Number;
        long begunMs = attempt.BegunMs;
        EndAttempt(slab, lane, attempt);
        if (index < _stepCount)
        {
            EndStep(slab, lane, index, stepEvent, exception, number, begunMs);
        }
        else
        {
            CompensationEnded(slab, lane, index, exception, number, begunMs);
        }
    }

    private void AttemptAgain(RunSlab<TState> slab, int lane, ShardAttempt attempt, long delayMs, Exception exception)
    {
        ref RunInfo info = ref slab.Infos[lane];
        Shard.StopTimer(attempt);
        attempt.DropToken();
        NoteAttemptFailed(ref info, attempt.Index, attempt.Number, Shard.NowMs, Shard.NowMs + delayMs, exception);
        attempt.Number++;
        if (IsKept && (attempt.Index >= _stepCount || _definition.Recordings[attempt.Index] != StepRecording.Pure))
        {
            RecordBuffer buffer = Begin(RecordKind.AttemptFailed, ref info);
            buffer.WriteCount(attempt.Index);
            buffer.WriteCount(attempt.Number);
            buffer.WriteUnmanaged(Shard.NowMs + delayMs);
            RunMoment.Of(info.StartedMs, attempt.BegunMs).Write(buffer);
            RecordTexts.Write(buffer, exception, MaxTextLength);
            Append(ref info);
        }

        // With a timer, even for no time: a body that fails at once shall not keep the shard from other runs.
        attempt.Phase = AttemptPhase.Delayed;
        Shard.StartTimer(attempt, Shard.NowMs + delayMs);
    }

    /// <summary>Ends an attempt that was not called. If others were before it, the step has failed and waited for one more.</summary>
    private void Abandon(RunSlab<TState> slab, int lane, ShardAttempt attempt)
    {
        ref RunInfo info = ref slab.Infos[lane];
        if (attempt.Number > 1)
        {
            (info.Extras ??= new RunExtras()).Failed.Add((attempt.Index, StepStatus.Cancelled, info.Exception!));
            NoteStepEnded(ref info, attempt.Index, StepStatus.Cancelled, info.Exception!, attempt.Number - 1, attempt.BegunMs, Shard.NowMs);
        }

        EndAttempt(slab, lane, attempt);
    }

    private static void Link(ref RunInfo info, ShardAttempt attempt)
    {
        attempt.NextOfRun = info.Attempts;
        info.Attempts?.BeforeOfRun = attempt;
        info.Attempts = attempt;
    }

    /// <summary>Takes an attempt out of its run; the shard uses it again.</summary>
    private void EndAttempt(RunSlab<TState> slab, int lane, ShardAttempt attempt)
    {
        ref RunInfo info = ref slab.Infos[lane];
        info.UnderWay--;
        if (attempt.BeforeOfRun is { } before)
        {
            before.NextOfRun = attempt.NextOfRun;
        }
        else
        {
            info.Attempts = attempt.NextOfRun;
        }

        attempt.NextOfRun?.BeforeOfRun = attempt.BeforeOfRun;
        Shard.StopTimer(attempt);
        Shard.ReturnAttempt(attempt);
    }
}
