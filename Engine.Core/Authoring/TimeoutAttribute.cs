namespace Engine;

/// <summary>
/// Cancels the token of an attempt that takes longer, which then counts as timed out if its body obeys. Cooperative: nothing
/// is abandoned, a body that returns its value late has completed. The step needs a <see cref="CancellationToken"/> parameter.
/// </summary>
/// <param name="milliseconds">The time an attempt has, from 1.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TimeoutAttribute(int milliseconds) : Attribute
{
    /// <summary>The time an attempt has, in milliseconds.</summary>
    public int Milliseconds { get; } = milliseconds;
}
