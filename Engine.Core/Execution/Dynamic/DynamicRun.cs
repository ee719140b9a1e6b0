using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Engine.Internal;

/// <summary>The memory of one run at a time: a cell for each value. From the workflow's pool, and back when the run has ended.</summary>
internal abstract class DynamicRun(Cell[] cells)
{
    public Cell[] Cells { get; } = cells;
}

/// <summary>
/// The same as the caller of <c>RunAsync</c> awaits it, where the run suspended. The executor's task is awaited by this object,
/// which takes the output out of its cells.
/// </summary>
internal sealed class DynamicRun<TOut> : DynamicRun, IValueTaskSource<TOut>
{
    private readonly DynamicRunPool<TOut> _pool;
    private readonly Action _continuation;
    private ConfiguredValueTaskAwaitable<DynamicRun>.ConfiguredValueTaskAwaiter _pending;
    private ManualResetValueTaskSourceCore<TOut> _core;

    public DynamicRun(DynamicRunPool<TOut> pool, Cell[] cells)
        : base(cells)
    {
        _pool = pool;
        _continuation = Complete;
    }

    /// <summary>A task for a run that has suspended.</summary>
    public ValueTask<TOut> Await(in ValueTask<DynamicRun> run)
    {
        short version = _core.Version;
        _pending = run.ConfigureAwait(false).GetAwaiter();
        _pending.UnsafeOnCompleted(_continuation);
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
            _pool.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Complete()
    {
        ConfiguredValueTaskAwaitable<DynamicRun>.ConfiguredValueTaskAwaiter pending = _pending;
        _pending = default;
        TOut output;
        try
        {
            _ = pending.GetResult();
            output = _pool.OutputOf(this);
        }
        catch (Exception exception)
        {
            _core.SetException(exception);
            return;
        }

        _core.SetResult(output);
    }
}
