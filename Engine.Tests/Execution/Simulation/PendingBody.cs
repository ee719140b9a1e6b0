using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution.Simulation;

/// <summary>
/// An asynchronous body that has not ended: a task source for one thread, which calls its continuation within the call that
/// ends it, and at once where it has ended. Neither ever goes through a thread pool, so a seed replays exactly.
/// </summary>
internal sealed class PendingBody(World world, BodyCall call, Outcome outcome) : IValueTaskSource<long>
{
    private Action<object?>? _continuation;
    private object? _continuationState;
    private CancellationTokenRegistration _registration;
    private bool _taken;

    public BodyCall Call { get; } = call;

    public Outcome Outcome { get; } = outcome;

    public ValueTask<long> Begin()
    {
        if (Outcome.IsEager)
        {
            _registration = Call.Context.CancellationToken.UnsafeRegister(static self => ((PendingBody)self!).End(), this);
        }

        return new ValueTask<long>(this, 0);
    }

    public void End()
    {
        if (Call.HasEnded)
        {
            return;
        }

        world.Pending.Remove(this);
        world.EndCall(Call, Outcome);
        _registration.Unregister();
        Continue();
    }

    public ValueTaskSourceStatus GetStatus(short token) =>
        !Call.HasEnded ? ValueTaskSourceStatus.Pending
        : Call.Exception is null ? ValueTaskSourceStatus.Succeeded
        : Call.Exception is OperationCanceledException ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Faulted;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        world.Require(_continuation is null, $"{Call.Index} is waited for twice");
        world.Require((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) == 0, $"a scheduling context is captured");
        _continuation = continuation;
        _continuationState = state;
        if (Call.HasEnded)
        {
            Continue();
        }
    }

    public long GetResult(short token)
    {
        world.Require(Call.HasEnded, $"the outcome of {Call.Index} is taken before it ended");
        world.Require(!_taken, $"the outcome of {Call.Index} is taken twice");
        _taken = true;
        if (Call.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return Call.Value;
    }

    private void Continue()
    {
        Action<object?>? continuation = _continuation;
        continuation?.Invoke(_continuationState);
    }
}
