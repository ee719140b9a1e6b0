using Engine.Graphs;
using Engine.Internal;

namespace Engine.Runtime;

/// <summary>
/// A workflow that arrives at run time: tasks by name, what each depends on, and the activity that does it. Immutable, checked and planned when it is
/// made; any number of hosts and threads may share it.
/// </summary>
/// <remarks>
/// A task gets the input of the run and the results of those that it depends on, and starts when they have all ended. About 40 bytes per task and 12 per
/// dependency beside the ids; <see cref="Graph"/> and <see cref="Plan"/> are made when they are first asked for.
/// </remarks>
/// <example><code>
/// TaskGraph graph = TaskGraph.Create("report",
/// [
///     new TaskSpec("fetch", "http-get"),
///     new TaskSpec("parse", "parse-csv") { DependsOn = ["fetch"] },
///     new TaskSpec("sum", "add-up") { DependsOn = ["parse"] },
/// ]);
/// </code></example>
public sealed class TaskGraph
{
    /// <summary>The most tasks of a graph.</summary>
    public const int MaxTasks = 10_000;

    /// <summary>The most dependencies of all tasks of a graph together.</summary>
    public const int MaxDependencies = 1_000_000;

    /// <summary>The longest name of a graph, id of a task or name of an activity, in UTF-16 units.</summary>
    public const int MaxNameLength = 256;

    private readonly string[] _ids;
    private readonly string[] _activities;
    private readonly ushort[] _activityOf;
    private readonly long[]? _costs;
    private readonly TaskGraphRows _rows;
    private TaskSpecList? _tasks;
    private Digraph? _graph;
    private Plan? _plan;
    private ushort[]? _byId;

    private TaskGraph(string name, in TaskGraphDraft draft)
    {
        Name = name;
        _ids = draft.Ids;
        _activities = draft.Activities;
        _activityOf = draft.ActivityOf;
        _costs = draft.Costs;
        _rows = draft.Rows;
        ContentHash = draft.ContentHash;
    }

    /// <summary>Its name: unique in a host, and what its runs are found by in the next process.</summary>
    public string Name { get; }

    /// <summary>How many tasks there are.</summary>
    public int Count => _ids.Length;

    /// <summary>The tasks as they were given. Each is made when it is read: keep it if you need it twice.</summary>
    public IReadOnlyList<TaskSpec> Tasks => _tasks ??= new TaskSpecList(this);

    /// <summary>The positions of the tasks in the order in which a run numbers them, by level, then as given: step i of a <see cref="RunSnapshot"/> is task Order[i].</summary>
    public ReadOnlySpan<int> Order => _rows.Order;

    /// <summary>The positions of the tasks that no other depends on, ascending: their results are the run's.</summary>
    public ReadOnlySpan<int> Sinks => _rows.Sinks;

    /// <summary>A hash of the tasks in their order, with ids, activities, dependencies and costs, but not of the name. The same in every process.</summary>
    public UInt128 ContentHash { get; }

    /// <summary>The tasks as nodes: node i is <c>Tasks[i]</c>. For plans and pictures. Made on first use, O(tasks + dependencies).</summary>
    public Digraph Graph => _graph ??= NewGraph();

    /// <summary>The plan of <see cref="Graph"/>, frozen. Made on first use, O(tasks + dependencies).</summary>
    public Plan Plan => _plan ??= NewPlan();

    /// <summary>By step: where its successors begin.</summary>
    internal ReadOnlySpan<int> SuccessorOffsets => _rows.SuccessorOffsets;

    /// <summary>The steps that follow on each step, ascending in each row.</summary>
    internal ReadOnlySpan<int> Successors => _rows.Successors;

    /// <summary>By step: how many tasks it depends on.</summary>
    internal ReadOnlySpan<int> PredecessorCounts => _rows.PredecessorCounts;

    /// <summary>The names of all activities, each once.</summary>
    internal ReadOnlySpan<string> Activities => _activities;

    /// <summary>Checks tasks and plans them. O(tasks + dependencies).</summary>
    /// <param name="name">The graph's name, 1 to <see cref="MaxNameLength"/> characters.</param>
    /// <param name="tasks">1 to <see cref="MaxTasks"/> of them, in any order. They are read now, and may change later.</param>
    /// <exception cref="TaskGraphException">Something is wrong with them: the first that was found.</exception>
    public static TaskGraph Create(string name, IReadOnlyList<TaskSpec> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        TaskGraphDraft draft = TaskGraphDraft.Of(name, tasks);
        return new TaskGraph(name, in draft);
    }

    /// <summary>The id of a task.</summary>
    /// <param name="position">Its position in <see cref="Tasks"/>.</param>
    public string IdOf(int position) => _ids[position];

    /// <summary>The activity of a task.</summary>
    /// <param name="position">Its position in <see cref="Tasks"/>.</param>
    public string ActivityOf(int position) => _activities[_activityOf[position]];

    /// <summary>The position of a task by its id; -1 where there is none. O(log tasks), after O(tasks log tasks) the first time.</summary>
    public int IndexOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        ushort[] byId = _byId ??= SortIds();
        int low = 0, high = byId.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_ids[byId[middle]], id);
            if (order == 0)
            {
                return byId[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Whether both have the same tasks, in the same order; names may differ. O(tasks + dependencies).</summary>
    public bool ContentEquals(TaskGraph other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ContentHash == other.ContentHash && _ids.AsSpan().SequenceEqual(other._ids) && _activities.AsSpan().SequenceEqual(other._activities)
            && _activityOf.AsSpan().SequenceEqual(other._activityOf) && _costs.AsSpan().SequenceEqual(other._costs)
            && _rows.DependencyOffsets.SequenceEqual(other._rows.DependencyOffsets) && _rows.Dependencies.SequenceEqual(other._rows.Dependencies);
    }

    /// <summary>The positions of the tasks that one depends on, as given.</summary>
    internal ReadOnlySpan<int> DependenciesOf(int position)
    {
        ReadOnlySpan<int> offsets = _rows.DependencyOffsets;
        return _rows.Dependencies[offsets[position]..offsets[position + 1]];
    }

    /// <summary>The number of a task's activity among <see cref="Activities"/>.</summary>
    internal int ActivityNumberOf(int position) => _activityOf[position];

    /// <summary>The position of a task by its id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    internal int PositionOf(string id)
    {
        int position = IndexOf(id);
        if (position < 0)
        {
            TaskGraphErrors.ThrowNoTask(Name, id);
        }

        return position;
    }

    /// <summary>The id of the first task that an activity does.</summary>
    internal string FirstTaskOf(int activityNumber) => _ids[_activityOf.AsSpan().IndexOf((ushort)activityNumber)];

    internal TaskSpec SpecOf(int position)
    {
        ReadOnlySpan<int> dependencies = DependenciesOf(position);
        string[] ids = dependencies.IsEmpty ? [] : new string[dependencies.Length];
        for (int index = 0; index < ids.Length; index++)
        {
            ids[index] = _ids[dependencies[index]];
        }

        return new TaskSpec(_ids[position], ActivityOf(position)) { DependsOn = ids, Cost = _costs is null ? 1 : _costs[position] };
    }

    private Digraph NewGraph()
    {
        ReadOnlySpan<int> offsets = _rows.DependencyOffsets, dependencies = _rows.Dependencies;
        int[] to = new int[dependencies.Length];
        for (int position = 0; position < Count; position++)
        {
            to.AsSpan(offsets[position]..offsets[position + 1]).Fill(position);
        }

        return Digraph.FromEdges(Count, dependencies, to, _costs, withPredecessors: true);
    }

    private Plan NewPlan()
    {
        var plan = new Plan();
        Planner.Plan(Graph, plan);
        return plan.Freeze();
    }

    private ushort[] SortIds()
    {
        ushort[] byId = new ushort[Count];
        for (int position = 0; position < byId.Length; position++)
        {
            byId[position] = (ushort)position;
        }

        Array.Sort(byId, (left, right) => string.CompareOrdinal(_ids[left], _ids[right]));
        return byId;
    }
}
