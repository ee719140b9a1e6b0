using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>An asynchronous run as its caller awaits it.</summary>
internal sealed class AsyncRun<TDefinition, TState, TIn, TOut, TObserver> : AsyncRun<TDefinition, TState, TObserver>, IValueTaskSource<TOut>
    where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    private RunResult<TOut> _result;
    private TOut? _output;

    public ValueTask<TOut> Start(in TDefinition definition, TIn input, in RunOptions options, TObserver observer, CancellationToken caller)
    {
        short version = _result.Version;
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
        if (_result.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            return _result.GetResult(token);
        }

        try
        {
            return _result.GetResult(token);
        }
        finally
        {
            if (_result.TryReset())
            {
                Recycle();
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags, this);

    private protected override void ResumeCaller() => _result.Resume();

    private protected override void TakeOutput() => _output = Definition.Output(ref State);

    private protected override void Publish()
    {
        TOut output = TakeResult();
        if (TakeFailure() is { } failure)
        {
            _result.SetException(failure, this);
        }
        else
        {
            _result.SetResult(output, this);
        }
    }

    private TOut TakeResult()
    {
        TOut output = _output!;
        _output = default;
        return output;
    }
}
