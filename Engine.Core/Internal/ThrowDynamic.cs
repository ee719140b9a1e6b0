using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Engine.Internal;

/// <summary>The exceptions of workflows that are built at run time, beside what is wrong with the workflow itself.</summary>
[StackTraceHidden]
internal static class ThrowDynamic
{
    [DoesNotReturn]
    public static void NoStep(string title, Slot slot) => throw new ArgumentException(
        $"{title} says something of a step, and '{slot.Name}' is none here; call it on the slot that the step was added with.", nameof(slot));

    [DoesNotReturn]
    public static void AlreadyBuilt(string workflow) => throw new InvalidOperationException(
        $"Workflow '{workflow}' has been built and cannot be changed or built again. Make another WorkflowBuilder.");

    [DoesNotReturn]
    public static void NoStepToUndo(string compensation, Slot step) => throw new ArgumentException(
        $"Compensation '{compensation}' undoes '{step.Name}', which is no step of this workflow; pass the slot of a step of the same builder.", nameof(step));

    [DoesNotReturn]
    public static void NoInput(string? step, int position, int count) => throw new ArgumentOutOfRangeException(nameof(position), position,
        $"Step '{step}' takes {count} values; there is none at position {position}.");

    [DoesNotReturn]
    public static void InputOfOtherType(string? step, int position, Type asked, Type actual) => throw new InvalidCastException(
        $"Value {position} of step '{step}' is of type '{actual}', not '{asked}'; nothing is converted.");
}
