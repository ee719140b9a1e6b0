using System.Buffers;
using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// The calls of an asynchronous mapped step in one run. Workers take the next element until none is left: the first one runs as
/// long as calls complete at once, and another starts for each call that suspends, up to the degree. Used for one run after the
/// other; a worker that suspends takes a state machine from the pool of the runtime, which keeps one per core and one per thread.
/// </summary>
#pragma warning disable CA1001 // The source has no timer, and lives as long as its object.
internal sealed class AsyncMap<TBody, T>
#pragma warning restore CA1001
    where TBody : struct, IAsyncMapBody<T>
{
    private static AsyncMap<TBody, T>? s_spare;

    private readonly object _gate = new();
    private CancellationTokenSource _stop = new();
    private TBody _body;
    private MapSettings _settings;
    private StepContext _context;
    private ExecutionContext? _flow;
    private MapResults<T> _results;
    private int _count;
    private int _next;
    private int _failedIndex;
    private Exception? _failure;

    private bool IsStopped => Volatile.Read(ref _failedIndex) != int.MaxValue;

    public static AsyncMap<TBody, T> Rent() => Interlocked.Exchange(ref s_spare, null) ?? new AsyncMap<TBody, T>();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<MapResults<T>> RunAsync(TBody body, MapSettings settings, StepContext context, int count)
    {
        _body = body;
        _settings = settings;
        _context = context;
        _flow = ExecutionContext.Capture() ?? DefaultContext.Value;
        _results = new MapResults<T>(count);
        _count = count;
        _next = 0;
        _failedIndex = int.MaxValue;
        CancellationTokenRegistration registration = context.CancellationToken.UnsafeRegister(
            static self => TokenCallbacks.Cancel(((AsyncMap<TBody, T>)self!)._stop), this);

        int most = context.Degree == 0 ? count : Math.Min(context.Degree, count), workers = 0;
        ValueTask[] pending = ArrayPool<ValueTask>.Shared.Rent(most);
        while (workers < most && HasNext())
        {
            ValueTask worker = WorkAsync();
            if (worker.IsCompleted)
            {
                worker.GetAwaiter().GetResult();
            }
            else
            {
                pending[workers++] = worker;
            }
        }

        for (int i = 0; i < workers; i++)
        {
            await pending[i].ConfigureAwait(false);
        }

        pending.AsSpan(0, workers).Clear();
        ArrayPool<ValueTask>.Shared.Return(pending);

        // Not Dispose, which would wait for callbacks that are a step's code.
        bool isQuiet = registration.Unregister() || !context.CancellationToken.CanBeCanceled;
        return End(isQuiet);
    }

    /// <summary>Gives the object back and says how it ended.</summary>
    private MapResults<T> End(bool isQuiet)
    {
        MapResults<T> results = _results;
        Exception? failure = _failure;
        CancellationToken caller = _context.CancellationToken;
        bool isIncomplete = failure is null && _next < _count;
        _body = default;
        _context = default;
        _flow = null;
        _results = default;
        _failure = null;
        if (isQuiet && _stop.TryReset())
        {
            Interlocked.Exchange(ref s_spare, this);
        }

        if (failure is not null || isIncomplete)
        {
            results.GiveBack();
            if (failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }

            throw new OperationCanceledException(caller);
        }

        return results;
    }

    private bool HasNext() => !IsStopped && !_context.CancellationToken.IsCancellationRequested && Volatile.Read(ref _next) < _count;

    /// <summary>Never throws.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WorkAsync()
    {
        while (HasNext())
        {
            int index = Interlocked.Increment(ref _next) - 1;
            if (index >= _count)
            {
                Interlocked.Decrement(ref _next);
                return;
            }

            for (int attempt = 1; ; attempt++)
            {
                AttemptTokens? tokens = null;
                Exception exception;
                StepEvent stepEvent;
                try
                {
                    CancellationToken token = _stop.Token;
                    if (_settings.Policy.TimeoutMs > 0)
                    {
                        tokens = AttemptTokens.Rent();
                        token = tokens.Begin(_settings.Policy.TimeoutMs, _context.Clock, token);
                    }

                    // Each call runs under the step's context, whatever the one before did to this thread's.
                    ExecutionContext.Restore(_flow!);
                    _results.Buffer[index] = await _body.Call(index, _context.Again(attempt, token)).ConfigureAwait(false);
                    break;
                }
                catch (Exception thrown)
                {
                    stepEvent = Outcomes.OfException(thrown, tokens is not null && tokens.DeadlineFired, IsStopped, _context.CancellationToken);
                    exception = Outcomes.Surfaced(stepEvent, thrown, _settings.Workflow, _settings.Step, _settings.Policy.TimeoutMs);
                }
                finally
                {
                    if (tokens is not null)
                    {
                        AttemptTokens.Return(tokens);
                    }
                }

                bool isAgain = !_context.CancellationToken.IsCancellationRequested && Outcomes.MayRetry(_settings.Policy, attempt, stepEvent, exception);
                if (!isAgain || !await DelayAsync(index, attempt).ConfigureAwait(false))
                {
                    // A stop between two attempts ends the call as cancelled.
                    Fail(index, isAgain ? StepEvent.Cancelled : stepEvent, exception);
                    return;
                }
            }
        }
    }

    /// <summary>Waits before another attempt. False: the step stops.</summary>
    private async ValueTask<bool> DelayAsync(int index, int attempt)
    {
        // Another element, another draw.
        long delayMs = RetryDelay.Ms(_settings.Policy, _context.Seed + (ulong)index, _context.StepIndex, attempt);
        if (delayMs > 0)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(delayMs), _context.TimeProvider, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return !IsStopped && !_context.CancellationToken.IsCancellationRequested;
    }

    /// <summary>The failure with the lowest index is that of the step; a call that ended because the step stops is none, unless there is no other.</summary>
    private void Fail(int index, StepEvent stepEvent, Exception exception)
    {
        lock (_gate)
        {
            bool isCancelled = stepEvent == StepEvent.Cancelled;
            if (isCancelled && _failure is not null)
            {
                return;
            }

            if (!isCancelled && index < _failedIndex)
            {
                _failedIndex = index;
                _failure = exception;
            }
            else
            {
                // The caller's cancellation.
                _failure ??= exception;
                return;
            }
        }

        TokenCallbacks.Cancel(_stop);
    }
}
