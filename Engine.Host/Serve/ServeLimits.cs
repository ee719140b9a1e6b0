namespace Engine.Host.Serve;

/// <summary>The limits of the HTTP host that are not options, in one place.</summary>
internal static class ServeLimits
{
    /// <summary>Characters of an id: of workflows, tasks, agents, capabilities.</summary>
    public const int IdLength = 128;

    public const int NameLength = 256;

    public const int DescriptionLength = 4_096;

    public const int Agents = 1_000;

    public const int Capabilities = 64;

    public const int Tasks = Engine.Runtime.TaskGraph.MaxTasks;

    /// <summary>Bytes of a definition.</summary>
    public const int DefinitionBytes = 8 << 20;

    /// <summary>Bytes of a request that starts a run.</summary>
    public const int ExecuteBytes = 1 << 20;

    /// <summary>Bytes of any other request with a body.</summary>
    public const int SmallBytes = 64 * 1024;

    /// <summary>Bytes of a batch of events.</summary>
    public const int EventBytes = 32 << 20;

    /// <summary>Bytes of batches that are being read at a time, all clients together.</summary>
    public const long EventBytesAtOnce = 256L << 20;

    /// <summary>Bytes of answers about ended runs that are kept to be sent again.</summary>
    public const long KeptStatusBytes = 16L << 20;

    /// <summary>Entries of a page of a list.</summary>
    public const int PageSize = 1_000;

    /// <summary>Streams that are open at a time.</summary>
    public const int Streams = 256;

    /// <summary>Bytes of a result that are shown as JSON or Base64.</summary>
    public const int ShownResultBytes = 1 << 20;

    /// <summary>Bytes of an execution's input that are shown.</summary>
    public const int ShownInputBytes = 64 * 1024;
}
