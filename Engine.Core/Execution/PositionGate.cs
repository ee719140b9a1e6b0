namespace Engine.Internal;

/// <summary>A gate that lets every step through, and knows how far the row has come.</summary>
internal struct PositionGate : IStepGate
{
    /// <summary>The position of the step that was let through last.</summary>
    public int Position { get; private set; }

    /// <inheritdoc/>
    public bool Enter(int position)
    {
        Position = position;
        return true;
    }

    /// <inheritdoc/>
    public void Stop(int position) => Position = position;

    /// <inheritdoc/>
    public readonly StepContext Context(int stepIndex, string stepName) => default;
}
