namespace Engine.Runtime;

/// <summary>A host is at one of its limits, or stops: nothing of what was asked for has been done. The message names the limit and its option.</summary>
public sealed class RequestRefusedException : InvalidOperationException
{
    internal RequestRefusedException(Refusal refusal, string message)
        : base(message) => Refusal = refusal;

    /// <summary>Which limit it was.</summary>
    public Refusal Refusal { get; }
}
