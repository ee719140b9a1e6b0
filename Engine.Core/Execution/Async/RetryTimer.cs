namespace Engine.Internal;

/// <summary>
/// Wakes a step after the delay before its next attempt. One per step of a run object, armed again and again on the system's
/// clock (0 bytes); a custom clock gets a timer per delay. A timer is armed only after it has fired, so a callback belongs to
/// the last arming; one that may still be on its way when the run stops is abandoned with its timer.
/// </summary>
internal sealed class RetryTimer(RunInbox run, int slot)
{
    private const int Idle = 0;
    private const int Armed = 1;
    private const int Abandoned = 2;

    private int _state;
    private ITimer? _timer;
    private TimeProvider? _provider;

    /// <summary>Posts the slot after a delay.</summary>
    public void Start(long delayMs, TimeProvider provider)
    {
        var delay = TimeSpan.FromMilliseconds(delayMs);
        Volatile.Write(ref _state, Armed);
        // A timer that is left here is one of the system's clock.
        if (_timer is not null && provider == TimeProvider.System)
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
            return;
        }

        Release();
        _provider = provider;

        // A timer holds on to the context it is made in; the run brings its own.
        bool flows = !ExecutionContext.IsFlowSuppressed();
        AsyncFlowControl flow = flows ? ExecutionContext.SuppressFlow() : default;
        try
        {
            // Made at rest: a clock that is advanced on another thread could fire it before it is kept here.
            _timer = provider.CreateTimer(static self => ((RetryTimer)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (flows)
            {
                flow.Undo();
            }
        }

        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops waiting. False: the post has been made or is on its way. True: there will be none, and this object is of no further use.</summary>
    public bool TryAbandon()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Armed) != Armed)
        {
            return false;
        }

        Release();
        return true;
    }

    /// <summary>After the timer has fired: lets go of a clock that is the caller's.</summary>
    public void Rest()
    {
        if (_provider != TimeProvider.System)
        {
            Release();
        }
    }

    private void Release()
    {
        TokenCallbacks.Dispose(_timer);
        _timer = null;
        _provider = null;
    }

    private void Fire()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Armed) == Armed)
        {
            run.Post(slot);
        }
    }
}
