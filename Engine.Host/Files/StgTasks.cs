namespace Engine.Host.Files;

/// <summary>Gathers the tasks of a Standard Task Graph while it streams by, and checks them against its header at the end.</summary>
internal sealed class StgTasks(GraphSource source)
{
    private const int DummyCount = 2;

    private readonly List<long> _costs = [];
    private readonly EdgeCollector _edges = new();
    private long _total;

    /// <summary>The largest predecessor so far and its line: it may stand further down, so whether it exists is known only at the end.</summary>
    private (long Predecessor, long Line) _largest = (-1, 0);

    /// <summary>Reads a task, from the beginning of its line to the end of its list of predecessors.</summary>
    public void ReadTask(ref LineScanner lines)
    {
        int task = _costs.Count;
        long id = ReadNumber(ref lines, "the task's id");
        if (id != task)
        {
            throw source.Error(lines.Place, $"the task's id is {id}, but ids count up from 0 and {task} is next. Number the tasks in order.");
        }

        if (task == FileLimits.MaxTasks)
        {
            throw source.Error(lines.Place, $"there are more than {FileLimits.MaxTasks} tasks. Split the graph.");
        }

        long time = ReadNumber(ref lines, "the task's time");
        if (time is < 0 or > FileLimits.MaxPlainCost)
        {
            throw source.Error(lines.Place, $"task {task} has the time {time}. Write a time from 0 to {FileLimits.MaxPlainCost}.");
        }

        if (time > long.MaxValue - _total)
        {
            throw source.Error(lines.Place, $"with task {task} the times add up to more than {long.MaxValue}. Use a coarser unit of time.");
        }

        _costs.Add(time);
        _total += time;
        long count = ReadNumber(ref lines, "the number of predecessors");
        ReadPredecessors(ref lines, task, count);
    }

    /// <summary>Checks the tasks against the header and hands them over.</summary>
    /// <param name="announced">The first number of the file.</param>
    /// <param name="end">The place of its end.</param>
    /// <param name="format">The format's name.</param>
    public GraphFile ToGraphFile(long announced, string end, string format)
    {
        int count = _costs.Count;
        if (count != announced && count != announced + DummyCount)
        {
            throw source.Error(end, $"the first line announces {announced} tasks ({announced + DummyCount} with the two dummies), but {count} follow. Get the whole file, or correct the number.");
        }

        if (count == announced && count > 0 && _costs[^1] != 0)
        {
            throw source.Error(end, $"the first line announces {announced} tasks and {count} follow, but the last task is no dummy of time 0; the file is cut off. Get the whole file, or, if the dummies are counted in, add the last one.");
        }

        if (_largest.Predecessor >= count)
        {
            throw source.Error($"line {_largest.Line}", $"the predecessor {_largest.Predecessor} is no task: tasks are 0 to {count - 1}. Correct it or get the whole file.");
        }

        return new GraphFile
        {
            Path = source.Path,
            Format = format,
            Title = source.Name,
            TaskNames = new NumberNames(count),
            Costs = [.. _costs],
            EdgeFrom = _edges.TakeFrom(),
            EdgeTo = _edges.TakeTo(),
            Unit = CostUnit.Plain,
        };
    }

    private void ReadPredecessors(ref LineScanner lines, int task, long count)
    {
        long firstLine = lines.LineNumber, found = 0;
        while (true)
        {
            for (; !lines.AtLineEnd(); found++)
            {
                ReadPredecessor(ref lines, task);
            }

            if (found >= count || !lines.NextDataLine())
            {
                break;
            }
        }

        if (found != count)
        {
            string where = lines.LineNumber == firstLine ? "on its line" : "up to the end of a line";
            throw source.Error($"line {firstLine}", $"task {task} announces {count} predecessors, but {found} follow {where}. Correct the number or the list.");
        }
    }

    private void ReadPredecessor(ref LineScanner lines, int task)
    {
        long predecessor = ReadNumber(ref lines, "a predecessor");
        if (predecessor is < 0 or > int.MaxValue)
        {
            throw source.Error(lines.Place, $"task {task} has the predecessor {predecessor}, which is no task. Write the id of a task.");
        }

        if (predecessor > _largest.Predecessor)
        {
            _largest = (predecessor, lines.LineNumber);
        }

        if (!_edges.TryAdd((int)predecessor, task))
        {
            throw source.Error(lines.Place, $"there are more than {FileLimits.MaxEdges} edges. Split the graph.");
        }
    }

    private long ReadNumber(ref LineScanner lines, string what)
        => lines.TryReadNumber(out long value) ? value
            : throw source.Error(lines.Place, $"{what} must be a whole number; found {lines.NextWord()}. A line is: id, time, number of predecessors, predecessors.");
}
