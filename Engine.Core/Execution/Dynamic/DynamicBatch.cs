using System.Buffers;
using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// <c>RunBatch</c> of a workflow that was built at run time: the inline executor, lane after lane in one run object. A body is a
/// delegate here, whose call costs more than what columns would save.
/// </summary>
internal static class DynamicBatch
{
    /// <summary>Runs every lane to its end, by the rules of <see cref="BatchExecutor"/>.</summary>
    public static BatchResult Run<TIn, TOut>(
        DynamicPlan plan,
        DynamicRunPool<TOut> runs,
        ReadOnlySpan<TIn> inputs,
        Span<TOut> outputs,
        Span<RunStatus> statuses,
        in RunOptions options,
        CancellationToken cancellationToken)
    {
        if (outputs.Length < inputs.Length)
        {
            ThrowExecution.ShortBatch(plan.Name, nameof(outputs), outputs.Length, inputs.Length);
        }

        if (!statuses.IsEmpty && statuses.Length < inputs.Length)
        {
            ThrowExecution.ShortBatch(plan.Name, nameof(statuses), statuses.Length, inputs.Length);
        }

        InlineRun<DynamicDefinition, DynamicState, NoObserver>.RefuseWhatSuspends(new DynamicDefinition(plan));
        if (!BatchExecutor.Overlap(inputs, outputs))
        {
            return RunLanes(plan, runs, inputs, outputs, statuses, in options, cancellationToken);
        }

        // The output of a lane may lie where the input of a later one does.
        TIn[] copy = ArrayPool<TIn>.Shared.Rent(inputs.Length);
        inputs.CopyTo(copy);
        BatchResult result = RunLanes(plan, runs, copy.AsSpan(0, inputs.Length), outputs, statuses, in options, cancellationToken);
        ArrayPool<TIn>.Shared.Return(copy, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<TIn>());
        return result;
    }

    private static BatchResult RunLanes<TIn, TOut>(
        DynamicPlan plan,
        DynamicRunPool<TOut> runs,
        ReadOnlySpan<TIn> inputs,
        Span<TOut> outputs,
        Span<RunStatus> statuses,
        in RunOptions options,
        CancellationToken cancellationToken)
    {
        var tally = default(LaneTally);
        if (inputs.IsEmpty)
        {
            return new BatchResult(in tally);
        }

        var definition = new DynamicDefinition(plan);
        DynamicRun<TOut> run = runs.Rent(in inputs[0]);
        int completed = 0;
        try
        {
            var state = new DynamicState(run);
            for (int lane = 0; lane < inputs.Length; lane++)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    CancelFrom(lane, plan.Name, outputs[..inputs.Length], statuses, cancellationToken, ref tally);
                    break;
                }

                if (lane > 0)
                {
                    runs.Refill(run, in inputs[lane]);
                }

                RunOutcome outcome = InlineExecutor.Execute(definition, ref state, in options, default(NoObserver), cancellationToken);
                bool isCompleted = outcome.Status == RunStatus.Completed;
                outputs[lane] = isCompleted ? runs.OutputOf(run) : default!;
                if (!statuses.IsEmpty)
                {
                    statuses[lane] = outcome.Status;
                }

                if (isCompleted)
                {
                    completed++;
                }
                else
                {
                    tally.Add(new LaneFailure(lane, outcome.Status, outcome.Exception!));
                }
            }
        }
        finally
        {
            runs.Return(run);
        }

        tally.AddCompleted(completed);
        return new BatchResult(in tally);
    }

    /// <summary>Ends the lanes that have not begun: all for one reason, so with one exception.</summary>
    private static void CancelFrom<TOut>(
        int lane, string workflow, Span<TOut> outputs, Span<RunStatus> statuses, CancellationToken caller, ref LaneTally tally)
    {
        OperationCanceledException exception = Outcomes.Cancelled(workflow, null, caller);
        for (; lane < outputs.Length; lane++)
        {
            outputs[lane] = default!;
            if (!statuses.IsEmpty)
            {
                statuses[lane] = RunStatus.Cancelled;
            }

            tally.Add(new LaneFailure(lane, RunStatus.Cancelled, exception));
        }
    }
}
