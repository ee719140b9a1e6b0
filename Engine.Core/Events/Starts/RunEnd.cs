namespace Engine.Internal;

/// <summary>Where an observer leaves how its run ended.</summary>
internal sealed class RunEnd
{
    public RunStatus Status { get; set; }
}
