using System.ComponentModel;

namespace Engine;

/// <summary>What is known of a mapped step when it is compiled.</summary>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Max">How many elements it takes at most.</param>
/// <param name="Policy">What holds for each call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct MapSettings(string Workflow, string Step, int Max, StepPolicy Policy = default);
