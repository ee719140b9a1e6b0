using System.Buffers;
using System.Runtime.CompilerServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>
/// The runs of one batch of events, some at a time: so many loops take the next lane from one cursor. For one batch; a few objects for all of it,
/// and what its runs and loops allocate where they suspend.
/// </summary>
internal sealed class EventRuns<TStarts, TWorkflow, TIn, TOut>(
    TWorkflow workflow, TIn[] inputs, int count, Memory<TOut> outputs, Memory<RunStatus> statuses, RunOptions options, CancellationToken cancellationToken)
    where TStarts : struct, IAsyncEventStarts<TWorkflow, TIn, TOut>
{
    private readonly Lock _gate = new();
    private LaneTally _tally;
    private int _completed;
    private int _next;

    public async ValueTask<BatchResult> RunAsync(int maxRuns)
    {
        Task[] loops = new Task[Math.Min(maxRuns, count)];
        for (int i = 0; i < loops.Length; i++)
        {
            loops[i] = LoopAsync();
        }

        await Task.WhenAll(loops).ConfigureAwait(false);
        ArrayPool<TIn>.Shared.Return(inputs, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<TIn>());
        _tally.AddCompleted(_completed);
        return new BatchResult(in _tally);
    }

    private async Task LoopAsync()
    {
        var end = new RunEnd();
        for (int lane = Interlocked.Increment(ref _next) - 1; lane < count; lane = Interlocked.Increment(ref _next) - 1)
        {
            try
            {
                end.Status = RunStatus.Failed;
                TOut output = await TStarts.RunAsync(workflow, inputs[lane], options, new RunEndObserver(end), cancellationToken).ConfigureAwait(false);
                outputs.Span[lane] = output;
                Interlocked.Increment(ref _completed);
                Tell(lane, RunStatus.Completed);
            }
#pragma warning disable CA1031 // a lane that fails leaves the others alone
            catch (Exception exception)
#pragma warning restore CA1031
            {
                outputs.Span[lane] = default!;
                lock (_gate)
                {
                    _tally.Add(new LaneFailure(lane, end.Status, exception));
                }

                Tell(lane, end.Status);
            }
        }
    }

    private void Tell(int lane, RunStatus status)
    {
        if (!statuses.IsEmpty)
        {
            statuses.Span[lane] = status;
        }
    }
}
