using System.Threading.Tasks.Sources;

namespace AotWorkflowSample;

/// <summary>
/// Something to wait for that takes no memory: a value that a thread of the pool hands back. One call at a time, as a
/// connection or a timer of your own would be. The answer sets out when somebody waits for it: one that came between the look
/// at the status and <c>OnCompleted</c> would cost the work item that <see cref="ManualResetValueTaskSourceCore{TResult}"/>
/// queues then.
/// </summary>
public sealed class Signal : IValueTaskSource<int>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<int> _source;
    private int _value;

    /// <summary>A task that another thread completes with the value.</summary>
    public ValueTask<int> Send(int value)
    {
        _source.Reset();
        _value = value;
        return new ValueTask<int>(this, _source.Version);
    }

    void IThreadPoolWorkItem.Execute() => _source.SetResult(_value);

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _source.OnCompleted(continuation, state, token, flags);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
