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
internal sealed class DynamicRun<TOut> : DynamicRun, IValueTaskSource<TOut>, IThreadPoolWorkItem
{
    private readonly DynamicRunPool<TOut> _pool;
    private readonly Action _continuation;
    private ConfiguredValueTaskAwaitable<DynamicRun>.ConfiguredValueTaskAwaiter _pending;
    private RunResult<TOut> _result;

    public DynamicRun(DynamicRunPool<TOut> pool, Cell[] cells)
        : base(cells)
    {
        _pool = pool;
        _continuation = Complete;
    }

    /// <summary>A task for a run that has suspended.</summary>
    public ValueTask<TOut> Await(in ValueTask<DynamicRun> run)
    {
        short version = _result.Version;
        _pending = run.ConfigureAwait(false).GetAwaiter();
        _pending.UnsafeOnCompleted(_continuation);
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
                _pool.Return(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags, this);

    /// <summary>A continuation that came after the result, or that runs elsewhere.</summary>
    void IThreadPoolWorkItem.Execute() => _result.Resume();

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
            _result.SetException(exception, this);
            return;
        }

        _result.SetResult(output, this);
    }
}
