using Engine.Internal;

namespace Engine;

/// <summary>
/// A value of a workflow that is being built: what a step returns, the input, or what an attempt is given. A step that takes
/// it runs after the step that makes it; the C# compiler checks that the types fit.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class Slot<T> : Slot
{
    internal Slot(WorkflowDraft draft, SlotKind kind, StepDraft? step, string name)
        : base(draft, kind, step, name)
    {
    }

    internal override Cell NewCell() => new Cell<T>();

    internal override Type ValueType => typeof(T);
}
