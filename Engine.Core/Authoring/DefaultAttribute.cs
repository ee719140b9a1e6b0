namespace Engine;

/// <summary>The branch of a switch for every value of the named enum step that no <see cref="CaseAttribute"/> names.</summary>
/// <param name="choice">The method of a step that returns an enum: <c>nameof(Method)</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DefaultAttribute(string choice) : Attribute
{
    /// <summary>The method of the enum step.</summary>
    public string Choice { get; } = choice;
}
