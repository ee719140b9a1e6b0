namespace Engine.Internal;

/// <summary>
/// The token of one attempt that has a deadline. Owned by the executor and used for one attempt after the other: with the
/// system's clock that allocates nothing. Two sources: a private one is only the timer, because the timer of a source whose
/// callbacks are a step's code would end the process if one threw. A callback that is late by one attempt is harmless:
/// <see cref="End"/> says that the object must be dropped, and callbacks touch nothing else.
/// </summary>
#pragma warning disable CA1001 // Lives as long as its executor; the timer is disposed where it cannot be used again.
internal sealed class AttemptTokens
#pragma warning restore CA1001
{
    [ThreadStatic]
    private static AttemptTokens? t_spare;

    private readonly CancellationTokenSource _attempt = new();
    private CancellationTokenSource? _timer;
    private CancellationTokenRegistration _stop;
    private bool _stoppable;
    private volatile bool _deadlineFired;

    /// <summary>Whether the deadline passed before the attempt ended. Read it before <see cref="End"/>.</summary>
    public bool DeadlineFired => _deadlineFired;

    /// <summary>An object that this thread keeps, or a new one.</summary>
    public static AttemptTokens Rent()
    {
        AttemptTokens tokens = t_spare ?? new AttemptTokens();
        t_spare = null;
        return tokens;
    }

    /// <summary>Ends the attempt and keeps the object for the next on this thread, if it can be used again.</summary>
    public static void Return(AttemptTokens tokens)
    {
        if (tokens.End())
        {
            t_spare = tokens;
        }
    }

    /// <summary>Starts the clock of an attempt and returns its token.</summary>
    /// <param name="timeoutMs">The time the attempt has.</param>
    /// <param name="timeProvider">The run's clock, null for the system's.</param>
    /// <param name="stop">Cancels the attempt too.</param>
    public CancellationToken Begin(int timeoutMs, TimeProvider? timeProvider, CancellationToken stop)
    {
        _deadlineFired = false;
        _stoppable = stop.CanBeCanceled;
        if (timeProvider is null || timeProvider == TimeProvider.System)
        {
            _timer ??= new CancellationTokenSource();
            _timer.Token.UnsafeRegister(static self => ((AttemptTokens)self!).OnDeadline(), this);
            _timer.CancelAfter(timeoutMs);
        }
        else
        {
            _timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeoutMs), timeProvider);
            _timer.Token.UnsafeRegister(static self => ((AttemptTokens)self!).OnDeadline(), this);
        }

        _stop = stop.UnsafeRegister(static self => TokenCallbacks.Cancel(((AttemptTokens)self!)._attempt), this);
        return _attempt.Token;
    }

    /// <summary>Ends the attempt. False: a callback has run or may still run, so the object cannot serve another attempt.</summary>
    public bool End()
    {
        // TryReset is true only if its timer never fired and never will: then no callback of it is on its way either. The
        // timer of a custom clock cannot be reset.
        bool quiet = _timer is not null && _timer.TryReset();
        if (!quiet)
        {
            TokenCallbacks.Dispose(_timer);
            _timer = null;
        }

        // Not Dispose, which would wait for callbacks that are a step's code.
        bool detached = !_stoppable || _stop.Unregister();
        _stop = default;
        return quiet && detached && _attempt.TryReset();
    }

    private void OnDeadline()
    {
        _deadlineFired = true;
        TokenCallbacks.Cancel(_attempt);
    }
}
