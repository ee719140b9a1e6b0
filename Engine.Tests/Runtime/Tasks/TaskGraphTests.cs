using Engine.Graphs;
using Engine.Runtime;
using FsCheck.Xunit;

namespace Engine.Tests.Runtime.Tasks;

public class TaskGraphTests
{
    [Fact]
    public void Graph_says_what_it_was_made_of()
    {
        TaskSpec[] specs =
        [
            new("sum", "add") { DependsOn = ["left", "right", "left"], Cost = 3 },
            new("left", "fetch"),
            new("right", "fetch") { Cost = 0 },
        ];
        TaskGraph graph = TaskGraph.Create("total", specs);

        Assert.Equal(("total", 3), (graph.Name, graph.Count));
        Assert.Equal([specs[0] with { DependsOn = ["left", "right"] }, specs[1], specs[2]], graph.Tasks);
        Assert.Equal([1, 2, 0], graph.Order.ToArray());
        Assert.Equal([0], graph.Sinks.ToArray());
        Assert.Equal([0, 1, 2, -1], new[] { "sum", "left", "right", "Left" }.Select(graph.IndexOf));
        Assert.Equal(["add", "fetch", "fetch"], Enumerable.Range(0, 3).Select(graph.ActivityOf));
        Assert.Equal([1, 2], graph.Graph.Predecessors(0).ToArray());
        Assert.Equal([3L, 1, 0], graph.Graph.Costs.ToArray());
        Assert.Equal(4, graph.Plan.Span);
        Assert.True(graph.Plan.IsFrozen);
    }

    [Property(MaxTest = 200)]
    public void Order_follows_dependencies_and_the_plan(int seed)
    {
        var drawn = new RandomTasks(seed);
        TaskGraph graph = drawn.Graph;

        Assert.Equal(graph.Plan.Order.ToArray(), graph.Order.ToArray());
        var at = graph.Order.ToArray().Select((position, step) => (graph.IdOf(position), step)).ToDictionary();
        foreach (TaskSpec task in graph.Tasks)
        {
            Assert.All(task.DependsOn, earlier => Assert.True(at[earlier] < at[task.Id]));
            Assert.Equal(graph.IdOf(graph.IndexOf(task.Id)), task.Id);
        }

        Assert.True(graph.ContentEquals(TaskGraph.Create("again", [.. graph.Tasks])));
        Assert.Equal(graph.ContentHash, TaskGraph.Create("again", [.. graph.Tasks]).ContentHash);
    }

    [Fact]
    public void Content_differs_by_each_of_its_parts()
    {
        TaskSpec[] specs = [new("a", "x"), new("b", "x"), new("c", "y") { DependsOn = ["a", "b"] }];
        TaskGraph[] graphs =
        [
            TaskGraph.Create("g", specs),
            TaskGraph.Create("g", [specs[0], specs[1], specs[2] with { DependsOn = ["a"] }]),
            TaskGraph.Create("g", [specs[0], specs[1], specs[2] with { DependsOn = ["b", "a"] }]),
            TaskGraph.Create("g", [specs[0], specs[1], specs[2] with { Cost = 2 }]),
            TaskGraph.Create("g", [specs[0], specs[1], specs[2] with { Activity = "x" }]),
            TaskGraph.Create("g", [specs[0], specs[1], specs[2] with { Id = "d" }]),
            TaskGraph.Create("g", [specs[1], specs[0], specs[2]]),
            TaskGraph.Create("g", specs[..2]),
        ];

        Assert.Equal(graphs.Length, graphs.Select(static graph => graph.ContentHash).Distinct().Count());
        Assert.All(graphs[1..], other => Assert.False(graphs[0].ContentEquals(other)));
        TaskGraph renamed = TaskGraph.Create("h", specs);
        Assert.True(graphs[0].ContentEquals(renamed));

        // The same in every process: what a journal says of a graph holds in the next one.
        Assert.Equal(graphs[0].ContentHash, renamed.ContentHash);
        Assert.Equal("ad6e", graphs[0].ContentHash.ToString("x32")[..4]);
    }

    [Fact]
    public void What_was_given_may_change_later()
    {
        var dependsOn = new List<string> { "a" };
        var specs = new List<TaskSpec> { new("a", "x"), new("b", "x") { DependsOn = dependsOn } };
        TaskGraph graph = TaskGraph.Create("g", specs);
        dependsOn.Clear();
        specs.Clear();
        Assert.Equal(["a"], graph.Tasks[1].DependsOn);
    }

    [Fact]
    public void Wrong_graphs_are_refused_by_what_is_wrong()
    {
        Refused(TaskGraphFault.NoName, "needs a name", [], " ", [new("a", "x")]);
        Refused(TaskGraphFault.TooLong, "has 257 characters; choose one of up to 256", [], new string('n', 257), [new("a", "x")]);
        Refused(TaskGraphFault.NoTasks, "'g' has no tasks", [], "g", []);
        Refused(TaskGraphFault.NoId, "Task 1 of 'g' (counted from 0) has no id", [], "g", [new("a", "x"), new("", "x")]);
        Refused(TaskGraphFault.NoActivity, "Task 'a' of 'g' has no activity", ["a"], "g", [new("a", " ")]);
        Refused(TaskGraphFault.TooLong, "is longer than 256 characters", [new string('a', 256) + "..."], "g", [new(new string('a', 257), "x")]);
        Refused(TaskGraphFault.TooLong, "The activity of task 'a'", ["a"], "g", [new("a", new string('x', 257))]);
        Refused(TaskGraphFault.BadCost, "Task 'a' of 'g' costs -1; choose 0 or more", ["a"], "g", [new("a", "x") { Cost = -1 }]);
        Refused(TaskGraphFault.BadCost, "add up to more than", ["b"], "g", [new("a", "x"), new("b", "x") { Cost = long.MaxValue }]);
        Refused(TaskGraphFault.DuplicateId, "Tasks 0 and 2 of 'g' (counted from 0) have the same id 'a'", ["a"], "g", [new("a", "x"), new("b", "x"), new("a", "x")]);
        Refused(TaskGraphFault.SelfDependency, "Task 'a' of 'g' depends on itself", ["a"], "g", [new("a", "x") { DependsOn = ["a"] }]);
        Refused(TaskGraphFault.UnknownDependency, "depends on 'nothing', which is no task of it; add it", ["a", "nothing"], "g", [new("a", "x") { DependsOn = ["nothing"] }]);
        TaskGraphException near = Refused(
            TaskGraphFault.UnknownDependency, "depends on 'fetsh', which is no task of it; did you mean 'fetch'?", ["parse", "fetsh"], "g", [new("fetch", "x"), new("parse", "x") { DependsOn = ["fetsh"] }]);
        Assert.Equal("fetch", near.Suggestion);
        TaskGraphException cycle = Refused(
            TaskGraphFault.Cycle,
            "Tasks of 'g' wait for each other: b -> c -> d -> b. Take one of these dependencies out.",
            ["b", "c", "d"],
            "g",
            [new("a", "x"), new("b", "x") { DependsOn = ["a", "d"] }, new("c", "x") { DependsOn = ["b"] }, new("d", "x") { DependsOn = ["c"] }]);
        Assert.Null(cycle.Suggestion);
    }

    [Fact]
    public void Limits_are_those_that_are_said()
    {
        TaskSpec[] most = [.. Enumerable.Range(0, TaskGraph.MaxTasks).Select(static i => new TaskSpec($"t{i}", "x"))];
        Assert.Equal(TaskGraph.MaxTasks, TaskGraph.Create("g", most).Count);
        Refused(TaskGraphFault.TooManyTasks, "has 10001 tasks, and 10000 is the limit", [], "g", [.. most, new TaskSpec("more", "x")]);

        string[] first = [.. most[..2000].Select(static spec => spec.Id)];
        TaskSpec[] dense = [.. most[..2000], .. most[2000..2500].Select(spec => spec with { DependsOn = first })];
        TaskGraph full = TaskGraph.Create("g", dense);
        Assert.Equal(TaskGraph.MaxDependencies, full.Graph.EdgeCount);
        Refused(TaskGraphFault.TooManyDependencies, "has more than 1000000 dependencies", [], "g", [.. dense, most[2500] with { DependsOn = ["t0"] }]);
    }

    [Fact]
    public void Deep_and_wide_graphs_need_no_stack()
    {
        TaskSpec[] chain = [.. Enumerable.Range(0, TaskGraph.MaxTasks).Select(static i => new TaskSpec($"t{i}", "x") { DependsOn = i == 0 ? [] : [$"t{i - 1}"] })];
        Assert.Equal(TaskGraph.MaxTasks, TaskGraph.Create("chain", chain).Plan.LevelCount);

        chain[0] = chain[0] with { DependsOn = [$"t{TaskGraph.MaxTasks - 1}"] };
        TaskGraphException ring = Assert.Throws<TaskGraphException>(() => TaskGraph.Create("ring", chain));
        Assert.Equal(TaskGraph.MaxTasks, ring.Tasks.Count);
        Assert.Contains("(9980 more) -> t0", ring.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graph_whose_list_makes_another_graph_when_it_is_read_is_what_it_is_alone()
    {
        TaskSpec[] specs = [new("a", "x"), new("b", "y") { DependsOn = ["a"] }, new("c", "x") { DependsOn = ["a", "b"] }];
        TaskGraph alone = TaskGraph.Create("g", specs);
        List<TaskGraph> others = [];
        TaskGraph between = TaskGraph.Create("g", new ReadList(specs, position => others.Add(TaskGraph.Create("other", [new TaskSpec($"b{position}", "z"), new TaskSpec("a", "y") { DependsOn = [$"b{position}"] }]))));

        Assert.True(alone.ContentEquals(between));
        Assert.Equal(alone.Order.ToArray(), between.Order.ToArray());
        Assert.Equal(3, others.Count);
        Assert.All(others, static other => Assert.Equal([0, 1], other.Order.ToArray()));
    }

    [Fact]
    public void Graph_made_after_one_that_was_refused_is_what_it_is_alone()
    {
        TaskSpec[] specs = [new("a", "x"), new("b", "y") { DependsOn = ["a"] }];
        TaskGraph before = TaskGraph.Create("g", specs);
        Assert.Throws<TaskGraphException>(() => TaskGraph.Create("g", [new TaskSpec("a", "x") { DependsOn = ["b"] }, new TaskSpec("b", "z") { DependsOn = ["a"] }]));
        Assert.Throws<TaskGraphException>(() => TaskGraph.Create("g", [new TaskSpec("a", "x"), new TaskSpec("a", "z")]));
        TaskGraph after = TaskGraph.Create("g", specs);
        Assert.Equal(before.ContentHash, after.ContentHash);
        Assert.True(before.ContentEquals(after));
    }

    [Fact]
    public void Making_a_graph_takes_the_memory_that_it_keeps()
    {
        const int Count = 100, Dependencies = 99, Sinks = 1;
        TaskSpec[] chain = [.. Enumerable.Range(0, Count).Select(static i => new TaskSpec($"t{i}", i % 2 == 0 ? "x" : "y") { DependsOn = i == 0 ? [] : [$"t{i - 1}"] })];
        TaskGraph graph = TaskGraph.Create("g", chain);
        long bytes = Allocations.Of(() => graph = TaskGraph.Create("g", chain)) / 10;
        Assert.Equal(Count, graph.Count);

        // Ids and activities by task, the names of activities, the rows, and the graph itself.
        const long Arrays = (24 + (8 * Count)) + (24 + (2 * Count)) + (24 + (8 * 2)) + (24 + (4 * ((4 * Count) + 2 + (2 * Dependencies) + Sinks)));
        Assert.InRange(bytes, Arrays, Arrays + 200);
    }

    private static TaskGraphException Refused(TaskGraphFault fault, string says, string[] tasks, string name, TaskSpec[] specs)
    {
        TaskGraphException exception = Assert.Throws<TaskGraphException>(() => TaskGraph.Create(name, specs));
        Assert.Equal(fault, exception.Fault);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        Assert.Equal(tasks, exception.Tasks);
        return exception;
    }

    /// <summary>A list that does something whenever an element is read.</summary>
    private sealed class ReadList(TaskSpec[] specs, Action<int> read) : IReadOnlyList<TaskSpec>
    {
        public int Count => specs.Length;

        public TaskSpec this[int index]
        {
            get
            {
                read(index);
                return specs[index];
            }
        }

        public IEnumerator<TaskSpec> GetEnumerator() => specs.AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
