namespace Engine.Host.Files;

/// <summary>
/// Standard Task Graphs (Kasahara laboratory, Waseda University): the number of tasks, then a line per task: id, time,
/// number of predecessors, predecessors. '#' starts a comment. The first and the last task are dummies of time 0.
/// </summary>
/// <remarks>
/// The first number counts the tasks without the two dummies, in some files with them. Both readings fit a file that lost
/// its last two lines; what then stands last is told from a dummy by its time. A long list of predecessors may go on over
/// further lines.
/// </remarks>
internal sealed class StgFormat : IGraphFileFormat
{
    public string Name => "Standard Task Graph";

    public string Description => "Standard Task Graphs (.stg)";

    public string Extension => ".stg";

    public FormatMatch Match(GraphSource source)
        => DataShape.NumbersPerLine(source.Head) is [1, >= 3] ? FormatMatch.ByContent : FormatMatch.None;

    public GraphFile Read(GraphSource source)
    {
        var lines = new LineScanner(source);
        long announced = ReadHeader(source, ref lines);
        var tasks = new StgTasks(source);
        while (lines.NextDataLine())
        {
            tasks.ReadTask(ref lines);
        }

        return tasks.ToGraphFile(announced, lines.Place, Name);
    }

    private static long ReadHeader(GraphSource source, ref LineScanner lines)
    {
        if (!lines.NextDataLine())
        {
            throw source.Error(lines.Place, "the file ends before its first number. Write the number of tasks.");
        }

        if (!lines.TryReadNumber(out long announced) || !lines.AtLineEnd() || announced < 0)
        {
            throw source.Error(lines.Place, $"the first line must be one number, the number of tasks; found {lines.NextWord()}.");
        }

        if (announced > FileLimits.MaxTasks)
        {
            throw source.Error(lines.Place, $"the first line announces {announced} tasks; at most {FileLimits.MaxTasks} are read. Correct the number.");
        }

        return announced;
    }
}
