namespace Engine.Internal;

/// <summary>The token that steps see, and its tie to the caller's.</summary>
internal abstract partial class AsyncRun<TDefinition, TState, TObserver>
{
    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _callerRegistration;
    private bool _tokenIsUsed;
    private bool _isRegistered;
    private bool _cancelSeen;
    private int _cancelSlot;

    /// <summary>
    /// The token of this run, cancelled when the caller cancels or the run stops. The source is the run object's own and used
    /// again; it is tied to the caller's when a step first needs it, so that a run without such steps pays nothing.
    /// </summary>
    private CancellationToken RunToken()
    {
        _source ??= new CancellationTokenSource();
        if (!_tokenIsUsed)
        {
            _tokenIsUsed = true;
            if (_caller.CanBeCanceled)
            {
                _callerRegistration = _caller.UnsafeRegister(
                    static run => ((AsyncRun<TDefinition, TState, TObserver>)run!).OnCallerCancelled(), this);

                // None: the token was cancelled, and the callback has run on this thread; or its source was disposed, and it never will.
                _isRegistered = _callerRegistration != default;
            }
        }

        return _source.Token;
    }

    /// <summary>On the caller's thread. Steps see it at once, though the driver may be inside a long one.</summary>
    private void OnCallerCancelled()
    {
        TokenCallbacks.Cancel(_source!);
        Post(_cancelSlot);
    }

    private void CancelRunToken()
    {
        if (_tokenIsUsed)
        {
            TokenCallbacks.Cancel(_source!);
        }
    }

    /// <summary>
    /// Sees to it that the caller's token cannot reach this run any more. False: its callback has begun and has not posted
    /// yet. Waiting for it here could block on a step's callbacks, so its post ends the run.
    /// </summary>
    private bool DetachFromCaller()
    {
        if (_isRegistered && !_cancelSeen && !_callerRegistration.Unregister())
        {
            return false;
        }

        _isRegistered = false;
        return true;
    }

    /// <summary>Ends the deadline of an attempt.</summary>
    private static void CloseTokens(StepSlot slot)
    {
        if (slot.Policy.TimeoutMs > 0 && slot.Tokens is { } tokens && !tokens.End())
        {
            slot.Tokens = null;
        }
    }

    private void ResetTokens()
    {
        if (_tokenIsUsed && !_source!.TryReset())
        {
            _source = null;
        }

        _tokenIsUsed = false;
        _cancelSeen = false;
        _callerRegistration = default;
    }
}
