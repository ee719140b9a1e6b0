using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>
/// Somebody who waits for a partition: a producer for room, or the consumer for events. Reused; the wait allocates nothing. Whoever
/// ends the wait only queues this object: the one who waited goes on on a thread of the pool, never inside somebody else's call.
/// </summary>
internal sealed class QueueWaiter : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private readonly IQueueGate _gate;
    private RunResult<bool> _result;
    private CancellationToken _cancellationToken;
    private CancellationTokenRegistration _registration;
    private Exception? _failure;
    private bool _isOpen;
    private bool _hasResult;

    public QueueWaiter(IQueueGate gate) => _gate = gate;

    /// <summary>How much room a producer waits for.</summary>
    public int Units { get; set; }

    /// <summary>The waiters before and behind it, while it stands in a list.</summary>
    public QueueWaiter? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public QueueWaiter? Next { get; set; }

    /// <summary>Whether it stands in a list.</summary>
    public bool IsListed { get; set; }

    /// <summary>What is awaited: true when there is something to try again for, false when the queue is closed for the one who waits.</summary>
    public ValueTask<bool> Task => new(this, _result.Version);

    /// <summary>Before others can find it: a new wait.</summary>
    public void Arm()
    {
        _failure = null;
        _hasResult = false;
    }

    /// <summary>After others can find it: lets the token end the wait. The callback may run before this returns.</summary>
    public void Watch(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellationToken = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static waiter => ((QueueWaiter)waiter!)._gate.Cancel((QueueWaiter)waiter), this);
        }
    }

    /// <summary>Ends the wait. Only for who has taken the waiter away from all others.</summary>
    public void Signal(bool isOpen)
    {
        _isOpen = isOpen;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc cref="Signal"/>
    public void SignalCancelled()
    {
        _failure = new OperationCanceledException(_cancellationToken);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>First what <see cref="Signal"/> queued; then, where the continuation has a context or came late, what the result queued.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_hasResult)
        {
            _result.Resume();
            return;
        }

        // Before the result: it may be taken, and the next wait begin, before the call returns.
        _hasResult = true;
        if (_failure is null)
        {
            _result.SetResult(_isOpen, this);
        }
        else
        {
            _result.SetException(_failure, this);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        // Waits for a callback that runs: it must not end the next wait.
        _registration.Dispose();
        _registration = default;
        try
        {
            return _result.GetResult(token);
        }
        finally
        {
            _gate.Recycle(this, isReusable: _result.TryReset());
        }
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _result.OnCompleted(continuation, state, token, flags, this);
}
