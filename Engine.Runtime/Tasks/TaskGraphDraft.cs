using System.Buffers.Binary;
using System.Security.Cryptography;
using Engine.Graphs;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A task graph in the making: reads, checks and plans what was given, into arrays that the graph keeps.</summary>
internal readonly struct TaskGraphDraft
{
    /// <summary>Up to so many tasks a graph is made with what its thread keeps for this; a larger one must not leave its size behind.</summary>
    private const int KeptTasks = 1_000;

    [ThreadStatic]
    private static Plan? _planOfThread;

    [ThreadStatic]
    private static RecordBuffer? _contentOfThread;

    private readonly string _name;

    private TaskGraphDraft(string name, IReadOnlyList<TaskSpec> tasks)
    {
        _name = name;
        int count = tasks.Count;
        Ids = new string[count];
        ActivityOf = new ushort[count];
        DependencyOffsets = new int[count + 1];
        var specs = new TaskSpec[count];
        Dictionary<string, int> positions = ReadIds(tasks, specs);
        (Activities, Costs) = ReadActivities(specs);
        Dependencies = ReadDependencies(specs, positions);
        (Order, SuccessorOffsets, Successors, PredecessorCounts) = NumberSteps();
        Sinks = FindSinks();
        ContentHash = Hash();
    }

    public string[] Ids { get; }

    public string[] Activities { get; }

    public ushort[] ActivityOf { get; }

    /// <summary>Null where each is 1.</summary>
    public long[]? Costs { get; }

    public int[] DependencyOffsets { get; }

    public int[] Dependencies { get; }

    public int[] Order { get; }

    public int[] Sinks { get; }

    public int[] SuccessorOffsets { get; }

    public int[] Successors { get; }

    public int[] PredecessorCounts { get; }

    public UInt128 ContentHash { get; }

    public static TaskGraphDraft Of(string name, IReadOnlyList<TaskSpec> tasks)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw TaskGraphErrors.NoName();
        }

        if (name.Length > TaskGraph.MaxNameLength)
        {
            throw TaskGraphErrors.NameTooLong(name);
        }

        return tasks.Count switch
        {
            0 => throw TaskGraphErrors.NoTasks(name),
            > TaskGraph.MaxTasks => throw TaskGraphErrors.TooManyTasks(name, tasks.Count),
            _ => new TaskGraphDraft(name, tasks),
        };
    }

    private Dictionary<string, int> ReadIds(IReadOnlyList<TaskSpec> tasks, TaskSpec[] specs)
    {
        var positions = new Dictionary<string, int>(specs.Length, StringComparer.Ordinal);
        for (int position = 0; position < specs.Length; position++)
        {
            TaskSpec spec = specs[position] = tasks[position] ?? throw TaskGraphErrors.NoId(_name, position);
            if (string.IsNullOrWhiteSpace(spec.Id))
            {
                throw TaskGraphErrors.NoId(_name, position);
            }

            if (spec.Id.Length > TaskGraph.MaxNameLength)
            {
                throw TaskGraphErrors.IdTooLong(_name, spec.Id, "The id");
            }

            if (!positions.TryAdd(spec.Id, position))
            {
                throw TaskGraphErrors.DuplicateId(_name, spec.Id, positions[spec.Id], position);
            }

            Ids[position] = spec.Id;
        }

        return positions;
    }

    private (string[] Activities, long[]? Costs) ReadActivities(TaskSpec[] specs)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        long[]? costs = null;
        long sum = 0;
        for (int position = 0; position < specs.Length; position++)
        {
            TaskSpec spec = specs[position];
            if (string.IsNullOrWhiteSpace(spec.Activity))
            {
                throw TaskGraphErrors.NoActivity(_name, spec.Id);
            }

            if (spec.Activity.Length > TaskGraph.MaxNameLength)
            {
                throw TaskGraphErrors.IdTooLong(_name, spec.Id, "The activity");
            }

            if (!numbers.TryGetValue(spec.Activity, out int number))
            {
                number = numbers.Count;
                numbers.Add(spec.Activity, number);
            }

            ActivityOf[position] = (ushort)number;
            if (spec.Cost < 0 || spec.Cost > long.MaxValue - sum)
            {
                throw TaskGraphErrors.BadCost(_name, spec.Id, spec.Cost);
            }

            sum += spec.Cost;
            if (spec.Cost != 1 && costs is null)
            {
                costs = new long[specs.Length];
                costs.AsSpan(0, position).Fill(1);
            }

            costs?[position] = spec.Cost;
        }

        return ([.. numbers.Keys], costs);
    }

    private int[] ReadDependencies(TaskSpec[] specs, Dictionary<string, int> positions)
    {
        var dependencies = new List<int>(specs.Length);

        // The last task that named each one: a repetition within one task is dropped without a set per task.
        int[] namedBy = new int[specs.Length];
        namedBy.AsSpan().Fill(-1);
        for (int position = 0; position < specs.Length; position++)
        {
            foreach (string dependency in specs[position].DependsOn ?? [])
            {
                if (dependency is null || !positions.TryGetValue(dependency, out int earlier))
                {
                    throw TaskGraphErrors.UnknownDependency(_name, Ids[position], dependency ?? "", NameSuggestion.Find(dependency ?? "", Ids));
                }

                if (earlier == position)
                {
                    throw TaskGraphErrors.SelfDependency(_name, Ids[position]);
                }

                if (namedBy[earlier] != position)
                {
                    namedBy[earlier] = position;
                    dependencies.Add(earlier);
                }

                if (dependencies.Count > TaskGraph.MaxDependencies)
                {
                    throw TaskGraphErrors.TooManyDependencies(_name);
                }
            }

            DependencyOffsets[position + 1] = dependencies.Count;
        }

        return [.. dependencies];
    }

    /// <summary>Numbers tasks so that each follows on those that it depends on: by level, then as given.</summary>
    private (int[] Order, int[] SuccessorOffsets, int[] Successors, int[] PredecessorCounts) NumberSteps()
    {
        int count = Ids.Length;
        int[] to = new int[Dependencies.Length];
        for (int position = 0; position < count; position++)
        {
            to.AsSpan(DependencyOffsets[position]..DependencyOffsets[position + 1]).Fill(position);
        }

        Digraph graph = Digraph.FromEdges(count, Dependencies, to);
        Plan plan = count > KeptTasks ? new Plan() : _planOfThread ??= new Plan();
        if (!Planner.TryPlan(graph, plan))
        {
            throw TaskGraphErrors.Cycle(_name, NamesOf(plan.Cycle));
        }

        int[] order = plan.Order.ToArray(), stepOf = new int[count];
        for (int step = 0; step < count; step++)
        {
            stepOf[order[step]] = step;
        }

        int[] successorOffsets = new int[count + 1], successors = new int[Dependencies.Length], predecessorCounts = new int[count];
        int written = 0;
        for (int step = 0; step < count; step++)
        {
            int first = written;
            foreach (int successor in graph.Successors(order[step]))
            {
                successors[written++] = stepOf[successor];
            }

            successors.AsSpan(first..written).Sort();
            successorOffsets[step + 1] = written;
            predecessorCounts[step] = graph.InDegrees[order[step]];
        }

        return (order, successorOffsets, successors, predecessorCounts);
    }

    private string[] NamesOf(ReadOnlySpan<int> positions)
    {
        string[] names = new string[positions.Length];
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = Ids[positions[index]];
        }

        return names;
    }

    private int[] FindSinks()
    {
        var sinks = new List<int>();
        for (int step = 0; step < Order.Length; step++)
        {
            if (SuccessorOffsets[step] == SuccessorOffsets[step + 1])
            {
                sinks.Add(Order[step]);
            }
        }

        sinks.Sort();
        return [.. sinks];
    }

    /// <summary>The first half of a SHA-256 over the content: graphs come from outside, and nobody shall be able to make two that pass for one.</summary>
    private UInt128 Hash()
    {
        RecordBuffer content = Ids.Length > KeptTasks ? new RecordBuffer() : _contentOfThread ??= new RecordBuffer();
        content.Clear();
        content.WriteCount(Ids.Length);
        content.WriteCount(Activities.Length);
        foreach (string activity in Activities)
        {
            content.WriteString(activity);
        }

        for (int position = 0; position < Ids.Length; position++)
        {
            content.WriteString(Ids[position]);
            content.WriteCount(ActivityOf[position]);
            content.WriteUnmanaged(Costs is null ? 1L : Costs[position]);
            ReadOnlySpan<int> dependencies = Dependencies.AsSpan(DependencyOffsets[position]..DependencyOffsets[position + 1]);
            content.WriteCount(dependencies.Length);
            foreach (int dependency in dependencies)
            {
                content.WriteCount(dependency);
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content.Written, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
