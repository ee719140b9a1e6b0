using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution;

/// <summary>A pending value that the test completes when it likes, on any thread, without allocation: a source that is used again.</summary>
internal sealed class Signal : IValueTaskSource<long>
{
    private ManualResetValueTaskSourceCore<long> _core;

    public ValueTask<long> Wait()
    {
        _core.Reset();
        return new ValueTask<long>(this, _core.Version);
    }

    public void Complete(long value) => _core.SetResult(value);

    public void Fail(Exception exception) => _core.SetException(exception);

    public long GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
