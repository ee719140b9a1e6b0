namespace Engine.Runtime;

/// <summary>The host knows no run of this number: there was none, or it ended and has been forgotten, or it belongs to another workflow.</summary>
public sealed class RunNotFoundException : InvalidOperationException
{
    internal RunNotFoundException(RunId id, string message)
        : base(message) => Id = id;

    /// <summary>The number that was asked for.</summary>
    public RunId Id { get; }
}
