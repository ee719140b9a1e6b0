using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>The start of a run, up to the first step that suspends or asks for more than its call.</summary>
internal abstract partial class AsyncRun<TDefinition, TState, TObserver>
{
    private bool _isEager;

    /// <summary>
    /// Runs steps in <see cref="IWorkflowDefinition{TState}.StartOrder"/>: the order that the rules give while nothing suspends,
    /// so that neither counters nor sets are needed, nor a switch per step. They are set up at the first step that suspends.
    /// </summary>
    private void RunEagerly()
    {
        ReadOnlySpan<int> order = Definition.StartOrder[.._stepCount];
        var gate = new EagerGate(this);
        try
        {
            if (Definition.RunSteps(ref State, ref gate))
            {
                _ended = _stepCount;
                return;
            }
        }
        catch (Exception exception)
        {
            int failed = gate.Position;
            KeepUndo(order[..failed]);
            AttemptThrew(order[failed], exception);
            return;
        }

        int position = gate.Position;
        KeepUndo(order[..position]);
        SetCounters(order[..position], order[(gate.HasStopped ? position : position + 1)..]);
        if (!gate.HasStopped)
        {
            Await(order[position], Definition.Traits[order[position]]);
        }
    }

    /// <summary>Notes the steps that have ended, and those among them that a run which stops would undo.</summary>
    private void KeepUndo(ReadOnlySpan<int> ended)
    {
        _ended = ended.Length;
        if (Definition.CompensationCount == 0)
        {
            return;
        }

        ReadOnlySpan<StepTraits> traits = Definition.Traits;
        foreach (int stepIndex in ended)
        {
            // A condition reads values that are written once, so it still says whether the step was skipped.
            StepTraits asks = traits[stepIndex];
            if ((asks & StepTraits.Compensated) != 0 && ((asks & StepTraits.Conditional) == 0 || Definition.Runs(stepIndex, ref State)))
            {
                _undo[_undoCount++] = stepIndex;
            }
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

    /// <summary>Sees to it that each body runs under the right contexts, and stops where the caller has cancelled.</summary>
    private struct EagerGate(AsyncRun<TDefinition, TState, TObserver> run) : IStepGate
    {
        public int Position { get; private set; }

        public bool HasStopped { get; private set; }

        // Out of line: there is a call of it for each step of the row.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public bool Enter(int position)
        {
            Position = position;
            if (run._caller.IsCancellationRequested)
            {
                HasStopped = true;
                return false;
            }

            // Both contexts, after a task too: a method that returns one without being async can leave either behind.
            run.EnterBody();
            return true;
        }

        public void Stop(int position)
        {
            Position = position;
            HasStopped = true;
        }

        public readonly StepContext Context(int stepIndex, string stepName) =>
            new(stepIndex, stepName, 1, in run._options, run.RunToken());
    }
}
