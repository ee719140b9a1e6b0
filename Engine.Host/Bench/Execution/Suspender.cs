using System.Threading.Tasks.Sources;

namespace Engine.Host.Bench.Execution;

/// <summary>
/// Makes steps really suspend without threads: what is suspended waits in a queue, first in, first out, and the thread that
/// measures completes one after another. Nothing is allocated once as many have been suspended at a time as ever will be, so
/// every byte that is counted is somebody else's. For one thread.
/// </summary>
internal sealed class Suspender
{
    private readonly Queue<Suspension> _suspended = new();
    private readonly Stack<Suspension> _free = new();

    public ValueTask<long> Suspend(long value)
    {
        if (!_free.TryPop(out Suspension? suspension))
        {
            suspension = new Suspension(_free);
        }

        _suspended.Enqueue(suspension);
        return suspension.Start(value);
    }

    /// <summary>Completes suspended steps until the run has ended; their continuations run here, inside.</summary>
    /// <exception cref="InvalidOperationException">The run waits although nothing is suspended.</exception>
    public long Finish(ValueTask<long> run)
    {
        while (!run.IsCompleted)
        {
            if (!_suspended.TryDequeue(out Suspension? suspension))
            {
                throw new InvalidOperationException("The run has not ended although none of its steps is suspended.");
            }

            suspension.Complete();
        }

        return run.GetAwaiter().GetResult();
    }

    private sealed class Suspension(Stack<Suspension> free) : IValueTaskSource<long>
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
            free.Push(this);
            return value;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => _core.OnCompleted(continuation, state, token, flags);
    }
}
