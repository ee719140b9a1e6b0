namespace Engine;

/// <summary>
/// Makes a method undo a completed step when its run fails or is cancelled. Compensations run one at a time, in reverse order
/// of completion, and never under the cancelled token. Their parameters bind like those of a step; what they take must be
/// there whenever the step has completed: its own value, the input, and values the step itself had to wait for.
/// </summary>
/// <param name="step">The method of the step to undo: <c>nameof(Method)</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CompensateAttribute(string step) : Attribute
{
    /// <summary>The method of the step to undo.</summary>
    public string Step { get; } = step;
}
