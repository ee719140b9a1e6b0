namespace Engine.Host.Files;

/// <summary>The unit of a file's costs.</summary>
/// <param name="PerFileUnit">How many of our integer units make one of the file's own: WfFormat has seconds and we count microseconds, so 1,000,000; 1 elsewhere.</param>
/// <param name="Symbol">What stands behind a number in the file's own unit, such as "s"; empty where the format names none.</param>
internal sealed record CostUnit(long PerFileUnit, string Symbol)
{
    /// <summary>Seconds in the file, microseconds here.</summary>
    public static CostUnit Seconds { get; } = new(1_000_000, "s");

    /// <summary>The file's plain integers.</summary>
    public static CostUnit Plain { get; } = new(1, "");

    /// <summary>A cost in the file's own unit.</summary>
    public double ToFileUnit(long cost) => (double)cost / PerFileUnit;
}
