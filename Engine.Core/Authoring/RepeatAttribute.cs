namespace Engine;

/// <summary>
/// Runs a sub-workflow again and again, its output being its next input, until a method of the class says that its value will
/// do. The method is no step: it takes the value, returns <see cref="bool"/> and is asked after each round.
/// </summary>
/// <param name="until">The method that is asked: <c>nameof(Method)</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RepeatAttribute(string until) : Attribute
{
    /// <summary>The method that is asked.</summary>
    public string Until { get; } = until;

    /// <summary>
    /// How many rounds there may be, 1 to 1,000,000; must be set. A step that has not been told to stop by then fails with a
    /// <see cref="RepeatLimitException"/>.
    /// </summary>
    public int Max { get; set; }
}
