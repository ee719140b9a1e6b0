namespace Engine;

/// <summary>A workflow that was put together at run time cannot be built; the message lists all that is wrong with it.</summary>
public sealed class WorkflowBuildException : Exception
{
    internal WorkflowBuildException(string workflowName, IReadOnlyList<WorkflowError> errors, int unlisted)
        : base($"Workflow '{workflowName}' cannot be built: {(errors.Count == 1 ? "one error" : $"{errors.Count + unlisted} errors")}."
            + string.Concat(errors.Select(static error => $"\n  {error}"))
            + (unlisted == 0 ? "" : $"\n  and {unlisted} more"))
    {
        WorkflowName = workflowName;
        Errors = errors;
    }

    /// <summary>The workflow's name.</summary>
    public string WorkflowName { get; }

    /// <summary>Everything that is wrong, up to the first hundred errors; the message says how many there are.</summary>
    public IReadOnlyList<WorkflowError> Errors { get; }
}
