using Engine.Graphs;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>What the writers of pictures ask about a planned file: names, costs in words, who is on the critical path.</summary>
internal sealed class ReportData
{
    /// <summary>How many shades of cost there are.</summary>
    public const int ShadeCount = 7;

    private const int NotCritical = -2;

    // The next node of the critical path, -1 for its last one.
    private readonly int[] _criticalNext;

    public ReportData(GraphFile file, Digraph graph, Plan plan)
    {
        File = file;
        Graph = graph;
        Plan = plan;
        NamePrefix = CommonPrefix.Of(file.TaskNames);
        _criticalNext = new int[graph.NodeCount];
        Array.Fill(_criticalNext, NotCritical);
        ReadOnlySpan<int> path = plan.CriticalPath;
        for (int i = 0; i < path.Length; i++)
        {
            _criticalNext[path[i]] = i + 1 < path.Length ? path[i + 1] : -1;
        }

        MinCost = long.MaxValue;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            MaxCost = Math.Max(MaxCost, graph.Cost(node));
            MinCost = Math.Min(MinCost, graph.Cost(node));
        }

        MinCost = Math.Min(MinCost, MaxCost);
    }

    /// <summary>The status of each task of a run, a word; null where there is no run.</summary>
    public IReadOnlyList<string>? States { get; init; }

    public GraphFile File { get; }

    public Digraph Graph { get; }

    public Plan Plan { get; }

    /// <summary>The workflow's name as one line of visible text.</summary>
    public string Title => DisplayText.Clean(File.Title);

    /// <summary>The cost of the longest task, 0 without tasks.</summary>
    public long MaxCost { get; }

    /// <summary>The cost of the shortest task, 0 without tasks.</summary>
    public long MinCost { get; }

    /// <summary>Whether costs say something: the file has them and they differ.</summary>
    public bool HasCosts => MaxCost != MinCost || File.Costs.Length != 0;

    public bool IsCritical(int node) => _criticalNext[node] != NotCritical;

    public bool IsCriticalEdge(int from, int to) => _criticalNext[from] == to;

    /// <summary>A task's name as one line of visible text.</summary>
    public string Name(int node, int maxLength = DisplayText.MaxNameLength) => DisplayText.Clean(File.TaskNames[node], maxLength);

    /// <summary>What all names begin with; labels leave it out.</summary>
    public string NamePrefix { get; }

    /// <summary>A task's name without what all names begin with, as one line of visible text.</summary>
    public string Label(int node, int maxLength = DisplayText.MaxNameLength) => DisplayText.Clean(File.TaskNames[node][NamePrefix.Length..], maxLength);

    /// <summary>A task's cost in words.</summary>
    public string Cost(int node) => CostText.Cost(Graph.Cost(node), File.Unit);

    /// <summary>A time in words.</summary>
    public string Time(long time) => CostText.Cost(time, File.Unit);

    /// <summary>
    /// How dark a task is drawn, from 0 to ShadeCount - 1, growing with the square root of its cost: recorded times differ by
    /// orders of magnitude, and linear shades would leave all but a few tasks white.
    /// </summary>
    public int Shade(int node) => MaxCost == 0 ? 0 : (int)Math.Round(Math.Sqrt((double)Graph.Cost(node) / MaxCost) * (ShadeCount - 1));

    /// <summary>Name and times of a task, for a tooltip.</summary>
    public string Describe(int node, int maxNameLength = DisplayText.MaxNameLength)
    {
        long start = Plan.EarliestStart[node], slack = Plan.Slack(node);
        return $"{Name(node, maxNameLength)}\ncost {Cost(node)}\nlevel {Plan.Levels[node]}, starts at {Time(start)} at the earliest, "
            + (IsCritical(node) ? "on the critical path" : slack == 0 ? "no slack" : $"slack {Time(slack)}");
    }
}
