using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>
/// The result of a run and who waits for it: the contract of <see cref="ManualResetValueTaskSourceCore{TResult}"/> for an owner
/// that can be queued itself. What it is for: a run may end between its caller's look at the status and the caller's
/// continuation. That type then queues a work item which it allocates, this one its owner: 0 bytes, whoever is first.
/// <para>
/// One word, <c>_continuation</c>, decides who is first: null (nobody yet), <see cref="Handoff.Arrived"/> (the result), or
/// what the caller registered. Whoever comes second calls or queues the continuation.
/// </para>
/// </summary>
internal struct RunResult<TResult>
{
    private Action<object?>? _continuation;
    private object? _state;

    /// <summary>Where the continuation is to run, a SynchronizationContext or a TaskScheduler; null: anywhere.</summary>
    private object? _scheduler;

    private ExecutionContext? _context;
    private ExceptionDispatchInfo? _failure;
    private TResult? _value;
    private short _version;

    /// <summary>Whether the result came after a continuation; before one, that stands in <c>_continuation</c>.</summary>
    private bool _hasEnded;

    /// <summary>Whether the owner is queued somewhere: until it runs it must not be another run.</summary>
    private bool _isQueued;

    /// <summary>The token of this life; each <see cref="TryReset"/> makes those before it invalid.</summary>
    public readonly short Version => _version;

    private readonly bool HasEnded => ReferenceEquals(Volatile.Read(in _continuation), Handoff.Arrived) || Volatile.Read(in _hasEnded);

    /// <summary>Ends it with a value. The continuation may run before this returns, and the owner be another run.</summary>
    public void SetResult(TResult value, IThreadPoolWorkItem owner)
    {
        _value = value;
        End(owner);
    }

    /// <summary>Ends it with an exception, which <see cref="GetResult"/> throws.</summary>
    public void SetException(Exception exception, IThreadPoolWorkItem owner)
    {
        _failure = ExceptionDispatchInfo.Capture(exception);
        End(owner);
    }

    /// <exception cref="InvalidOperationException">The token is of an earlier life.</exception>
    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Validate(token);
        return !HasEnded ? ValueTaskSourceStatus.Pending
            : _failure is null ? ValueTaskSourceStatus.Succeeded
            : _failure.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    /// <exception cref="InvalidOperationException">The token is of an earlier life, or there is no result yet.</exception>
    public readonly TResult GetResult(short token)
    {
        if (GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            ThrowExecution.ResultPending();
        }

        _failure?.Throw();
        return _value!;
    }

    /// <summary>Registers what runs when the result is there. The owner's <see cref="IThreadPoolWorkItem.Execute"/> must call <see cref="Resume"/>.</summary>
    /// <exception cref="InvalidOperationException">The token is of an earlier life, or a continuation is registered already.</exception>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags, IThreadPoolWorkItem owner)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        Validate(token);
        Action<object?>? first = Volatile.Read(in _continuation);
        if (first is not null && !ReferenceEquals(first, Handoff.Arrived))
        {
            ThrowExecution.AwaitedTwice();
        }

        _state = state;
        _context = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        _scheduler = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? Handoff.CurrentScheduler() : null;
        if (first is null && Interlocked.CompareExchange(ref _continuation, continuation, null) is null)
        {
            return;
        }

        _hasEnded = true;
        Volatile.Write(ref _continuation, continuation);
        _isQueued = true;
        Handoff.Queue(_scheduler, _context, owner);
    }

    /// <summary>Calls the continuation, on whatever the owner was queued to.</summary>
    public void Resume()
    {
        Action<object?> continuation = _continuation!;
        object? state = _state;
        ExecutionContext? context = _scheduler is null ? _context : null;

        // Last: the owner may be another run as soon as this is seen.
        Volatile.Write(ref _isQueued, false);
        if (context is not null)
        {
            // The thread pool undoes it, or Handoff.RunUnder.
            ExecutionContext.Restore(context);
        }

        continuation(state);
    }

    /// <summary>
    /// After the result has been taken: a new life. False: the owner is still queued, because the result was taken without
    /// waiting for the continuation, and must be given up; its tokens are invalid all the same.
    /// </summary>
    public bool TryReset()
    {
        _version++;
        if (Volatile.Read(in _isQueued))
        {
            return false;
        }

        _continuation = null;
        _state = null;
        _scheduler = null;
        _context = null;
        _failure = null;
        _value = default;
        _hasEnded = false;
        return true;
    }

    private void End(IThreadPoolWorkItem owner)
    {
        if (HasEnded)
        {
            ThrowExecution.EndedTwice();
        }

        Action<object?>? continuation = Volatile.Read(in _continuation) ?? Interlocked.CompareExchange(ref _continuation, Handoff.Arrived, null);
        if (continuation is null)
        {
            return;
        }

        // All of it before the end shows: who looks at the status may take the result and start another run in this object.
        object? state = _state;
        object? scheduler = _scheduler;
        ExecutionContext? context = _context;
        if (scheduler is null && context is null)
        {
            Volatile.Write(ref _hasEnded, true);
            continuation(state);
            return;
        }

        _isQueued = true;
        Volatile.Write(ref _hasEnded, true);
        if (scheduler is null)
        {
            Handoff.RunUnder(context!, owner);
        }
        else
        {
            Handoff.Queue(scheduler, context, owner);
        }
    }

    private readonly void Validate(short token)
    {
        if (token != _version)
        {
            ThrowExecution.AwaitedTwice();
        }
    }
}
