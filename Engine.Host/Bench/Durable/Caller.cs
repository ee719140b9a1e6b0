using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Engine.Host.Bench.Durable;

/// <summary>
/// Starts a run of ten steps, waits for its output and starts the next, on the threads of the pool; so many of them are a <see cref="CallerRound"/>.
/// It waits between rounds, too, and allocates nothing in one: all bytes of a round are those of the runs.
/// </summary>
internal sealed class Caller : IValueTaskSource, IClosedLoopMember
{
    private readonly Func<long, ValueTask<long>> _run;
    private readonly CallerRound _round;
    private ManualResetValueTaskSourceCore<bool> _begun = new() { RunContinuationsAsynchronously = true };
    private long[] _ticks = [];
    private int _runs;
    private bool _isOver;

    public Caller(Func<long, ValueTask<long>> run, CallerRound round)
    {
        _run = run;
        _round = round;
        _ = CallAsync();
    }

    public ReadOnlySpan<long> Ticks => _ticks.AsSpan(0, _runs);

    public void Prepare(int count)
    {
        _runs = count;
        if (_ticks.Length < count)
        {
            _ticks = new long[count];
        }
    }

    public void Begin() => _begun.SetResult(true);

    public void Dispose()
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
                for (int run = 0; run < _runs; run++)
                {
                    long start = Stopwatch.GetTimestamp(), output = await _run(run).ConfigureAwait(false);
                    _ticks[run] = Stopwatch.GetTimestamp() - start;
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
