using System.ComponentModel;

namespace Engine;

/// <summary>A gate that lets every step through.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct OpenGate : IStepGate
{
    /// <inheritdoc/>
    public readonly bool Enter(int position) => true;

    /// <inheritdoc/>
    public readonly void Stop(int position)
    {
    }

    /// <inheritdoc/>
    public readonly StepContext Context(int stepIndex, string stepName) => default;
}
