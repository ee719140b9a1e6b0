namespace Engine.Internal;

/// <summary>Steps that take columns: one call for all their lanes, which is attempted and ends as a whole.</summary>
internal ref partial struct BatchChunk<TDefinition, TState, TColumns, TIn, TOut>
{
    private void RunTogether(int stepIndex, StepTraits traits, ReadOnlySpan<byte> row)
    {
        if (!row.Contains((byte)0))
        {
            CallTogether(stepIndex, traits, new BatchLanes<TIn, TOut>(_inputs, _outputs, 0, _inputs.Length));
            return;
        }

        int count = LaneKernels.List(row, _buffers.Lanes);
        if (count > 0)
        {
            CallTogether(stepIndex, traits, new BatchLanes<TIn, TOut>(_inputs, _outputs, _buffers.Lanes.AsSpan(0, count)));
        }
    }

    private void CallTogether(int stepIndex, StepTraits traits, in BatchLanes<TIn, TOut> lanes)
    {
        if (Attempts(stepIndex, in lanes, traits, PolicyOf(stepIndex, traits), _caller) is { } exception)
        {
            FailTogether(stepIndex, in lanes, exception);
        }
    }

    /// <summary>All lanes of the call end alike, whatever the compensations of the first ones do to the caller's token.</summary>
    private void FailTogether(int stepIndex, in BatchLanes<TIn, TOut> lanes, Exception exception)
    {
        RunEvent runEvent = RunEvent.StepFailed;
        if (_caller.IsCancellationRequested)
        {
            runEvent = RunEvent.CallerCancelled;
            exception = Outcomes.Cancelled(_definition.Name, exception, _caller);
        }

        int count = lanes.Listed.IsEmpty ? lanes.Count : lanes.Listed.Length;
        for (int k = 0; k < count; k++)
        {
            Stop(lanes.Listed.IsEmpty ? k : lanes.Listed[k], stepIndex, runEvent, exception);
        }
    }
}
