using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>An asynchronous run as its caller awaits it.</summary>
internal sealed class AsyncRun<TDefinition, TState, TIn, TOut, TObserver> : AsyncRun<TDefinition, TState, TObserver>, IValueTaskSource<TOut>
    where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    private ManualResetValueTaskSourceCore<TOut> _core;
    private TOut? _output;

    public ValueTask<TOut> Start(in TDefinition definition, TIn input, in RunOptions options, TObserver observer, CancellationToken caller)
    {
        short version = _core.Version;
        definition.Start(in input, ref State);
        Begin(in definition, in options, observer, caller);
        if (!DriveOn())
        {
            // Another thread may have ended the run by now: only what was read before belongs to this one.
            return new ValueTask<TOut>(this, version);
        }

        if (IsCompleted)
        {
            TOut output = TakeResult();
            Recycle();
            return new ValueTask<TOut>(output);
        }

        Publish();
        return new ValueTask<TOut>(this, version);
    }

    public TOut GetResult(short token)
    {
        // Refuses a token of an earlier run, and a result that is not there yet; neither gives the object back.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            return _core.GetResult(token);
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Recycle();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private protected override void TakeOutput() => _output = Definition.Output(ref State);

    private protected override void Publish()
    {
        TOut output = TakeResult();
        if (TakeFailure() is { } failure)
        {
            _core.SetException(failure);
        }
        else
        {
            _core.SetResult(output);
        }
    }

    private TOut TakeResult()
    {
        TOut output = _output!;
        _output = default;
        return output;
    }
}
