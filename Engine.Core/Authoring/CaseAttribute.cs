namespace Engine;

/// <summary>
/// A branch of a switch: runs the step only if the named enum step returned the value, or one of the values. Every value of
/// the enum must have a branch, or one branch is the <see cref="DefaultAttribute"/>. Repeated for one enum step, the values
/// add up; for different enum steps, all must hold.
/// </summary>
/// <param name="choice">The method of a step that returns an enum: <c>nameof(Method)</c>.</param>
/// <param name="value">A value of that enum.</param>
/// <param name="more">Further values that take this branch.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false, AllowMultiple = true)]
public sealed class CaseAttribute(string choice, object value, params object[] more) : Attribute
{
    /// <summary>The method of the enum step.</summary>
    public string Choice { get; } = choice;

    /// <summary>The values that take this branch, at least one.</summary>
    public IReadOnlyList<object> Values { get; } = [value, .. more];
}
