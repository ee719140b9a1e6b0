namespace Engine.Host.Files;

/// <summary>
/// Standard Task Graphs (Kasahara laboratory, Waseda University): the number of tasks, then one line per task: id, time,
/// number of predecessors, predecessors. '#' lines are comments. The first and the last task are dummies of time 0.
/// </summary>
/// <remarks>
/// The first number counts the tasks with or without the two dummies, depending on the file. Lines are read to the end;
/// the number then has to agree with one of the readings, else the file is cut off.
/// </remarks>
internal sealed class StgFormat : IGraphFileFormat
{
    private const int DummyCount = 2;

    public string Description => "Standard Task Graphs (.stg)";

    public FormatMatch Match(GraphSource source)
        => source.Extension == ".stg" ? FormatMatch.ByName
            : DataShape.NumbersPerLine(source.Head) is [1, >= 3] ? FormatMatch.ByShape
            : FormatMatch.None;

    public GraphFile Read(GraphSource source)
    {
        var lines = new LineScanner(source);
        long announced = ReadHeader(source, ref lines);
        var costs = new List<long>();
        var edges = new EdgeCollector();
        (long Predecessor, string Place) largest = (-1, "");
        while (lines.NextDataLine())
        {
            long predecessor = ReadTask(source, ref lines, costs, edges);
            if (predecessor > largest.Predecessor)
            {
                largest = (predecessor, lines.Place);
            }
        }

        if (costs.Count < announced || costs.Count > announced + DummyCount)
        {
            throw source.Error(lines.Place, $"the first line announces {announced} tasks ({announced + DummyCount} with the two dummies), but {costs.Count} follow. Get the whole file, or correct the number.");
        }

        // A predecessor may stand further down, so whether it exists is known only now.
        if (largest.Predecessor >= costs.Count)
        {
            throw source.Error(largest.Place, $"the predecessor {largest.Predecessor} is no task: tasks are 0 to {costs.Count - 1}. Correct it or get the whole file.");
        }

        return new GraphFile
        {
            Path = source.Path,
            Format = "Standard Task Graph",
            Title = source.Name,
            TaskNames = new NumberNames(costs.Count),
            Costs = [.. costs],
            EdgeFrom = edges.TakeFrom(),
            EdgeTo = edges.TakeTo(),
            Unit = CostUnit.Plain,
        };
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

    /// <summary>Reads one line and returns the largest predecessor on it, or -1.</summary>
    private static long ReadTask(GraphSource source, ref LineScanner lines, List<long> costs, EdgeCollector edges)
    {
        int task = costs.Count;
        long id = ReadNumber(source, ref lines, "the task's id");
        if (id != task)
        {
            throw source.Error(lines.Place, $"the task's id is {id}, but ids count up from 0 and {task} is next. Number the tasks in order.");
        }

        if (task == FileLimits.MaxTasks)
        {
            throw source.Error(lines.Place, $"there are more than {FileLimits.MaxTasks} tasks. Split the graph.");
        }

        long time = ReadNumber(source, ref lines, "the task's time");
        if (time is < 0 or > FileLimits.MaxPlainCost)
        {
            throw source.Error(lines.Place, $"task {task} has the time {time}. Write a time from 0 to {FileLimits.MaxPlainCost}.");
        }

        costs.Add(time);
        long count = ReadNumber(source, ref lines, "the number of predecessors");
        long found = 0, largest = -1;
        for (; !lines.AtLineEnd(); found++)
        {
            long predecessor = ReadNumber(source, ref lines, "a predecessor");
            if (predecessor is < 0 or > int.MaxValue)
            {
                throw source.Error(lines.Place, $"task {task} has the predecessor {predecessor}, which is no task. Write the id of a task.");
            }

            largest = Math.Max(largest, predecessor);
            if (!edges.TryAdd((int)predecessor, task))
            {
                throw source.Error(lines.Place, $"there are more than {FileLimits.MaxEdges} edges. Split the graph.");
            }
        }

        if (found != count)
        {
            throw source.Error(lines.Place, $"task {task} announces {count} predecessors, but {found} follow on its line. Correct the number or the list.");
        }

        return largest;
    }

    private static long ReadNumber(GraphSource source, ref LineScanner lines, string what)
        => lines.TryReadNumber(out long value) ? value
            : throw source.Error(lines.Place, $"{what} must be a whole number; found {lines.NextWord()}. A line is: id, time, number of predecessors, predecessors.");
}
