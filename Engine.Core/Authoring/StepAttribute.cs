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

    /// <summary>
    /// In a hosted workflow: the step gives the same value for the same inputs and does nothing else, so that nothing is recorded of it
    /// and it runs again after a crash.
    /// </summary>
    public bool Pure { get; set; }

    /// <summary>In a hosted workflow: the step's outcome is on the disk before any step that depends on it starts.</summary>
    public bool Durable { get; set; }
}
