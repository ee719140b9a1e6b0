namespace Engine.Internal;

/// <summary>The start of a run, up to the first step that suspends or asks for more than its call.</summary>
internal abstract partial class AsyncRun<TDefinition, TState, TObserver>
{
    private const StepTraits EagerTraits = StepTraits.Asynchronous | StepTraits.Conditional;

    private bool _isEager;

    /// <summary>
    /// Runs steps in <see cref="IWorkflowDefinition{TState}.StartOrder"/>: the order that the rules give while nothing suspends,
    /// so that neither counters nor sets are needed. They are set up at the first step that does: half the cost of a run whose
    /// tasks are all complete at once.
    /// </summary>
    private void RunEagerly()
    {
        ReadOnlySpan<int> order = Definition.StartOrder[.._stepCount];
        ReadOnlySpan<StepTraits> traits = Definition.Traits;
        StepContext context = default;
        bool isPending = false;
        int started = 0, inBody = None;
        try
        {
            for (; started < order.Length; started++)
            {
                int stepIndex = order[started];
                StepTraits asks = traits[stepIndex];
                if ((asks & ~EagerTraits) != 0 || _caller.IsCancellationRequested)
                {
                    break;
                }

                if ((asks & StepTraits.Conditional) != 0 && !Definition.Runs(stepIndex, ref State))
                {
                    continue;
                }

                // Both contexts, after a task too: a method that returns one without being async can leave either behind.
                inBody = started;
                EnterBody();
                if (!Definition.Dispatch(stepIndex, ref State, in context))
                {
                    isPending = true;
                    break;
                }
            }
        }
        catch (Exception exception) when (inBody == started)
        {
            _ended = started;
            AttemptThrew(order[started], exception);
            return;
        }

        _ended = started;
        if (started == order.Length)
        {
            return;
        }

        SetCounters(order[..started], order[(isPending ? started + 1 : started)..]);
        if (isPending)
        {
            Await(order[started], traits[order[started]]);
        }
    }

    /// <summary>What the rules need from here on: what each step still waits for, and which of those left are ready.</summary>
    private void SetCounters(ReadOnlySpan<int> ended, ReadOnlySpan<int> left)
    {
        int[] waitingFor = _waitingFor;
        ReadOnlySpan<int> offsets = Definition.SuccessorOffsets;
        ReadOnlySpan<int> successors = Definition.Successors;
        ReadOnlySpan<StepTraits> traits = Definition.Traits;
        Definition.PredecessorCounts[.._stepCount].CopyTo(waitingFor);
        foreach (int stepIndex in ended)
        {
            foreach (int successor in successors[offsets[stepIndex]..offsets[stepIndex + 1]])
            {
                waitingFor[successor]--;
            }
        }

        foreach (int stepIndex in left)
        {
            if (waitingFor[stepIndex] == 0)
            {
                AddReady(stepIndex, traits[stepIndex]);
            }
        }
    }
}
