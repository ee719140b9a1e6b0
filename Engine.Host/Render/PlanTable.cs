using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Insights;

namespace Engine.Host.Render;

/// <summary>A plan for a person to read: what the graph is, what its end waits for, and how many workers pay off.</summary>
internal sealed class PlanTable
{
    private const int MaxPathNamesAtEachEnd = 6, MaxBottlenecks = 6, MaxNameWidth = 44;

    private readonly TextWriter _output;
    private readonly TextStyle _style;
    private readonly GraphFile _file;
    private readonly Digraph _graph;
    private readonly Plan _plan;
    private readonly string _prefix;

    public PlanTable(TextWriter output, TextStyle style, GraphFile file, Digraph graph, Plan plan)
    {
        (_output, _style, _file, _graph, _plan) = (output, style, file, graph, plan);
        _prefix = CommonPrefix.Of(file.TaskNames);
    }

    /// <summary>Title and key figures; the last two where they were asked for.</summary>
    public void WriteSummary(int? reducedEdgeCount, int? maxParallelism)
    {
        _output.WriteLine(_style.Heading(TextTable.Shorten(_file.Title, TextTable.LineWidth)));
        _output.WriteLine(TextTable.Shorten($"{_file.Format}, {_file.Path}", TextTable.LineWidth));
        _output.WriteLine();
        if (_prefix.Length != 0)
        {
            _output.WriteLine($"All names begin with {TextTable.Shorten(_prefix, TextTable.LineWidth - 40)}, left out below.");
        }

        WriteFigure("Tasks", CostText.Count(_graph.NodeCount), TasksRemark());
        WriteFigure("Edges", CostText.Count(_graph.EdgeCount), _graph.DuplicateEdgeCount == 0 ? "" : $"{CostText.Count(_graph.DuplicateEdgeCount, "duplicate")} merged");
        if (reducedEdgeCount is { } kept)
        {
            WriteFigure("Needed", CostText.Count(kept), "edges; the others follow from these");
        }

        if (_graph.NodeCount == 0)
        {
            return;
        }

        WriteFigure("Levels", CostText.Count(_plan.LevelCount), LevelsRemark());
        if (maxParallelism is { } antichain)
        {
            WriteFigure("Antichain", CostText.Count(antichain), "tasks at most can run at the same time");
        }

        WriteFigure("Work", Time(_plan.Work), "one worker takes this long");
        WriteFigure("Critical path", Time(_plan.Span), "no number of workers is faster");
        WriteFigure("Parallelism", CostText.Ratio(_plan.Parallelism), "work / critical path: workers kept busy on average");
    }

    /// <summary>The names along the critical path, the middle of a long one left out.</summary>
    public void WriteCriticalPath()
    {
        ReadOnlySpan<int> path = _plan.CriticalPath;
        WriteHeading($"Critical path: {CostText.Count(path.Length, "task")}, {Time(_plan.Span)}");
        var words = new List<string>();
        for (int i = 0; i < path.Length; i++)
        {
            bool leaveOut = path.Length > 2 * MaxPathNamesAtEachEnd && i == MaxPathNamesAtEachEnd;
            if (leaveOut)
            {
                int next = path.Length - MaxPathNamesAtEachEnd;
                words.Add($"... {CostText.Count(next - i)} more ...");
                i = next;
            }

            words.Add(Name(path[i]));
        }

        WriteWrapped(words, " ->");
    }

    /// <summary>The tasks that are worth making faster, and those with the most neighbours.</summary>
    public void WriteBottlenecks()
    {
        int fanOut = LargestDegree(_plan.OutDegrees), fanIn = LargestDegree(_plan.InDegrees);
        if (HasEqualCosts())
        {
            // Each task of the path matters as much as the next one: the rows would all be alike.
            if (_plan.OutDegrees[fanOut] > 1 || _plan.InDegrees[fanIn] > 1)
            {
                WriteHeading("Bottlenecks: the tasks with the most neighbours, since all take the same time");
                WriteLargestDegree(_plan.OutDegrees, fanOut, "Largest fan-out", "feeds");
                WriteLargestDegree(_plan.InDegrees, fanIn, "Largest fan-in", "waits for");
            }

            return;
        }

        WriteHeading("Bottlenecks: the tasks of the critical path that matter most");
        List<Bottleneck> bottlenecks = Bottleneck.FindLargest(_graph, _plan, MaxBottlenecks);
        if (bottlenecks.Count != 0)
        {
            var table = new TextTable(0, "Task", "Time", "Of path", "Saves", "Waits for", "Feeds");
            foreach (Bottleneck bottleneck in bottlenecks)
            {
                table.Add(
                    _file.TaskNames[bottleneck.Task][_prefix.Length..],
                    Time(bottleneck.Cost),
                    CostText.Percent((double)bottleneck.Cost / _plan.Span),
                    Time(bottleneck.Savings),
                    CostText.Count(_plan.InDegrees[bottleneck.Task]),
                    CostText.Count(_plan.OutDegrees[bottleneck.Task]));
            }

            table.Write(_output, _style);
            _output.WriteLine("  Saves: how much shorter the critical path would be if this task took no time.");
            if (bottlenecks[0].Savings == 0)
            {
                _output.WriteLine("  None saves anything alone: several paths are equally long.");
            }
        }

        WriteLargestDegree(_plan.OutDegrees, fanOut, "Largest fan-out", "feeds");
        WriteLargestDegree(_plan.InDegrees, fanIn, "Largest fan-in", "waits for");
    }

    /// <summary>The makespan on each number of workers against the least that is possible.</summary>
    public void WriteMakespans(IEnumerable<Schedule> schedules)
    {
        WriteHeading("Makespan by number of workers");
        var table = new TextTable(-1, "Workers", "Makespan", "Lower bound", "Above it", "Speed-up", "Efficiency");
        int enough = 0;
        foreach (Schedule schedule in schedules)
        {
            double above = schedule.LowerBound == 0 ? 0 : ((double)schedule.Makespan / schedule.LowerBound) - 1;
            double speedUp = schedule.Makespan == 0 ? 1 : (double)_plan.Work / schedule.Makespan;
            table.Add(
                CostText.Count(schedule.WorkerCount),
                Time(schedule.Makespan),
                Time(schedule.LowerBound),
                above == 0 ? "optimal" : CostText.Percent(above),
                CostText.Ratio(speedUp),
                CostText.Percent(schedule.Utilization));
            if (schedule.Makespan == _plan.Span && (enough == 0 || schedule.WorkerCount < enough))
            {
                enough = schedule.WorkerCount;
            }
        }

        table.Write(_output, _style);
        if (enough != 0)
        {
            _output.WriteLine($"  With {CostText.Count(enough, "worker")} the makespan is the critical path: more workers gain nothing.");
        }
    }

    private string Time(long cost) => CostText.Cost(cost, _file.Unit);

    private string Name(int task) => TextTable.Shorten(_file.TaskNames[task][_prefix.Length..], MaxNameWidth);

    private void WriteHeading(string text)
    {
        _output.WriteLine();
        _output.WriteLine(_style.Heading(text));
    }

    private void WriteFigure(string what, string value, string remark)
        => _output.WriteLine($"  {what,-13} {value,11}   {remark}".TrimEnd());

    private string TasksRemark()
    {
        int count = SeparateParts.Count(_graph);
        return count <= 1 ? "" : $"in {CostText.Count(count, "part")} that share no edge";
    }

    private string LevelsRemark()
    {
        int widest = 0;
        while (_plan.LevelWidth(widest) < _plan.MaxLevelWidth)
        {
            widest++;
        }

        return $"the widest, level {CostText.Count(widest)}, has {CostText.Count(_plan.MaxLevelWidth, "task")}";
    }

    private bool HasEqualCosts()
    {
        ReadOnlySpan<long> costs = _graph.Costs;
        return costs.IsEmpty || !costs.ContainsAnyExcept(costs[0]);
    }

    private static int LargestDegree(ReadOnlySpan<int> degrees)
    {
        int largest = 0;
        for (int node = 1; node < degrees.Length; node++)
        {
            largest = degrees[node] > degrees[largest] ? node : largest;
        }

        return largest;
    }

    private void WriteLargestDegree(ReadOnlySpan<int> degrees, int largest, string what, string verb)
    {
        if (degrees[largest] > 1)
        {
            _output.WriteLine($"  {what}: {Name(largest)} {verb} {CostText.Count(degrees[largest], "task")}.");
        }
    }

    private void WriteWrapped(List<string> words, string separator)
    {
        string line = " ";
        for (int i = 0; i < words.Count; i++)
        {
            string word = i + 1 < words.Count ? words[i] + separator : words[i];
            if (DisplayText.Columns(line) + 1 + DisplayText.Columns(word) > TextTable.LineWidth && line.Length > 1)
            {
                _output.WriteLine(line);
                line = " ";
            }

            line += " " + word;
        }

        if (line.Length > 1)
        {
            _output.WriteLine(line);
        }
    }
}
