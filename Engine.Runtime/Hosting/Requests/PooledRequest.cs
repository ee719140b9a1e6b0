using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>
/// A request that is its own task and is used again. Two hold it: who asked, until the answer is taken, and the shard, until it has answered or
/// let go. Whoever comes last returns it. An answer and a token that is cancelled may meet: the first one counts.
/// </summary>
internal abstract class PooledRequest<TResult> : ShardRequest, IValueTaskSource<TResult>
{
    // What the asker does next never runs on the shard's thread.
    private ManualResetValueTaskSourceCore<TResult> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _isDecided;
    private int _holders;

    public override bool IsGivenUp => Volatile.Read(ref _isDecided) != 0;

    /// <summary>Hands it to a shard. To be awaited once.</summary>
    public ValueTask<TResult> Post(Shard shard, CancellationToken cancellationToken)
    {
        _holders = 2;
        var task = new ValueTask<TResult>(this, _core.Version);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (self, token) => ((PooledRequest<TResult>)self!).GiveUp(token), this);
        }

        if (!shard.TryPost(this))
        {
            Refuse(Refusals.TooManyRequests(shard.Number, shard.Options.MaxRequests));
        }

        return task;
    }

    public override void Refuse(Exception exception)
    {
        if (TryDecide())
        {
            _core.SetException(exception);
        }

        Release();
    }

    public override void Drop() => Release();

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            // Throws, and says why.
            return _core.GetResult(token);
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            // Waits for a callback under way: it must not meet the next use.
            _registration.Dispose();
            _registration = default;
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    protected void Succeed(TResult result)
    {
        if (TryDecide())
        {
            _core.SetResult(result);
        }

        Release();
    }

    /// <summary>Drops what it refers to and puts it into its pool.</summary>
    protected abstract void Return();

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (TryDecide())
        {
            _core.SetException(new OperationCanceledException(cancellationToken));
        }
    }

    private bool TryDecide() => Interlocked.Exchange(ref _isDecided, 1) == 0;

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _core.Reset();
            _isDecided = 0;
            Return();
        }
    }
}
