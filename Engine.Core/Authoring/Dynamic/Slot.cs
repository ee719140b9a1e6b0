using Engine.Internal;

namespace Engine;

/// <summary>
/// A step of a workflow that is being built, as others refer to it: a step without a value, a compensation, or the base of a
/// <see cref="Slot{T}"/>. Slots belong to their <see cref="WorkflowBuilder{TIn, TOut}"/>; conditions and policies are given to
/// them by the methods of <see cref="SlotExtensions"/>.
/// </summary>
public class Slot
{
    private protected Slot(WorkflowDraft draft, SlotKind kind, StepDraft? step, string name)
    {
        Draft = draft;
        Kind = kind;
        Step = step;
        Name = name;
    }

    /// <summary>The step's name; "input", "token" or "context" for what is no step's.</summary>
    public string Name { get; }

    internal WorkflowDraft Draft { get; }

    internal SlotKind Kind { get; }

    /// <summary>The step or compensation; null for what is no step's.</summary>
    internal StepDraft? Step { get; }

    internal static Slot OfStep(WorkflowDraft draft, StepDraft step) => new(draft, SlotKind.Effect, step, step.Name);

    /// <summary>An empty cell for what the slot stands for.</summary>
    internal virtual Cell NewCell() => new Cell<Nothing>();

    /// <summary>The type of the value.</summary>
    internal virtual Type ValueType => typeof(void);
}
