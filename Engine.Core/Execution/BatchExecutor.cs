using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// Runs a workflow for many inputs at once on the calling thread, in chunks that fit the cache: each run is a lane, and each step
/// runs for all lanes of a chunk before the next does. What a lane gives is what <see cref="InlineExecutor"/> gives for its input;
/// one that fails leaves the others alone.
/// </summary>
public static class BatchExecutor
{
    /// <summary>
    /// Runs every lane to its end. O(lanes x steps). 0 bytes where no lane fails, once a thread has run a batch of the workflow; with
    /// deadlines or a cancellable token as for <see cref="InlineExecutor"/>.
    /// </summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="inputs">One per lane.</param>
    /// <param name="outputs">At least as long as the inputs, which it may overlap. Lanes that do not complete get <see langword="default"/>.</param>
    /// <param name="statuses">Empty, or at least as long as the inputs: how each lane ended.</param>
    /// <param name="options">The clock of deadlines. No step suspends, so there is nothing for the degree to limit and no delay to draw.</param>
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
            return RunChunks<TDefinition, TState, TColumns, TIn, TOut>(definition, inputs, outputs, statuses, options, cancellationToken);
        }

        // An output is written as soon as its step has run, and later steps may still read the input that lies there.
        TIn[] copy = ArrayPool<TIn>.Shared.Rent(inputs.Length);
        inputs.CopyTo(copy);
        BatchResult result = RunChunks<TDefinition, TState, TColumns, TIn, TOut>(
            definition, copy.AsSpan(0, inputs.Length), outputs, statuses, options, cancellationToken);
        ArrayPool<TIn>.Shared.Return(copy, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<TIn>());
        return result;
    }

    private static BatchResult RunChunks<TDefinition, TState, TColumns, TIn, TOut>(
        TDefinition definition,
        ReadOnlySpan<TIn> inputs,
        Span<TOut> outputs,
        Span<RunStatus> statuses,
        RunOptions options,
        CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>, IBatchDefinition<TColumns, TIn, TOut>
        where TState : struct
        where TColumns : struct
    {
        var tally = default(LaneTally);
        if (inputs.IsEmpty)
        {
            return new BatchResult(in tally);
        }

        // What throws here is no body: then the buffers are dropped, not kept in a state that nobody knows.
        ChunkBuffers<TColumns> buffers = ChunkBuffers<TColumns>.Rent<TDefinition, TIn, TOut>(definition);
        int chunkLength = buffers.Alive.Length;
        for (int first = 0; first < inputs.Length; first += chunkLength)
        {
            int count = Math.Min(chunkLength, inputs.Length - first);
            var chunk = new BatchChunk<TDefinition, TState, TColumns, TIn, TOut>(
                definition,
                buffers,
                first,
                inputs.Slice(first, count),
                outputs.Slice(first, count),
                statuses.IsEmpty ? default : statuses.Slice(first, count),
                options.TimeProvider,
                cancellationToken,
                ref tally);
            chunk.Run();
        }

        ChunkBuffers<TColumns>.Return(buffers);
        return new BatchResult(in tally);
    }

    /// <summary>Whether two spans share memory. Their types may differ, as a caller can see one memory as both.</summary>
    private static bool Overlap<TIn, TOut>(ReadOnlySpan<TIn> inputs, Span<TOut> outputs)
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
