namespace Engine;

/// <summary>Names the step whose value a parameter receives, where the parameter's own name does not say it.</summary>
/// <param name="step">The step's method: <c>nameof(Method)</c>.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class FromAttribute(string step) : Attribute
{
    /// <summary>The method of the step whose value the parameter receives.</summary>
    public string Step { get; } = step;
}
