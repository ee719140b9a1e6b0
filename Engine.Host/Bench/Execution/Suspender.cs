using System.Threading.Tasks.Sources;

namespace Engine.Host.Bench.Execution;

/// <summary>
/// Makes steps really suspend without threads: what is suspended waits in a queue, first in, first out, and the thread that
/// measures completes one after another. Nothing is allocated once as many have been suspended at a time as ever will be, so
/// every byte that is counted is somebody else's.
/// </summary>
/// <param name="isShared">
/// Whether other threads suspend, too: a task that several others await hands some of them to the thread pool.
/// </param>
internal sealed class Suspender(bool isShared = false)
{
    private readonly Lock _gate = new();
    private readonly Queue<Suspension> _suspended = new();
    private readonly Stack<Suspension> _free = new();

    public ValueTask<long> Suspend(long value)
    {
        if (isShared)
        {
            lock (_gate)
            {
                return Take().Start(value);
            }
        }

        return Take().Start(value);
    }

    /// <summary>Completes suspended steps until the run has ended; their continuations run here, inside.</summary>
    /// <exception cref="InvalidOperationException">The run waits although nothing is suspended.</exception>
    public long Finish(ValueTask<long> run)
    {
        while (!run.IsCompleted)
        {
            if (TryTake() is Suspension suspension)
            {
                suspension.Complete();
            }
            else if (isShared)
            {
                Thread.Yield();
            }
            else
            {
                throw new InvalidOperationException("The run has not ended although none of its steps is suspended.");
            }
        }

        return run.GetAwaiter().GetResult();
    }

    private Suspension Take() => _free.TryPop(out Suspension? suspension) ? suspension : new Suspension(this);

    private void Enqueue(Suspension suspension)
    {
        if (isShared)
        {
            lock (_gate)
            {
                _suspended.Enqueue(suspension);
                return;
            }
        }

        _suspended.Enqueue(suspension);
    }

    private Suspension? TryTake()
    {
        if (isShared)
        {
            lock (_gate)
            {
                return _suspended.TryDequeue(out Suspension? shared) ? shared : null;
            }
        }

        return _suspended.TryDequeue(out Suspension? suspension) ? suspension : null;
    }

    private void Free(Suspension suspension)
    {
        if (isShared)
        {
            lock (_gate)
            {
                _free.Push(suspension);
                return;
            }
        }

        _free.Push(suspension);
    }

    private sealed class Suspension(Suspender owner) : IValueTaskSource<long>
    {
        private ManualResetValueTaskSourceCore<long> _core;
        private long _value;

        public ValueTask<long> Start(long value)
        {
            _value = value;
            return new ValueTask<long>(this, _core.Version);
        }

        public void Complete() => _core.SetResult(_value);

        public long GetResult(short token)
        {
            long value = _core.GetResult(token);
            _core.Reset();
            owner.Free(this);
            return value;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        // Only now can another thread complete it: one that did before would have the core queue a work item, bytes that are
        // nobody's whom this measures.
        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            _core.OnCompleted(continuation, state, token, flags);
            owner.Enqueue(this);
        }
    }
}
