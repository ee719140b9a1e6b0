namespace Engine.Runtime;

/// <summary>A task graph cannot be: what is wrong, with which of its tasks, and how to mend it.</summary>
public sealed class TaskGraphException : Exception
{
    internal TaskGraphException(TaskGraphFault fault, string message, IReadOnlyList<string> tasks, string? suggestion = null)
        : base(message)
    {
        Fault = fault;
        Tasks = tasks;
        Suggestion = suggestion;
    }

    /// <summary>What is wrong.</summary>
    public TaskGraphFault Fault { get; }

    /// <summary>The ids that it is about: of a cycle all its tasks in the order of their dependencies, of an unknown dependency the task and what it names.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The name that was probably meant; null where none is near.</summary>
    public string? Suggestion { get; }
}
