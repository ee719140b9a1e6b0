using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Engine.Host.Bench.Durable;

/// <summary>
/// Starts a run of ten steps, waits for its output and starts the next, on the threads of the pool; so many of them are a <see cref="CallerRound"/>.
/// It waits between rounds, too, and allocates nothing in one: all bytes of a round are those of the runs.
/// </summary>
internal sealed class Caller : ClosedLoopMember, IValueTaskSource
{
    private readonly Func<long, ValueTask<long>> _run;
    private readonly CallerRound _round;
    private ManualResetValueTaskSourceCore<bool> _begun = new() { RunContinuationsAsynchronously = true };
    private bool _isOver;

    public Caller(Func<long, ValueTask<long>> run, CallerRound round)
    {
        _run = run;
        _round = round;
        _ = CallAsync();
    }

    public override void Begin() => _begun.SetResult(true);

    public override void Dispose()
    {
        _isOver = true;
        Begin();
    }

    void IValueTaskSource.GetResult(short token) => _begun.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _begun.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _begun.OnCompleted(continuation, state, token, flags);

    private async Task CallAsync()
    {
        while (true)
        {
            await new ValueTask(this, _begun.Version).ConfigureAwait(false);
            _begun.Reset();
            if (_isOver)
            {
                return;
            }

            Exception? failure = null;
            try
            {
                for (int run = 0; run < Count; run++)
                {
                    long start = Stopwatch.GetTimestamp(), output = await _run(run).ConfigureAwait(false);
                    Took(run, Stopwatch.GetTimestamp() - start);
                    TenSteps.Check(run, output);
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            _round.End(failure);
        }
    }
}
