namespace Engine;

/// <summary>
/// A workflow as executors see it: a struct type argument whose plan is data and whose dispatch is one switch. The generator
/// emits one per workflow class, nested in it. Steps are numbered in plan order (by level, then as declared), so that every
/// edge leads from a smaller to a larger index and index order is a topological order.
/// </summary>
/// <typeparam name="TState">
/// The values of one run: the input, one field per output that is read, the <see cref="StateAttribute"/> structs.
/// <see langword="default"/> with the input set is a run that has not started.
/// </typeparam>
public interface IWorkflowDefinition<TState>
    where TState : struct
{
    /// <summary>The workflow's name.</summary>
    string Name { get; }

    /// <summary>A hash of everything that decides what a run means: steps, types, edges, conditions, policies.</summary>
    ulong Fingerprint { get; }

    /// <summary>How many steps there are. Their indices are 0 to this minus 1.</summary>
    int StepCount { get; }

    /// <summary>How many compensations there are. Their dispatch indices follow those of the steps.</summary>
    int CompensationCount { get; }

    /// <summary>Step count + 1 positions in <see cref="Successors"/>: step i precedes the steps from SuccessorOffsets[i] to SuccessorOffsets[i + 1].</summary>
    ReadOnlySpan<int> SuccessorOffsets { get; }

    /// <summary>The edges, each row ascending, without those that follow from others (the transitive reduction): readiness needs no more.</summary>
    ReadOnlySpan<int> Successors { get; }

    /// <summary>For each step how many edges lead to it.</summary>
    ReadOnlySpan<int> PredecessorCounts { get; }

    /// <summary>
    /// The order in which steps start in a run where none suspends: of those that are ready the asynchronous ones first, then in
    /// plan order. <see cref="AsyncExecutor"/> follows it until the first step that suspends. Empty where it is not known.
    /// </summary>
    ReadOnlySpan<int> StartOrder { get; }

    /// <summary>What each step, then each compensation, needs from an executor.</summary>
    ReadOnlySpan<StepTraits> Traits { get; }

    /// <summary>The name of a step, or of a compensation's method.</summary>
    /// <param name="index">A dispatch index: a step, or step count + compensation.</param>
    string StepName(int index);

    /// <summary>The dispatch index of what undoes a step that has <see cref="StepTraits.Compensated"/>.</summary>
    int CompensationOf(int stepIndex);

    /// <summary>The policy of a step or compensation that has <see cref="StepTraits.Policy"/>.</summary>
    StepPolicy Policy(int index);

    /// <summary>
    /// Whether a step that has <see cref="StepTraits.Conditional"/> runs, once its predecessors have ended; otherwise it is
    /// skipped, and its value counts as absent.
    /// </summary>
    bool Runs(int stepIndex, ref TState state);

    /// <summary>
    /// Calls a step or compensation with its inputs from the state. True: it has completed and its value is in the state.
    /// False: it is pending; wait with <see cref="OnCompleted"/>, then call <see cref="Complete"/>. What the body throws
    /// comes out, and the state is as it was before.
    /// </summary>
    bool Dispatch(int index, ref TState state, in StepContext context);

    /// <summary>
    /// Runs steps one after another in <see cref="StartOrder"/>, or in index order where that is empty: each that the gate lets
    /// through, if its condition holds, as by <see cref="Dispatch"/>. One call in place of one per step: in generated code the
    /// steps stand in a row, without a switch. What a body throws comes out. The row ends at a step with a policy.
    /// </summary>
    /// <returns>True: all have ended. False: the gate refused a step, or the step that it let through last is pending.</returns>
    bool RunSteps<TGate>(ref TState state, ref TGate gate)
        where TGate : struct, IStepGate;

    /// <summary>Has the continuation called, once, when the pending dispatch ends; at once if it has. No context is captured.</summary>
    void OnCompleted(int index, ref TState state, Action continuation);

    /// <summary>Takes the outcome of a pending dispatch that has ended: its value into the state, or its exception out.</summary>
    void Complete(int index, ref TState state);
}
