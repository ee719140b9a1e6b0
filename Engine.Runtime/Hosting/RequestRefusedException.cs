namespace Engine.Runtime;

/// <summary>
/// A host is at one of its limits, stops, or has something under way that stands against it: what was asked for has not been done. The message says what to do.
/// </summary>
public sealed class RequestRefusedException : InvalidOperationException
{
    internal RequestRefusedException(Refusal refusal, string message)
        : base(message) => Refusal = refusal;

    /// <summary>Why.</summary>
    public Refusal Refusal { get; }
}
