namespace Engine.Host.Load;

/// <summary>What a load has measured.</summary>
internal sealed record LoadResult
{
    public required LoadOptions Options { get; init; }

    public required DateTimeOffset When { get; init; }

    /// <summary>From the first arrival to the last answer.</summary>
    public required double Seconds { get; init; }

    public required IReadOnlyList<RouteResult> Routes { get; init; }

    public required IReadOnlyList<LoadSecond> Series { get; init; }

    /// <summary>How late this program was with requests that no connection had to be waited for, at 99 %, in microseconds: a load is only as good as its clock.</summary>
    public required double OwnDelayP99Us { get; init; }

    /// <summary>What was seen of the executions that were kept under way; null where the load was another.</summary>
    public ConcurrentResult? Concurrent { get; init; }

    /// <summary>The routes, and the executions that were kept under way.</summary>
    public IEnumerable<RouteResult> Rows => Concurrent is null ? Routes : Routes.Append(Concurrent.Runs);

    public long Answers => Routes.Sum(static route => route.Answers);

    public long Failures => Rows.Sum(static row => row.Failures);

    public double EventsPerSecond => Routes.Where(static route => route.Name == LoadMix.Names[(int)LoadRoute.Events]).Sum(route => route.PerSecond * Options.BatchSize);
}
