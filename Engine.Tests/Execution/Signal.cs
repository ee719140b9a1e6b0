using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution;

/// <summary>A pending value that the test completes when it likes, on any thread, without allocation: a source that is used again.</summary>
internal sealed class Signal : IValueTaskSource<long>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<long> _core;
    private SignalPump? _pump;

    /// <summary>Completes itself with 1 when somebody waits, just before: the race that a source of another thread loses now and then.</summary>
    public bool CompletesFirst { get; init; }

    /// <param name="pump">Who completes the signal, once somebody waits: before that, the core would allocate a work item.</param>
    public ValueTask<long> Wait(SignalPump? pump = null)
    {
        _core.Reset();
        _pump = pump;
        return new ValueTask<long>(this, _core.Version);
    }

    /// <summary>The same without its value.</summary>
    public ValueTask WaitForNothing(SignalPump? pump = null)
    {
        _core.Reset();
        _pump = pump;
        return new ValueTask(this, _core.Version);
    }

    public void Complete(long value) => _core.SetResult(value);

    public void Fail(Exception exception) => _core.SetException(exception);

    public long GetResult(short token) => _core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (CompletesFirst)
        {
            _core.SetResult(1);
        }

        _core.OnCompleted(continuation, state, token, flags);
        _pump?.Post(this);
    }
}
