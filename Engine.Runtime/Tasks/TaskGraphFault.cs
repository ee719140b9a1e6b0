namespace Engine.Runtime;

/// <summary>What is wrong with a task graph.</summary>
public enum TaskGraphFault
{
    /// <summary>The graph has no name.</summary>
    NoName,

    /// <summary>There is no task.</summary>
    NoTasks,

    /// <summary>There are more than <see cref="TaskGraph.MaxTasks"/> tasks.</summary>
    TooManyTasks,

    /// <summary>There are more than <see cref="TaskGraph.MaxDependencies"/> dependencies.</summary>
    TooManyDependencies,

    /// <summary>A task has no id.</summary>
    NoId,

    /// <summary>A task has no activity.</summary>
    NoActivity,

    /// <summary>A name is longer than <see cref="TaskGraph.MaxNameLength"/>.</summary>
    TooLong,

    /// <summary>A task has a cost below zero, or the costs add up to more than a 64-bit number holds.</summary>
    BadCost,

    /// <summary>Two tasks have the same id.</summary>
    DuplicateId,

    /// <summary>A task depends on one that is not there.</summary>
    UnknownDependency,

    /// <summary>A task depends on itself.</summary>
    SelfDependency,

    /// <summary>Tasks wait for each other in a circle.</summary>
    Cycle,

    /// <summary>A task names an activity that is not in the host's table.</summary>
    UnknownActivity,
}
