using System.ComponentModel;

namespace Engine;

/// <summary>
/// What an executor does between the steps of <see cref="IWorkflowDefinition{TState}.RunSteps"/>: a struct type argument, so that
/// a gate that does nothing leaves nothing behind. A position is one in the start order.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IStepGate
{
    /// <summary>Called before each step, its condition included. False: the step is not called and the row ends here.</summary>
    bool Enter(int position);

    /// <summary>Called in place of <see cref="Enter"/> for a step that asks for more than a call. The row ends here.</summary>
    void Stop(int position);

    /// <summary>The context of an attempt, for a step that has <see cref="StepTraits.Context"/>.</summary>
    /// <param name="stepIndex">The step.</param>
    /// <param name="stepName">Its name.</param>
    StepContext Context(int stepIndex, string stepName);
}
