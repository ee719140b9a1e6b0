using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// Runs a workflow for many inputs at once, in chunks that fit the cache: each run is a lane, and each step runs for all lanes of
/// a chunk before the next does. What a lane gives is what <see cref="InlineExecutor"/> gives for its input; one that fails leaves
/// the others alone.
/// <para>
/// A batch stays on the calling thread unless <see cref="RunOptions.Degree"/> asks for more. Then chunks are shared: bodies run at once
/// on several threads, all on the one instance of the workflow, whose services and fields must be safe for that; a lane is on one
/// thread from its first step to its last compensation. Helpers are threads of the pool, which nobody waits for unless they
/// have begun a chunk. Their bodies run under the caller's <see cref="ExecutionContext"/>, without a
/// <see cref="SynchronizationContext"/>; what they change there is lost. Outputs, statuses, failures and the exception do not depend
/// on how many threads there are.
/// </para>
/// </summary>
public static class BatchExecutor
{
    /// <summary>
    /// Runs every lane to its end. O(lanes x steps). 0 bytes where no lane fails, once a thread has run a batch of the workflow with
    /// that degree; with deadlines or a cancellable token as for <see cref="InlineExecutor"/>.
    /// </summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="inputs">One per lane.</param>
    /// <param name="outputs">At least as long as the inputs, which it may overlap. Lanes that do not complete get <see langword="default"/>.</param>
    /// <param name="statuses">Empty, or at least as long as the inputs: how each lane ended.</param>
    /// <param name="options">The clock of deadlines; and the degree: the most threads at work, the caller's included, 0 and 1 for the caller's alone. 64 is the most that are used.</param>
    /// <param name="cancellationToken">Noticed between the steps of a chunk and between chunks; lanes that have not ended become cancelled.</param>
    /// <exception cref="ArgumentException">Outputs or statuses are shorter than the inputs. Nothing has run then.</exception>
    /// <exception cref="InvalidOperationException">A step is asynchronous, or waits between attempts. Nothing has run then.</exception>
    public static BatchResult Run<TDefinition, TState, TColumns, TIn, TOut>(
        TDefinition definition,
        ReadOnlySpan<TIn> inputs,
        Span<TOut> outputs,
        Span<RunStatus> statuses,
        RunOptions options,
        CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>, IBatchDefinition<TColumns, TIn, TOut>
        where TState : struct
        where TColumns : struct =>
        Run<TDefinition, TState, TColumns, TIn, TOut>(definition, inputs, outputs, statuses, in options, chunkLength: 0, cancellationToken);

    /// <summary>The same with a number of lanes per chunk, 0 for what the executor chooses. No result depends on it.</summary>
    internal static BatchResult Run<TDefinition, TState, TColumns, TIn, TOut>(
        TDefinition definition,
        ReadOnlySpan<TIn> inputs,
        Span<TOut> outputs,
        Span<RunStatus> statuses,
        in RunOptions options,
        int chunkLength,
        CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>, IBatchDefinition<TColumns, TIn, TOut>
        where TState : struct
        where TColumns : struct
    {
        if (outputs.Length < inputs.Length)
        {
            ThrowExecution.ShortBatch(definition.Name, nameof(outputs), outputs.Length, inputs.Length);
        }

        if (!statuses.IsEmpty && statuses.Length < inputs.Length)
        {
            ThrowExecution.ShortBatch(definition.Name, nameof(statuses), statuses.Length, inputs.Length);
        }

        InlineRun<TDefinition, TState, NoObserver>.RefuseWhatSuspends(definition);
        if (!Overlap(inputs, outputs))
        {
            var call = new BatchCall<TIn, TOut>(inputs, outputs, statuses, options.TimeProvider, cancellationToken);
            return new BatchResult(RunChunks<TDefinition, TState, TColumns, TIn, TOut>(definition, in call, options.Degree, chunkLength));
        }

        // An output is written as soon as its step has run, and later steps may still read the input that lies there.
        TIn[] copy = ArrayPool<TIn>.Shared.Rent(inputs.Length);
        inputs.CopyTo(copy);
        var copied = new BatchCall<TIn, TOut>(copy.AsSpan(0, inputs.Length), outputs, statuses, options.TimeProvider, cancellationToken);
        var result = new BatchResult(RunChunks<TDefinition, TState, TColumns, TIn, TOut>(definition, in copied, options.Degree, chunkLength));
        ArrayPool<TIn>.Shared.Return(copy, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<TIn>());
        return result;
    }

    private static LaneTally RunChunks<TDefinition, TState, TColumns, TIn, TOut>(
        TDefinition definition, in BatchCall<TIn, TOut> call, int degree, int chunkLength)
        where TDefinition : struct, IWorkflowDefinition<TState>, IBatchDefinition<TColumns, TIn, TOut>
        where TState : struct
        where TColumns : struct
    {
        var tally = default(LaneTally);
        int laneCount = call.Inputs.Length;
        if (laneCount == 0)
        {
            return tally;
        }

        int threads = Math.Min(degree, Crew.MaxWorkers);
        if (threads > 1 && laneCount > 1)
        {
            int shared = chunkLength > 0 ? chunkLength : ChunkLength.Shared(definition.BytesPerLane, laneCount, threads);
            threads = Math.Min(threads, ChunkLength.CountOf(laneCount, shared));
            return BatchJob<TDefinition, TState, TColumns, TIn, TOut>.Rent().Run(definition, in call, shared, threads);
        }

        // What throws here is no body: then the buffers are dropped, not kept in a state that nobody knows.
        ChunkBuffers<TColumns> buffers = ChunkBuffers<TColumns>.Rent<TDefinition, TIn, TOut>(definition);
        int length = chunkLength > 0 ? chunkLength : buffers.Alive.Length;
        for (int first = 0; first < laneCount; first += length)
        {
            new BatchChunk<TDefinition, TState, TColumns, TIn, TOut>(
                definition, buffers, in call, first, Math.Min(length, laneCount - first), ref tally).Run();
        }

        ChunkBuffers<TColumns>.Return(buffers);
        return tally;
    }

    /// <summary>Whether two spans share memory. Their types may differ, as a caller can see one memory as both.</summary>
    internal static bool Overlap<TIn, TOut>(ReadOnlySpan<TIn> inputs, Span<TOut> outputs)
    {
        if (inputs.IsEmpty || outputs.IsEmpty)
        {
            return false;
        }

        // SAFETY: the references are only compared; both stay in their spans or one element behind.
        ref byte input = ref Unsafe.As<TIn, byte>(ref MemoryMarshal.GetReference(inputs));
        ref byte output = ref Unsafe.As<TOut, byte>(ref MemoryMarshal.GetReference(outputs));
        nint apart = Unsafe.ByteOffset(ref input, ref output);
        return apart >= 0 ? apart < (nint)inputs.Length * Unsafe.SizeOf<TIn>() : -apart < (nint)outputs.Length * Unsafe.SizeOf<TOut>();
    }
}
