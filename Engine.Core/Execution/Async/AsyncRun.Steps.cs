using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>How steps start and end.</summary>
internal abstract partial class AsyncRun<TDefinition, TState, TObserver>
{
    private bool _observerKnows;

    /// <summary>Asks the condition of a ready step and runs it or skips it.</summary>
    private void RunStep(int stepIndex)
    {
        StepTraits traits = Definition.Traits[stepIndex];
        if (!TObserver.IsEnabled && IsPlain(traits))
        {
            RunPlain(stepIndex);
            return;
        }

        if ((traits & StepTraits.Conditional) != 0 && !Definition.Runs(stepIndex, ref State))
        {
            EndStep(stepIndex, StepEvent.ConditionFalse, null);
            return;
        }

        Attempt(stepIndex, traits);
    }

    /// <summary>
    /// The short path: runs a ready step that needs nothing but its call, and goes on with what it makes ready as long as that
    /// is plain too and nothing else asks for the driver. The same rules as those of <see cref="TurnCore"/>; the next step is
    /// handed on in a local where it is the only one, which spares the sets.
    /// </summary>
    private void RunPlain(int stepIndex)
    {
        ReadOnlySpan<StepTraits> traits = Definition.Traits;
        ReadOnlySpan<int> offsets = Definition.SuccessorOffsets;
        ReadOnlySpan<int> successors = Definition.Successors;
        int[] waitingFor = _waitingFor;
        StepContext context = default;
        try
        {
            while (true)
            {
                EnterBody();
                if (!Definition.Dispatch(stepIndex, ref State, in context))
                {
                    break;
                }

                _ended++;
                int next = None;
                bool isAlone = _readyAsynchronous.IsEmpty && _readySynchronous.IsEmpty;
                foreach (int successor in successors[offsets[stepIndex]..offsets[stepIndex + 1]])
                {
                    if (--waitingFor[successor] != 0)
                    {
                        continue;
                    }

                    if (isAlone && next == None)
                    {
                        next = successor;
                    }
                    else
                    {
                        AddReady(successor, traits[successor]);
                    }
                }

                if (next == None || !_readyAsynchronous.IsEmpty || !IsPlain(traits[next]) || (IsAsynchronous(traits[next]) && !HasRoom)
                    || HasPosts || _caller.IsCancellationRequested)
                {
                    if (next != None)
                    {
                        AddReady(next, traits[next]);
                    }

                    next = NextPlain(traits);
                    if (next == None)
                    {
                        return;
                    }
                }

                stepIndex = next;
            }
        }
        catch (Exception exception)
        {
            AttemptThrew(stepIndex, exception);
            return;
        }

        Await(stepIndex, traits[stepIndex]);
    }

    /// <summary>Takes the step that is next by the rules, if it is plain and nothing else asks for the driver.</summary>
    private int NextPlain(ReadOnlySpan<StepTraits> traits)
    {
        if (HasPosts || _caller.IsCancellationRequested)
        {
            return None;
        }

        bool isAsynchronous = !_readyAsynchronous.IsEmpty && HasRoom;
        if (!isAsynchronous && _readySynchronous.IsEmpty)
        {
            return None;
        }

        int next = isAsynchronous ? _readyAsynchronous.Take() : _readySynchronous.Take();
        if (IsPlain(traits[next]))
        {
            return next;
        }

        AddReady(next, traits[next]);
        return None;
    }

    /// <summary>Calls the body of a step or compensation once.</summary>
    private void Attempt(int index, StepTraits traits)
    {
        EnterBody();
        if (TObserver.IsEnabled && index >= _stepCount)
        {
            EnterCompensation(index);
        }

        try
        {
            StepContext context = default;
            if (TObserver.IsEnabled || (traits & (StepTraits.Context | StepTraits.Policy)) != 0)
            {
                if (!Prepare(index, traits, ref context))
                {
                    return;
                }
            }

            if (!Definition.Dispatch(index, ref State, in context))
            {
                Await(index, traits);
                return;
            }
        }
        catch (Exception exception)
        {
            AttemptThrew(index, exception);
            return;
        }

        AttemptReturned(index, traits);
    }

    /// <summary>
    /// Every body runs under the caller's context, whatever the steps before it did to this thread's, and without a
    /// synchronization context: a body must not depend on whether it was started from the caller's thread.
    /// </summary>
    private void EnterBody()
    {
        ExecutionContext.Restore(_context!);
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    /// <summary>What a step needs that has a policy, takes a context or is watched. False: the observer has stopped the run.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Prepare(int index, StepTraits traits, ref StepContext context)
    {
        StepSlot? slot = null;
        int attempt = 1;
        if ((traits & StepTraits.Policy) != 0)
        {
            slot = SlotOf(index);
            if (slot.Attempt == 0)
            {
                slot.Policy = Definition.Policy(index);
            }

            slot.Phase = SlotPhase.AtRest;
            slot.LastException = null;
            attempt = ++slot.Attempt;
        }

        if (TObserver.IsEnabled && index < _stepCount)
        {
            _observer.StepStarted(index, Definition.StepName(index), attempt);
            NoticeObserver();
            if (_status != RunStatus.Running)
            {
                if (slot is not null)
                {
                    slot.Attempt = 0;
                }

                return false;
            }
        }

        bool hasDeadline = slot is not null && slot.Policy.TimeoutMs > 0;
        if (hasDeadline || (traits & StepTraits.Context) != 0)
        {
            // Compensations never see the token of the run: it is cancelled.
            CancellationToken token = index < _stepCount ? RunToken() : CancellationToken.None;
            if (hasDeadline)
            {
                token = (slot!.Tokens ??= new AttemptTokens()).Begin(slot.Policy.TimeoutMs, _options.TimeProvider, token);
            }

            context = new StepContext(index, Definition.StepName(index), attempt, in _options, token);
        }

        return true;
    }

    /// <summary>Waits for a body that has not ended; its post leads to <see cref="Take"/>.</summary>
    private void Await(int index, StepTraits traits)
    {
        StepSlot slot = SlotOf(index);
        slot.Phase = SlotPhase.Running;
        slot.Expect();
        _outstanding++;
        if (IsAsynchronous(traits))
        {
            _underWay++;
        }

        try
        {
            // May post at once, from this thread or another one: the post waits until this turn takes it.
            Definition.OnCompleted(index, ref State, slot.Continuation);
        }
        catch (Exception exception)
        {
            // A source that refuses to be awaited may still post one day, when this object would be another run.
            _isReusable = false;
            LeaveBody(slot, traits);
            AttemptThrew(index, exception);
        }
    }

    private void LeaveBody(StepSlot slot, StepTraits traits)
    {
        slot.Phase = SlotPhase.AtRest;
        _outstanding--;
        if (IsAsynchronous(traits))
        {
            _underWay--;
        }
    }

    /// <summary>Works on everything that has been posted, in the order of arrival.</summary>
    private void TakeAllPosts()
    {
        int index = TakePosts();
        while (index != None)
        {
            int next = After(index);
            Take(index);
            index = next;
        }
    }

    private void Take(int index)
    {
        if (index == _cancelSlot)
        {
            _cancelSeen = true;
            if (_ended < _stepCount)
            {
                NoticeCaller(null);
            }

            return;
        }

        StepSlot slot = _slots[index]!;
        StepTraits traits = Definition.Traits[index];
        switch (slot.Phase)
        {
            case SlotPhase.Running:
                LeaveBody(slot, traits);
                EnterBody();
                try
                {
                    Definition.Complete(index, ref State);
                }
                catch (Exception exception)
                {
                    AttemptThrew(index, exception);
                    return;
                }

                AttemptReturned(index, traits);
                return;

            case SlotPhase.Delayed:
                _outstanding--;
                slot.Timer!.Rest();
                if (_status != RunStatus.Running && index < _stepCount)
                {
                    EndStep(index, StepEvent.Cancelled, slot.LastException);
                    return;
                }

                StartAgain(slot);
                return;

            default:
                // A source that called back though it had refused to: the run goes its way without it.
                return;
        }
    }

    private void AttemptReturned(int index, StepTraits traits)
    {
        if ((traits & StepTraits.Policy) != 0)
        {
            CloseTokens(_slots[index]!);
        }

        if (index >= _stepCount)
        {
            EndCompensation(index, null);
        }
        else if (TObserver.IsEnabled || (traits & (StepTraits.Policy | StepTraits.Compensated)) != 0)
        {
            if ((traits & StepTraits.Compensated) != 0)
            {
                _undo[_undoCount++] = index;
            }

            EndStep(index, StepEvent.Returned, null);
        }
        else
        {
            Release(index);
        }
    }

    /// <summary>A step has ended for good: tells the observer, and lets the run go on or stops it.</summary>
    private void EndStep(int stepIndex, StepEvent stepEvent, Exception? exception)
    {
        if (_slots[stepIndex] is { } slot)
        {
            slot.Phase = SlotPhase.AtRest;
            slot.Attempt = 0;
            slot.LastException = null;
        }

        StepStatus status = StepTransitions.Next(StepStatus.NotStarted, stepEvent);
        if (TObserver.IsEnabled)
        {
            _observer.StepEnded(stepIndex, Definition.StepName(stepIndex), status, exception);
        }

        switch (status)
        {
            case StepStatus.Completed or StepStatus.Skipped:
                Release(stepIndex);
                break;
            case StepStatus.Cancelled:
                NoticeCaller(exception);
                break;
            default:
                Stop(RunEvent.StepFailed, exception!);
                break;
        }
    }

    /// <summary>Makes the steps ready that waited for this one last.</summary>
    private void Release(int stepIndex)
    {
        _ended++;
        if (_status != RunStatus.Running)
        {
            return;
        }

        ReadOnlySpan<StepTraits> traits = Definition.Traits;
        ReadOnlySpan<int> offsets = Definition.SuccessorOffsets;
        foreach (int successor in Definition.Successors[offsets[stepIndex]..offsets[stepIndex + 1]])
        {
            if (--_waitingFor[successor] == 0)
            {
                AddReady(successor, traits[successor]);
            }
        }
    }
}
