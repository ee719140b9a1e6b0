namespace Engine;

/// <summary>
/// Runs the step only if the named bool step said <see langword="false"/>. Several conditions on one step must all hold; a
/// condition that was itself skipped skips the step.
/// </summary>
/// <param name="condition">The method of a step that returns <see cref="bool"/>: <c>nameof(Method)</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false, AllowMultiple = true)]
public sealed class UnlessAttribute(string condition) : Attribute
{
    /// <summary>The method of the bool step.</summary>
    public string Condition { get; } = condition;
}
