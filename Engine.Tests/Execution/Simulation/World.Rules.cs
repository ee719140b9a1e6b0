namespace Engine.Tests.Execution.Simulation;

/// <summary>The rules that must hold while a run is under way, and cannot be read off its trace afterwards.</summary>
internal sealed partial class World
{
    private readonly bool[] _started;
    private readonly bool[] _retrying;
    private readonly bool[] _ended;
    private bool _hasFailed;
    private bool _isUndoing;
    private bool _hasRunEnded;

    /// <summary>What an executor says of a run, with what it implies for later checks.</summary>
    public void Record(TraceEvent added)
    {
        lock (_gate)
        {
            RecordAlone(added);
        }
    }

    private void RecordAlone(TraceEvent added)
    {
        Trace.Add(added);
        Require(!_hasRunEnded, $"{added} after the run has ended");
        switch (added.Kind)
        {
            case TraceKind.StepStarted:
                if (Plan.Steps[added.Index].Body == Dynamic.BodyKind.Synchronous)
                {
                    RequireAsynchronousStepsFirst(added.Index);
                }

                _started[added.Index] = true;
                _retrying[added.Index] = false;
                break;
            case TraceKind.StepRetrying when !Plan.IsCompensation(added.Index):
                _retrying[added.Index] = true;
                break;
            case TraceKind.StepEnded:
                _ended[added.Index] = true;
                _retrying[added.Index] = false;
                _hasFailed |= added.Status is StepStatus.Failed or StepStatus.TimedOut;
                break;
            case TraceKind.CompensationStarted:
                Require(Pending.Count == 0, $"a compensation starts while a body runs");
                _isUndoing = true;
                break;
            case TraceKind.RunEnded:
                Require(Pending.Count == 0, $"the run ends while a body runs");
                _hasRunEnded = true;
                break;
        }
    }

    /// <summary>What must hold whenever the executor is at rest and the run has not ended.</summary>
    public void CheckAtRest()
    {
        if (_hasRunEnded || Trace.Count == 0)
        {
            return;
        }

        bool stops = _hasFailed || IsCallerCancelled;
        if (!stops)
        {
            for (int stepIndex = 0; stepIndex < _started.Length; stepIndex++)
            {
                Require(!IsLeftWaiting(stepIndex), $"{Plan.StepName(stepIndex)} is ready and does not start");
            }
        }

        Require(!stops || _isUndoing || Pending.Count > 0, $"the run stops, no body is under way, and yet it does not end");
        foreach (PendingBody pending in Pending)
        {
            CheckToken(pending.Call, stops);
        }
    }

    private void CheckBegin(BodyCall call)
    {
        bool isStep = !Plan.IsCompensation(call.Index);
        string name = Plan.StepName(call.Index);
        if (isStep)
        {
            Require(!_isUndoing, $"{name} starts while compensations run");
            Require(!_ended[call.Index], $"{name} starts after it has ended");
            int running = Pending.Count(static pending => true);
            Require(Degree == 0 || Plan.Steps[call.Index].Body == Dynamic.BodyKind.Synchronous || running < Degree, $"{name} starts above the limit of {Degree}");
        }

        if (TakesContext(call.Index))
        {
            Require(call.Context.Attempt == call.Attempt, $"{name} is told attempt {call.Context.Attempt}, and it is {call.Attempt}");
            Require(!isStep || call.Context.StepIndex == call.Index, $"{name} is told index {call.Context.StepIndex}");
            Require(call.Context.StepName == name, $"{name} is told the name {call.Context.StepName}");
            Require(ReferenceEquals(call.Context.TimeProvider, Time), $"{name} is told another clock");
            Require(IsConcurrent || !call.WasCancelledAtStart, $"{name} starts with a cancelled token");
        }
    }

    private void CheckToken(BodyCall call, bool stops)
    {
        if (!TakesContext(call.Index))
        {
            return;
        }

        int timeoutMs = Plan.Policy(call.Index).TimeoutMs;
        bool isLate = timeoutMs > 0 && Time.NowTicks >= call.StartTicks + (timeoutMs * TimeSpan.TicksPerMillisecond);
        bool isCancelled = call.Context.CancellationToken.IsCancellationRequested;
        bool mayBe = isLate || (stops && !Plan.IsCompensation(call.Index));
        bool mustBe = (isLate && !Time.HasDue) || (stops && !Plan.IsCompensation(call.Index));
        Require(!isCancelled || mayBe, $"the token of {Plan.StepName(call.Index)} is cancelled without a reason");
        Require(isCancelled || !mustBe, $"the token of {Plan.StepName(call.Index)} is not cancelled");
    }

    private void RequireAsynchronousStepsFirst(int starting)
    {
        if (_hasFailed || IsCallerCancelled)
        {
            return;
        }

        for (int stepIndex = 0; stepIndex < _started.Length; stepIndex++)
        {
            Require(
                stepIndex == starting || Plan.Steps[stepIndex].Body == Dynamic.BodyKind.Synchronous || !IsLeftWaiting(stepIndex),
                $"{Plan.StepName(starting)} runs while {Plan.StepName(stepIndex)}, which could be under way, does not start");
        }
    }

    private bool IsLeftWaiting(int stepIndex)
    {
        if (_started[stepIndex] || _ended[stepIndex])
        {
            return false;
        }

        foreach (int producer in Plan.Producers[stepIndex])
        {
            if (!_ended[producer])
            {
                return false;
            }
        }

        // A step between two attempts may keep its place under the limit, or give it up: neither is promised.
        return Degree == 0
            || Plan.Steps[stepIndex].Body == Dynamic.BodyKind.Synchronous
            || Pending.Count + _retrying.Count(static isRetrying => isRetrying) < Degree;
    }
}
