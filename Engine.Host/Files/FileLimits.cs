namespace Engine.Host.Files;

/// <summary>
/// What a file may ask of this machine, all in one place. A header or a packed file cannot make the program take memory
/// that its own content does not account for; whoever exceeds a limit gets a line that names it.
/// </summary>
internal static class FileLimits
{
    /// <summary>How much text a file may hold, unpacked: 4 GiB, a list of over 200 million edges.</summary>
    public const long MaxTextBytes = 4L << 30;

    /// <summary>
    /// How much larger than the packed file its text may be, once it is larger than <see cref="FreeTextBytes"/>. Edge lists
    /// pack 2 to 5 times, workflow descriptions 10 to 40 times, gzip at its very best 1,032 times.
    /// </summary>
    public const int MaxPackingRatio = 250;

    /// <summary>Text up to this size may be packed as densely as it likes.</summary>
    public const long FreeTextBytes = 64L << 20;

    /// <summary>The longest line, and the longest string in JSON.</summary>
    public const int MaxTokenBytes = 16 << 20;

    /// <summary>How deep JSON may nest; WfFormat needs 8.</summary>
    public const int MaxJsonDepth = 64;

    /// <summary>The largest number of tasks.</summary>
    public const int MaxTasks = 50_000_000;

    /// <summary>The largest number of edges, duplicates counted.</summary>
    public const int MaxEdges = 500_000_000;

    /// <summary>
    /// How many tasks the header of an edge list may announce without any edge. Beyond, each edge in the file vouches for
    /// <see cref="TasksPerEdge"/> more, since a header alone costs nothing to write and each task 60 bytes to plan.
    /// </summary>
    public const int FreeTasks = 1_000_000;

    /// <summary>See <see cref="FreeTasks"/>.</summary>
    public const int TasksPerEdge = 8;

    /// <summary>The longest runtime of a task, 31 years; a microsecond is still exact at this size.</summary>
    public const double MaxRuntimeSeconds = 1e9;

    /// <summary>The largest cost in formats of plain integers.</summary>
    public const long MaxPlainCost = 1_000_000_000_000_000;
}
