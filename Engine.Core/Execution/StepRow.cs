using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Engine;

/// <summary>What <see cref="IWorkflowDefinition{TState}.RunSteps"/> means: the loop that generated code is unrolled from, for definitions that have no such code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StepRow
{
    /// <summary>Runs the steps of a definition in its start order, or in index order where it has none. O(steps).</summary>
    /// <returns>True: all have ended. False: the gate refused a step, or the step that it let through last is pending.</returns>
    // Not inlined: with it the JIT compiled a caller's loop over 127 steps to code that took twice as long.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Run<TDefinition, TState, TGate>(TDefinition definition, ref TState state, ref TGate gate)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TGate : struct, IStepGate
    {
        ReadOnlySpan<int> order = definition.StartOrder;
        ReadOnlySpan<StepTraits> traits = definition.Traits;
        StepContext none = default;
        int stepCount = definition.StepCount;
        for (int position = 0; position < stepCount; position++)
        {
            int stepIndex = order.IsEmpty ? position : order[position];
            StepTraits asks = traits[stepIndex];
            if ((asks & StepTraits.Policy) != 0)
            {
                gate.Stop(position);
                return false;
            }

            if (!gate.Enter(position))
            {
                return false;
            }

            if ((asks & StepTraits.Conditional) != 0 && !definition.Runs(stepIndex, ref state))
            {
                continue;
            }

            bool hasEnded = (asks & StepTraits.Context) == 0
                ? definition.Dispatch(stepIndex, ref state, in none)
                : definition.Dispatch(stepIndex, ref state, gate.Context(stepIndex, definition.StepName(stepIndex)));
            if (!hasEnded)
            {
                return false;
            }
        }

        return true;
    }
}
