namespace Engine.Internal;

/// <summary>How lanes end: failures, cancellation, what is undone, and what the caller finds.</summary>
internal ref partial struct BatchChunk<TDefinition, TState, TColumns, TIn, TOut>
{
    /// <summary>A step of a lane has thrown. A caller who cancelled gets the cancellation, as from a run alone.</summary>
    private void Fail(int lane, int stepIndex, Exception exception)
    {
        if (_caller.IsCancellationRequested)
        {
            Stop(lane, stepIndex, RunEvent.CallerCancelled, Outcomes.Cancelled(_definition.Name, exception, _caller));
        }
        else
        {
            Stop(lane, stepIndex, RunEvent.StepFailed, exception);
        }
    }

    private void CancelAll(int ended)
    {
        OperationCanceledException exception = Outcomes.Cancelled(_definition.Name, null, _caller);
        for (int lane = 0; lane < _alive.Length; lane++)
        {
            if (_alive[lane] != 0)
            {
                Stop(lane, ended, RunEvent.CallerCancelled, exception);
            }
        }
    }

    /// <summary>Ends a lane whose steps before an index have ended, undoes what has completed of them, and takes it out of the rows.</summary>
    private void Stop(int lane, int ended, RunEvent runEvent, Exception exception)
    {
        RunStatus status = RunTransitions.Next(RunStatus.Running, runEvent);
        if (_definition.CompensationCount > 0)
        {
            Compensate(lane, ended, ref status, ref exception);
        }

        _alive[lane] = 0;
        _aliveCount--;
        if (!_statuses.IsEmpty)
        {
            _statuses[lane] = status;
        }

        _tally.Add(new LaneFailure(_firstLane + lane, status, exception));
    }

    /// <summary>Undoes the completed ones of the steps that have ended, the last first. All are tried, whatever fails.</summary>
    private readonly void Compensate(int lane, int ended, ref RunStatus status, ref Exception exception)
    {
        List<string>? names = null;
        List<Exception>? failures = null;
        ReadOnlySpan<StepTraits> traits = _definition.Traits;
        for (int stepIndex = ended - 1; stepIndex >= 0; stepIndex--)
        {
            if ((traits[stepIndex] & StepTraits.Compensated) == 0
                || ((traits[stepIndex] & StepTraits.Conditional) != 0 && _definition.Ran(stepIndex, ref _buffers.Columns)[lane] == 0))
            {
                continue;
            }

            int index = _definition.CompensationOf(stepIndex);

            // Never under the caller's token: it may be why there is something to undo.
            Exception? failure = Attempts(index, Alone(in lane), traits[index], PolicyOf(index, traits[index]), CancellationToken.None);
            if (failure is not null)
            {
                (names ??= []).Add(_definition.StepName(index));
                (failures ??= []).Add(failure);
            }

            status = RunTransitions.Next(status, failure is null ? RunEvent.CompensationReturned : RunEvent.CompensationThrew);
        }

        if (failures is not null)
        {
            exception = Outcomes.CompensationFailed(_definition.Name, exception, names!, failures);
        }
    }

    /// <summary>The lanes that are still alive have completed; the outputs of the others are what their steps left behind.</summary>
    private readonly void End()
    {
        _tally.AddCompleted(_aliveCount);
        if (_aliveCount == _alive.Length)
        {
            if (!_statuses.IsEmpty)
            {
                _statuses.Fill(RunStatus.Completed);
            }
        }
        else
        {
            for (int lane = 0; lane < _alive.Length; lane++)
            {
                if (_alive[lane] == 0)
                {
                    _outputs[lane] = default!;
                    _alive[lane] = 1;
                }
                else if (!_statuses.IsEmpty)
                {
                    _statuses[lane] = RunStatus.Completed;
                }
            }
        }

        _definition.ClearLanes(ref _buffers.Columns, _alive.Length);
    }
}
