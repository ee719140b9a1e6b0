namespace Engine;

/// <summary>
/// Makes a method of a workflow class a step. A parameter named like another step receives that step's value, which is an
/// edge of the graph. A synchronous method returns <c>void</c> or its value; an asynchronous one <c>ValueTask</c>,
/// <c>ValueTask&lt;T&gt;</c>, <c>Task</c> or <c>Task&lt;T&gt;</c> and starts as soon as its inputs exist.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class StepAttribute : Attribute
{
    /// <summary>The step's identity where it is shown or recorded; the method's name unless set. It survives a rename of the method.</summary>
    public string? Name { get; set; }
}
