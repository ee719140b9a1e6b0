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
        StepPolicy policy = (traits & StepTraits.Policy) != 0 ? _definition.Policy(stepIndex) : default;
        for (int attempt = 1; ; attempt++)
        {
            StepEvent stepEvent = Attempt(stepIndex, in lanes, traits, in policy, attempt, _caller, out Exception? exception);
            if (exception is null)
            {
                return;
            }

            if (_caller.IsCancellationRequested || !Outcomes.MayRetry(in policy, attempt, stepEvent, exception))
            {
                FailTogether(stepIndex, in lanes, exception);
                return;
            }
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
