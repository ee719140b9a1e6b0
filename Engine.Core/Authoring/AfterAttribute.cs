namespace Engine;

/// <summary>Orders a step after others without taking data from them. A step that was skipped satisfies it too.</summary>
/// <param name="steps">The methods of the steps that must have ended: <c>nameof(Method)</c>, one or several.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false, AllowMultiple = true)]
public sealed class AfterAttribute(params string[] steps) : Attribute
{
    /// <summary>The methods of the steps that must have ended.</summary>
    public IReadOnlyList<string> Steps { get; } = steps;
}
