namespace Engine.Host.Serve.Catalog;

/// <summary>A task as a client defined it.</summary>
/// <param name="Id">Its id, unique in its workflow.</param>
/// <param name="Role">The agent that does it.</param>
/// <param name="DependsOn">The ids of tasks that end before it starts.</param>
/// <param name="Parallel">Kept and shown; what may run at the same time is said by the dependencies.</param>
internal readonly record struct WorkflowTask(string Id, string Role, string[] DependsOn, bool Parallel);
