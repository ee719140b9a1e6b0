namespace Engine.Internal;

/// <summary>What the caller of a batch gives: one input, one output and, if asked for, one status per lane.</summary>
internal readonly ref struct BatchCall<TIn, TOut>
{
    /// <param name="inputs">One per lane.</param>
    /// <param name="outputs">As long.</param>
    /// <param name="statuses">As long, or empty.</param>
    /// <param name="timeProvider">The clock of deadlines.</param>
    /// <param name="caller">The caller's token.</param>
    public BatchCall(ReadOnlySpan<TIn> inputs, Span<TOut> outputs, Span<RunStatus> statuses, TimeProvider? timeProvider, CancellationToken caller)
    {
        Inputs = inputs;
        Outputs = outputs[..inputs.Length];
        Statuses = statuses.IsEmpty ? default : statuses[..inputs.Length];
        TimeProvider = timeProvider;
        Caller = caller;
    }

    public ReadOnlySpan<TIn> Inputs { get; }

    public Span<TOut> Outputs { get; }

    public Span<RunStatus> Statuses { get; }

    public TimeProvider? TimeProvider { get; }

    public CancellationToken Caller { get; }
}
