using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Engine.Graphs;

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

    [DoesNotReturn]
    public static void DelaysOnEdges() => throw new GraphException(
        "A graph with delays on its edges can be planned, not run: edges of a run carry order only. Make a delay a node.");

    [DoesNotReturn]
    public static void TooManyNodes(string workflow, int nodes, int limit) => throw new GraphException(
        $"Workflow '{workflow}' has {nodes} nodes; a graph that runs has at most {limit}. Plan larger ones, or let a node do more.");

    [DoesNotReturn]
    public static void NamesDoNotFit(int names, int nodes) => throw new ArgumentException(
        $"{names} names do not fit a graph of {nodes} nodes; pass one for each node, or none.", nameof(names));
}
