namespace Engine.Internal;

/// <summary>How the call for one element starts and ends: attempts, delays, failures, and the token that calls see.</summary>
#pragma warning disable CA1001 // The source has no timer, and lives as long as the pooled object.
internal sealed partial class AsyncMap<TCalls, TPending, T>
#pragma warning restore CA1001
{
    /// <summary>A call for each place: those from the bottom up to <see cref="_used"/> have been in use in this life.</summary>
    private MapSlot<TPending>?[] _slots = [];

    private int[] _free = [];
    private int _freeCount;
    private int _used;

    /// <summary>Calls whose bodies run, or that wait between two attempts.</summary>
    private int _underWay;

    private Exception? _failure;
    private int _failedElement;
    private bool _hasFailed;
    private bool _hasEndedDelays;

    private CancellationTokenSource _stop = new();
    private CancellationTokenRegistration _registration;
    private bool _isRegistered;
    private bool _cancelSeen;
    private int _cancelSlot;

    /// <summary>Whether nothing more may start: a call has failed for good, or the run stops.</summary>
    private bool IsStopping => _hasFailed || _context.CancellationToken.IsCancellationRequested;

    private void StartNext()
    {
        int place = _freeCount > 0 ? _free[--_freeCount] : _used++;
        if (place == _slots.Length)
        {
            int length = Math.Max(4, 2 * place);
            Array.Resize(ref _slots, length);
            Array.Resize(ref _free, length);
        }

        MapSlot<TPending> slot = _slots[place] ??= new MapSlot<TPending>(this, place);
        slot.Element = _next++;
        slot.Attempt = 0;
        _underWay++;
        Run(slot);
    }

    /// <summary>Attempts a call until it has ended or waits.</summary>
    private void Run(MapSlot<TPending> slot)
    {
        while (Attempt(slot))
        {
        }
    }

    /// <summary>Calls the body once. True: it failed and is to be called again at once.</summary>
    private bool Attempt(MapSlot<TPending> slot)
    {
        slot.Attempt++;
        slot.Phase = SlotPhase.AtRest;
        try
        {
            CancellationToken token = _stop.Token;
            if (_settings.Policy.TimeoutMs > 0)
            {
                token = (slot.Tokens ??= new AttemptTokens()).Begin(_settings.Policy.TimeoutMs, _context.Clock, token);
            }

            EnterBody();
            if (!_calls.Start(slot.Element, _context.Again(slot.Attempt, token), ref slot.Pending, ref _values.Writable[slot.Element]))
            {
                Await(slot);
                return false;
            }
        }
        catch (Exception exception)
        {
            return Threw(slot, exception);
        }

        Returned(slot);
        return false;
    }

    /// <summary>Waits for a call that has not ended; its post leads to <see cref="Take"/>.</summary>
    private void Await(MapSlot<TPending> slot)
    {
        slot.Phase = SlotPhase.Running;
        slot.Expect();
        try
        {
            // May post at once, from this thread or another one: the post waits until this turn takes it.
            _calls.OnCompleted(ref slot.Pending, slot.Continuation);
        }
        catch
        {
            // A source that refuses to be awaited may still post one day, when this object would be in another life.
            _isReusable = false;
            slot.Phase = SlotPhase.AtRest;
            throw;
        }
    }

    /// <summary>Every call runs under the step's context, whatever the one before did to this thread's.</summary>
    private void EnterBody()
    {
        ExecutionContext.Restore(_flow!);
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    /// <summary>Works on everything that has been posted, in the order of arrival.</summary>
    private void TakeAllPosts()
    {
        int place = TakePosts();
        while (place != None)
        {
            int next = After(place);
            Take(place);
            place = next;
        }
    }

    private void Take(int place)
    {
        if (place == _cancelSlot)
        {
            _cancelSeen = true;
            return;
        }

        MapSlot<TPending> slot = _slots[place]!;
        switch (slot.Phase)
        {
            case SlotPhase.Running:
                slot.Phase = SlotPhase.AtRest;
                EnterBody();
                bool isAgain = false;
                try
                {
                    _calls.End(ref slot.Pending, ref _values.Writable[slot.Element]);
                }
                catch (Exception exception)
                {
                    isAgain = Threw(slot, exception);
                    if (isAgain)
                    {
                        Run(slot);
                    }

                    return;
                }

                Returned(slot);
                return;

            case SlotPhase.Delayed:
                slot.Timer!.Rest();
                if (IsStopping)
                {
                    Fail(slot, StepEvent.Cancelled, slot.LastException!);
                    return;
                }

                Run(slot);
                return;

            default:
                // A source that called back though it had refused to.
                return;
        }
    }

    private void Returned(MapSlot<TPending> slot)
    {
        CloseTokens(slot);
        Leave(slot);
    }

    /// <summary>True: the call is to be attempted again at once.</summary>
    private bool Threw(MapSlot<TPending> slot, Exception thrown)
    {
        StepPolicy policy = _settings.Policy;
        bool deadlineFired = policy.TimeoutMs > 0 && slot.Tokens is { } tokens && tokens.DeadlineFired;
        CloseTokens(slot);
        CancellationToken caller = _context.CancellationToken;
        StepEvent stepEvent = Outcomes.OfException(thrown, deadlineFired, _hasFailed, caller);
        Exception exception = Outcomes.Surfaced(stepEvent, thrown, _settings.Workflow, _settings.Step, policy.TimeoutMs);
        if (caller.IsCancellationRequested || !Outcomes.MayRetry(in policy, slot.Attempt, stepEvent, exception))
        {
            Fail(slot, stepEvent, exception);
            return false;
        }

        if (_hasFailed)
        {
            // A stop between two attempts ends the call as cancelled.
            Fail(slot, StepEvent.Cancelled, exception);
            return false;
        }

        // Another element, another draw.
        long delayMs = RetryDelay.Ms(in policy, _context.Seed + (ulong)slot.Element, _context.StepIndex, slot.Attempt);
        if (delayMs == 0)
        {
            return true;
        }

        Delay(slot, delayMs, exception);
        return false;
    }

    private void Delay(MapSlot<TPending> slot, long delayMs, Exception exception)
    {
        slot.LastException = exception;
        slot.Phase = SlotPhase.Delayed;
        try
        {
            (slot.Timer ??= new RetryTimer(this, slot.Index)).Start(delayMs, _context.TimeProvider);
        }
        catch (Exception clockFailure)
        {
            // A clock that throws fails the call, unless the timer has fired all the same: its post then goes on.
            if (TryEndDelay(slot))
            {
                Fail(slot, StepEvent.Threw, clockFailure);
            }
        }
    }

    /// <summary>False: the timer has fired, and its post is there or on its way.</summary>
    private static bool TryEndDelay(MapSlot<TPending> slot)
    {
        if (!slot.Timer!.TryAbandon())
        {
            return false;
        }

        slot.Timer = null;
        return true;
    }

    /// <summary>Ends the calls that wait between two attempts when nothing more may start. O(calls), once.</summary>
    private void EndDelays()
    {
        if (_hasEndedDelays)
        {
            return;
        }

        _hasEndedDelays = true;
        foreach (MapSlot<TPending>? slot in _slots.AsSpan(0, _used))
        {
            if (slot!.Phase == SlotPhase.Delayed && TryEndDelay(slot))
            {
                Fail(slot, StepEvent.Cancelled, slot.LastException!);
            }
        }
    }

    /// <summary>The failure with the lowest index is that of the step; a call that ended because the step stops is none, unless there is no other.</summary>
    private void Fail(MapSlot<TPending> slot, StepEvent stepEvent, Exception exception)
    {
        Leave(slot);
        if (stepEvent == StepEvent.Cancelled || slot.Element >= _failedElement)
        {
            _failure ??= exception;
            return;
        }

        _failedElement = slot.Element;
        _failure = exception;
        if (!_hasFailed)
        {
            _hasFailed = true;
            TokenCallbacks.Cancel(_stop);
        }
    }

    private void Leave(MapSlot<TPending> slot)
    {
        slot.Phase = SlotPhase.AtRest;
        slot.LastException = null;
        _free[_freeCount++] = slot.Index;
        _underWay--;
    }

    /// <summary>Ends the deadline of an attempt.</summary>
    private void CloseTokens(MapSlot<TPending> slot)
    {
        if (_settings.Policy.TimeoutMs > 0 && slot.Tokens is { } tokens && !tokens.End())
        {
            slot.Tokens = null;
        }
    }

    /// <summary>Ties the token of the calls to that of the run.</summary>
    private void AttachToCaller(int cancelSlot)
    {
        _used = 0;
        _freeCount = 0;
        _hasFailed = false;
        _hasEndedDelays = false;
        _failedElement = int.MaxValue;
        _cancelSeen = false;
        _cancelSlot = cancelSlot;
        _registration = _context.CancellationToken.UnsafeRegister(static map => ((AsyncMap<TCalls, TPending, T>)map!).OnCancelled(), this);

        // None: the token cannot be cancelled, or the callback has run on this thread.
        _isRegistered = _registration != default;
    }

    /// <summary>On the thread that cancels the run. Calls see it at once, though the driver may be inside a long one.</summary>
    private void OnCancelled()
    {
        TokenCallbacks.Cancel(_stop);
        Post(_cancelSlot);
    }

    /// <summary>False: the callback has begun and has not posted yet. Waiting for it here could block on a step's code.</summary>
    private bool DetachFromCaller()
    {
        if (_isRegistered && !_cancelSeen && !_registration.Unregister())
        {
            return false;
        }

        _isRegistered = false;
        _registration = default;
        return true;
    }

    private void ResetCalls()
    {
        if (!_stop.TryReset())
        {
            _stop = new CancellationTokenSource();
        }
    }
}
