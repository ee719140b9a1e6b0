using System.Net;

namespace Engine.Host.Load;

/// <summary>What `engine load` was told.</summary>
internal sealed record LoadOptions
{
    public const int MaxConnections = 10_000, MaxBatch = 100_000, MaxWorkflows = 100_000;

    /// <summary>A server waits for the ends of so many executions to tell of them.</summary>
    public const int MaxConcurrent = 10_000;

    public const double MaxRate = 10_000_000, MaxSeconds = 7 * 24 * 3600, MaxDelayMs = 60_000;

    /// <summary>Where the server listens.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The name for the Host header.</summary>
    public required string HostName { get; init; }

    public required LoadMix Mix { get; init; }

    /// <summary>Arrivals a second; infinity: as many as the connections take, one after another each.</summary>
    public double Rate { get; init; } = double.PositiveInfinity;

    /// <summary>Executions that are kept under way instead of a mix of requests; 0: none.</summary>
    public int Concurrent { get; init; }

    /// <summary>What each of their tasks is told to wait.</summary>
    public double DelayMs { get; init; } = 100;

    public int Connections { get; init; } = 64;

    public TimeSpan Lasts { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Events of a batch.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Workflows that are defined, and executed once, before the load.</summary>
    public int Workflows { get; init; } = 100;

    /// <summary>The type of the agents in the workflows that are defined.</summary>
    public string AgentType { get; init; } = "echo";

    public string? ApiKey { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>A request that has no answer after this time has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
