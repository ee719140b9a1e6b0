using System.Buffers.Binary;
using System.Security.Cryptography;
using Engine.Graphs;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A task graph in the making: reads, checks and plans what was given, into arrays that the graph keeps.</summary>
internal readonly struct TaskGraphDraft
{
    private readonly string _name;

    private TaskGraphDraft(string name, IReadOnlyList<TaskSpec> tasks, TaskGraphScratch scratch)
    {
        _name = name;
        Ids = new string[tasks.Count];
        ActivityOf = new ushort[tasks.Count];
        ReadIds(tasks, scratch);
        (Activities, Costs) = ReadActivities(scratch);
        Rows = ReadDependencies(scratch);
        NumberSteps(scratch);
        ContentHash = Hash(scratch.Content);
    }

    public string[] Ids { get; }

    public string[] Activities { get; }

    public ushort[] ActivityOf { get; }

    /// <summary>Null where each is 1.</summary>
    public long[]? Costs { get; }

    public TaskGraphRows Rows { get; }

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

        if (tasks.Count == 0)
        {
            throw TaskGraphErrors.NoTasks(name);
        }

        if (tasks.Count > TaskGraph.MaxTasks)
        {
            throw TaskGraphErrors.TooManyTasks(name, tasks.Count);
        }

        TaskGraphScratch scratch = TaskGraphScratch.Rent();
        try
        {
            return new TaskGraphDraft(name, tasks, scratch);
        }
        finally
        {
            TaskGraphScratch.Return(scratch);
        }
    }

    private void ReadIds(IReadOnlyList<TaskSpec> tasks, TaskGraphScratch scratch)
    {
        for (int position = 0; position < Ids.Length; position++)
        {
            TaskSpec spec = tasks[position] ?? throw TaskGraphErrors.NoId(_name, position);
            if (string.IsNullOrWhiteSpace(spec.Id))
            {
                throw TaskGraphErrors.NoId(_name, position);
            }

            if (spec.Id.Length > TaskGraph.MaxNameLength)
            {
                throw TaskGraphErrors.IdTooLong(_name, spec.Id, "The id");
            }

            if (!scratch.Positions.TryAdd(spec.Id, position))
            {
                throw TaskGraphErrors.DuplicateId(_name, spec.Id, scratch.Positions[spec.Id], position);
            }

            Ids[position] = spec.Id;
            scratch.Specs.Add(spec);
        }
    }

    private (string[] Activities, long[]? Costs) ReadActivities(TaskGraphScratch scratch)
    {
        Dictionary<string, int> numbers = scratch.Activities;
        long[]? costs = null;
        long sum = 0;
        for (int position = 0; position < Ids.Length; position++)
        {
            TaskSpec spec = scratch.Specs[position];
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
                costs = new long[Ids.Length];
                costs.AsSpan(0, position).Fill(1);
            }

            costs?[position] = spec.Cost;
        }

        return ([.. numbers.Keys], costs);
    }

    /// <summary>The rows, with those filled that go by position.</summary>
    private TaskGraphRows ReadDependencies(TaskGraphScratch scratch)
    {
        List<int> dependencies = scratch.Dependencies;
        int count = Ids.Length;
        Span<int> numbers = scratch.Numbers((2 * count) + 1);
        Span<int> offsets = numbers[..(count + 1)];
        offsets[0] = 0;

        // The last task that named each one: a repetition within one task is dropped without a set per task.
        Span<int> namedBy = numbers[(count + 1)..];
        namedBy.Fill(-1);
        for (int position = 0; position < count; position++)
        {
            IReadOnlyList<string> named = scratch.Specs[position].DependsOn ?? [];
            for (int index = 0; index < named.Count; index++)
            {
                string? dependency = named[index];
                if (dependency is null || !scratch.Positions.TryGetValue(dependency, out int earlier))
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

            offsets[position + 1] = dependencies.Count;
        }

        var rows = new TaskGraphRows(count, dependencies.Count, namedBy.Count(-1));
        offsets.CopyTo(rows.DependencyOffsets);
        dependencies.CopyTo(rows.Dependencies);
        Span<int> sinks = rows.Sinks;
        for (int position = 0, sink = 0; position < count; position++)
        {
            if (namedBy[position] < 0)
            {
                sinks[sink++] = position;
            }
        }

        return rows;
    }

    /// <summary>Numbers tasks so that each follows on those that it depends on: by level, then as given. Fills the rows that go by step.</summary>
    private void NumberSteps(TaskGraphScratch scratch)
    {
        ReadOnlySpan<int> dependencyOffsets = Rows.DependencyOffsets, dependencies = Rows.Dependencies;
        int count = Ids.Length;
        Span<int> numbers = scratch.Numbers((2 * count) + 1 + dependencies.Length);
        Span<int> offsets = numbers[..(count + 1)], targets = numbers.Slice(count + 1, dependencies.Length), stepOf = numbers[^count..];
        Turn(dependencyOffsets, dependencies, offsets, targets);
        Plan plan = scratch.Plan;
        if (!Planner.TryPlan(new DigraphView(offsets, targets), default, plan))
        {
            throw TaskGraphErrors.Cycle(_name, NamesOf(plan.Cycle));
        }

        Span<int> order = Rows.Order, successorOffsets = Rows.SuccessorOffsets, successors = Rows.Successors, predecessorCounts = Rows.PredecessorCounts;
        plan.Order.CopyTo(order);
        for (int step = 0; step < count; step++)
        {
            stepOf[order[step]] = step;
        }

        int written = 0;
        for (int step = 0; step < count; step++)
        {
            int first = written, position = order[step];
            foreach (int successor in targets[offsets[position]..offsets[position + 1]])
            {
                successors[written++] = stepOf[successor];
            }

            successors[first..written].Sort();
            successorOffsets[step + 1] = written;
            predecessorCounts[step] = dependencyOffsets[position + 1] - dependencyOffsets[position];
        }
    }

    /// <summary>The same edges by the other end, ascending in each row. O(tasks + dependencies).</summary>
    private static void Turn(ReadOnlySpan<int> dependencyOffsets, ReadOnlySpan<int> dependencies, Span<int> offsets, Span<int> targets)
    {
        offsets.Clear();
        foreach (int dependency in dependencies)
        {
            offsets[dependency + 1]++;
        }

        for (int position = 1; position < offsets.Length; position++)
        {
            offsets[position] += offsets[position - 1];
        }

        // Filled from the back, each offset goes down from where its row ends to where it begins: it stands one to the right of its own place until then.
        for (int position = dependencyOffsets.Length - 2; position >= 0; position--)
        {
            foreach (int dependency in dependencies[dependencyOffsets[position]..dependencyOffsets[position + 1]])
            {
                targets[--offsets[dependency + 1]] = position;
            }
        }

        offsets[1..].CopyTo(offsets);
        offsets[^1] = targets.Length;
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

    /// <summary>The first half of a SHA-256 over the content: graphs come from outside, and nobody shall be able to make two that pass for one.</summary>
    private UInt128 Hash(RecordBuffer content)
    {
        content.WriteCount(Ids.Length);
        content.WriteCount(Activities.Length);
        foreach (string activity in Activities)
        {
            content.WriteString(activity);
        }

        ReadOnlySpan<int> offsets = Rows.DependencyOffsets;
        for (int position = 0; position < Ids.Length; position++)
        {
            content.WriteString(Ids[position]);
            content.WriteCount(ActivityOf[position]);
            content.WriteUnmanaged(Costs is null ? 1L : Costs[position]);
            ReadOnlySpan<int> dependencies = Rows.Dependencies[offsets[position]..offsets[position + 1]];
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
