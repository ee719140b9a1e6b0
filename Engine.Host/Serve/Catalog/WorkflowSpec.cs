namespace Engine.Host.Serve.Catalog;

/// <summary>What a client said of a workflow beside its tasks.</summary>
internal sealed class WorkflowSpec
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string? Description { get; init; }

    /// <summary>How the client thinks of it: kept and shown. What runs when is said by the tasks' dependencies alone.</summary>
    public required string Pattern { get; init; }

    /// <summary>In the order in which they were given.</summary>
    public required AgentSpec[] Agents { get; init; }
}
