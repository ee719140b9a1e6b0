namespace Engine.Runtime;

/// <summary>
/// The run is in the journal, and this process cannot go on with it: its workflow is not there, or has lost a step that the run has recorded. It is
/// neither started nor lost; a process that has the workflow goes on with it.
/// </summary>
public sealed class RunHeldException : InvalidOperationException
{
    internal RunHeldException(RunId id, string reason)
        : base($"Run {id} is held: {reason}. Start a version of the program that has it, or let the run go with WorkflowHost.DismissAsync.")
    {
        Id = id;
        Reason = reason;
    }

    /// <summary>The run.</summary>
    public RunId Id { get; }

    /// <summary>Why it is held.</summary>
    public string Reason { get; }
}
