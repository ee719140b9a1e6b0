namespace Engine.Internal;

/// <summary>
/// One chunk of a batch from start to end. Steps run in plan order, each for all lanes that are alive and whose conditions hold; a
/// lane that fails is undone at once and drops out. Within a lane this is what <see cref="InlineRun{TDefinition,TState,TObserver}"/> does.
/// </summary>
internal ref partial struct BatchChunk<TDefinition, TState, TColumns, TIn, TOut>
    where TDefinition : struct, IWorkflowDefinition<TState>, IBatchDefinition<TColumns, TIn, TOut>
    where TState : struct
    where TColumns : struct
{
    private readonly TDefinition _definition;
    private readonly ChunkBuffers<TColumns> _buffers;
    private readonly int _firstLane;
    private readonly ReadOnlySpan<TIn> _inputs;
    private readonly Span<TOut> _outputs;
    private readonly Span<RunStatus> _statuses;
    private readonly Span<byte> _alive;
    private readonly TimeProvider? _timeProvider;
    private readonly CancellationToken _caller;
    private readonly ref LaneTally _tally;
    private int _aliveCount;

    /// <param name="definition">The workflow.</param>
    /// <param name="buffers">At least as many lanes as the chunk; nobody else uses them meanwhile.</param>
    /// <param name="call">The batch.</param>
    /// <param name="firstLane">Where the chunk begins in it.</param>
    /// <param name="laneCount">How many lanes it has.</param>
    /// <param name="tally">Where lanes are counted that have ended.</param>
    public BatchChunk(
        TDefinition definition, ChunkBuffers<TColumns> buffers, in BatchCall<TIn, TOut> call, int firstLane, int laneCount, ref LaneTally tally)
    {
        _definition = definition;
        _buffers = buffers;
        _firstLane = firstLane;
        _inputs = call.Inputs.Slice(firstLane, laneCount);
        _outputs = call.Outputs.Slice(firstLane, laneCount);
        _statuses = call.Statuses.IsEmpty ? default : call.Statuses.Slice(firstLane, laneCount);
        _timeProvider = call.TimeProvider;
        _caller = call.Caller;
        _tally = ref tally;
        _alive = buffers.Alive.AsSpan(0, laneCount);
        _aliveCount = laneCount;
    }

    public void Run()
    {
        _definition.StartLanes(ref _buffers.Columns, _inputs.Length);
        ReadOnlySpan<StepTraits> traits = _definition.Traits;
        int stepCount = _definition.StepCount;
        bool mayStop = _caller.CanBeCanceled;
        for (int stepIndex = 0; stepIndex < stepCount && _aliveCount > 0;)
        {
            if (_caller.IsCancellationRequested)
            {
                CancelAll(stepIndex);
                break;
            }

            if (!mayStop && IsPlain(traits[stepIndex]) && _aliveCount == _alive.Length)
            {
                stepIndex = RunRow(stepIndex, traits[..stepCount]);
            }
            else
            {
                RunStep(stepIndex, traits[stepIndex]);
                stepIndex++;
            }
        }

        End();
    }

    /// <summary>Whether a step asks for no more than a call.</summary>
    private static bool IsPlain(StepTraits traits) => (traits & ~StepTraits.Compensated) == 0;

    /// <summary>Plain steps one after the other, each for all lanes of the chunk, until one of another kind or a failure. Returns the next step.</summary>
    private int RunRow(int stepIndex, ReadOnlySpan<StepTraits> traits)
    {
        var all = new BatchLanes<TIn, TOut>(_inputs, _outputs, 0, _inputs.Length);
        StepContext context = default;
        int at = 0;
        try
        {
            while (stepIndex < traits.Length && IsPlain(traits[stepIndex]))
            {
                if (!_definition.CallRow(ref stepIndex, ref _buffers.Columns, in all))
                {
                    at = 0;
                    _definition.DispatchLanes(stepIndex, ref _buffers.Columns, in all, ref at, in context);
                    stepIndex++;
                }
            }

            return stepIndex;
        }
        catch (Exception exception)
        {
            if (_definition.TakesColumns(stepIndex))
            {
                FailTogether(stepIndex, in all, exception);
            }
            else
            {
                Fail(at, stepIndex, exception);
                CallRange(stepIndex, traits[stepIndex], at + 1);
            }

            return stepIndex + 1;
        }
    }

    private void RunStep(int stepIndex, StepTraits traits)
    {
        ReadOnlySpan<byte> row = _alive;
        if ((traits & StepTraits.Conditional) != 0)
        {
            row = _definition.Guard(stepIndex, ref _buffers.Columns, _alive);
        }

        if (_definition.TakesColumns(stepIndex))
        {
            RunTogether(stepIndex, traits, row);
            return;
        }

        bool isAlone = (traits & StepTraits.Policy) != 0;
        if (!isAlone && !row.Contains((byte)0))
        {
            CallRange(stepIndex, traits, first: 0);
            return;
        }

        int count = LaneKernels.List(row, _buffers.Lanes);
        if (isAlone)
        {
            StepPolicy policy = _definition.Policy(stepIndex);
            foreach (int lane in _buffers.Lanes.AsSpan(0, count))
            {
                RunAlone(stepIndex, lane, traits, in policy);
            }
        }
        else if (count > 0)
        {
            CallListed(stepIndex, traits, _buffers.Lanes.AsSpan(0, count));
        }
    }

    /// <summary>Every lane of the chunk from one on. After one that throws the call goes on behind it.</summary>
    private void CallRange(int stepIndex, StepTraits traits, int first)
    {
        StepContext context = ContextOf(stepIndex, traits);
        while (first < _inputs.Length)
        {
            int at = 0;
            try
            {
                _definition.DispatchLanes(
                    stepIndex, ref _buffers.Columns, new BatchLanes<TIn, TOut>(_inputs, _outputs, first, _inputs.Length - first), ref at, in context);
                return;
            }
            catch (Exception exception)
            {
                Fail(first + at, stepIndex, exception);
            }

            first += at + 1;
        }
    }

    private void CallListed(int stepIndex, StepTraits traits, ReadOnlySpan<int> lanes)
    {
        StepContext context = ContextOf(stepIndex, traits);
        while (!lanes.IsEmpty)
        {
            int at = 0;
            try
            {
                _definition.DispatchLanes(stepIndex, ref _buffers.Columns, new BatchLanes<TIn, TOut>(_inputs, _outputs, lanes), ref at, in context);
                return;
            }
            catch (Exception exception)
            {
                Fail(lanes[at], stepIndex, exception);
            }

            lanes = lanes[(at + 1)..];
        }
    }

    private readonly StepContext ContextOf(int stepIndex, StepTraits traits) => (traits & StepTraits.Context) == 0
        ? default
        : new StepContext(stepIndex, _definition.StepName(stepIndex), 1, _timeProvider, _caller);

    /// <summary>A step with a policy, for one lane: attempted until it has ended.</summary>
    private void RunAlone(int stepIndex, int lane, StepTraits traits, in StepPolicy policy)
    {
        if (_caller.IsCancellationRequested)
        {
            Stop(lane, stepIndex, RunEvent.CallerCancelled, Outcomes.Cancelled(_definition.Name, null, _caller));
            return;
        }

        if (Attempts(stepIndex, Alone(in lane), traits, in policy, _caller) is { } exception)
        {
            Fail(lane, stepIndex, exception);
        }
    }

    private readonly BatchLanes<TIn, TOut> Alone(in int lane) => new(_inputs, _outputs, new ReadOnlySpan<int>(in lane));

    /// <summary>Attempts a body until it has ended. Returns what its last attempt threw; null where it returned.</summary>
    private readonly Exception? Attempts(int index, in BatchLanes<TIn, TOut> lanes, StepTraits traits, in StepPolicy policy, CancellationToken caller)
    {
        for (int attempt = 1; ; attempt++)
        {
            StepEvent stepEvent = Attempt(index, in lanes, traits, in policy, attempt, caller, out Exception? exception);
            if (exception is null || caller.IsCancellationRequested || !Outcomes.MayRetry(in policy, attempt, stepEvent, exception))
            {
                return exception;
            }
        }
    }

    private readonly StepPolicy PolicyOf(int index, StepTraits traits) => (traits & StepTraits.Policy) != 0 ? _definition.Policy(index) : default;

    /// <summary>Calls a body once, for one lane or for all that share the call, under its deadline if it has one.</summary>
    private readonly StepEvent Attempt(
        int index, in BatchLanes<TIn, TOut> lanes, StepTraits traits, in StepPolicy policy, int attempt, CancellationToken caller, out Exception? exception)
    {
        AttemptTokens? tokens = policy.TimeoutMs > 0 ? AttemptTokens.Rent() : null;
        try
        {
            StepContext context = default;
            if (tokens is not null || (traits & StepTraits.Context) != 0)
            {
                CancellationToken token = tokens is null ? caller : tokens.Begin(policy.TimeoutMs, _timeProvider, caller);
                context = new StepContext(index, _definition.StepName(index), attempt, _timeProvider, token);
            }

            int at = 0;
            _definition.DispatchLanes(index, ref _buffers.Columns, in lanes, ref at, in context);
            exception = null;
            return StepEvent.Returned;
        }
        catch (Exception thrown)
        {
            StepEvent stepEvent = Outcomes.OfException(thrown, tokens is not null && tokens.DeadlineFired, stopping: false, caller);
            exception = Outcomes.Surfaced(stepEvent, thrown, _definition.Name, _definition.StepName(index), policy.TimeoutMs);
            return stepEvent;
        }
        finally
        {
            if (tokens is not null)
            {
                AttemptTokens.Return(tokens);
            }
        }
    }
}
