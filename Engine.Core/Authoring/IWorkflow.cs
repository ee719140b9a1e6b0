namespace Engine;

/// <summary>
/// A class that the generator completed. Constrain to it (<c>where T : IWorkflow</c>) where a workflow is expected: without
/// the generator such code does not compile.
/// </summary>
public interface IWorkflow
{
    /// <summary>The workflow's name.</summary>
    string WorkflowName { get; }

    /// <summary>The workflow's graph as a Mermaid flowchart.</summary>
    string WorkflowPicture { get; }
}
