namespace Engine.Host.Load;

/// <summary>What was seen of executions that were kept under way.</summary>
internal sealed record ConcurrentResult
{
    /// <summary>How long executions took beyond the time that the tasks of their longest chain wait.</summary>
    public required RouteResult Runs { get; init; }

    /// <summary>The least that were under way from the first time when all were until the time was over.</summary>
    public required int LeastUnderWay { get; init; }

    /// <summary>Half of that time more were.</summary>
    public required int MedianUnderWay { get; init; }

    /// <summary>Tasks of executions that ended before the time was over, a second.</summary>
    public required double TasksPerSecond { get; init; }

    /// <summary>Ends that the server's stream did not tell of: the status of the execution did.</summary>
    public required long FoundByAsking { get; init; }

    /// <summary>What the server said of itself; null where it did not.</summary>
    public ServerUse? Server { get; init; }
}
