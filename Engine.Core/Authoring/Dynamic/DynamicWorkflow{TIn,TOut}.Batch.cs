using Engine.Internal;

namespace Engine;

/// <summary>Many runs at once, one lane after the other: values are cells here, not columns.</summary>
public sealed partial class DynamicWorkflow<TIn, TOut>
{
    /// <summary>
    /// Runs the workflow once per input, in their order, on the calling thread. All lanes end; then what the lowest that failed threw
    /// is thrown. O(lanes x steps). 0 bytes where no lane fails, with the exceptions of <see cref="InlineExecutor"/>.
    /// </summary>
    /// <param name="inputs">One per run.</param>
    /// <param name="outputs">At least as long as the inputs, which it may overlap. A lane that does not complete gets default.</param>
    /// <exception cref="ArgumentException">Outputs or statuses are shorter than the inputs. Nothing has run then.</exception>
    /// <exception cref="InvalidOperationException">A step is asynchronous, or waits between attempts. Nothing has run then.</exception>
    public void RunBatch(ReadOnlySpan<TIn> inputs, Span<TOut> outputs) =>
        RunBatch(inputs, outputs, default, default, default).ThrowUnlessCompleted();

    /// <summary>The same; what a lane throws is in the result.</summary>
    /// <param name="inputs">One per run.</param>
    /// <param name="outputs">At least as long as the inputs, which it may overlap. A lane that does not complete gets default.</param>
    /// <param name="statuses">At least as long as the inputs, or empty: how each lane ended.</param>
    /// <inheritdoc cref="RunBatch(ReadOnlySpan{TIn},Span{TOut})"/>
    public BatchResult RunBatch(ReadOnlySpan<TIn> inputs, Span<TOut> outputs, Span<RunStatus> statuses) =>
        RunBatch(inputs, outputs, statuses, default, default);

    /// <summary>The same with the clock given; lanes that have not ended when the caller cancels are cancelled.</summary>
    /// <param name="inputs">One per run.</param>
    /// <param name="outputs">At least as long as the inputs, which it may overlap. A lane that does not complete gets default.</param>
    /// <param name="statuses">At least as long as the inputs, or empty: how each lane ended.</param>
    /// <param name="options">The clock of deadlines.</param>
    /// <param name="cancellationToken">Noticed between the steps of a lane and between lanes.</param>
    /// <inheritdoc cref="RunBatch(ReadOnlySpan{TIn},Span{TOut})"/>
    public BatchResult RunBatch(
        ReadOnlySpan<TIn> inputs, Span<TOut> outputs, Span<RunStatus> statuses, RunOptions options, CancellationToken cancellationToken = default) =>
        DynamicBatch.Run(_plan, _runs, inputs, outputs, statuses, in options, cancellationToken);
}
