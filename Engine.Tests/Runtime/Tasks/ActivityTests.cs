using System.Text;
using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Tasks;

public class ActivityTests
{
    private static readonly ActivityBody Nothing = static (_, _) => default;

    [Fact]
    public void Table_finds_what_was_added_and_nothing_else()
    {
        var table = new ActivityTable();
        table.Add("b", Nothing);
        table.Add("a", Nothing);
        Assert.True(table.TryFind("a", out ActivityBody? body));
        Assert.Same(Nothing, body);
        Assert.False(table.TryFind("A", out _));
        Assert.Equal(["b", "a"], table.Names);
        Assert.Contains("'a' in the table already", Assert.Throws<ArgumentException>(() => table.Add("a", Nothing)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => table.Add(" ", Nothing));
        Assert.Throws<ArgumentException>(() => table.Add(new string('n', 257), Nothing));
        Assert.Throws<ArgumentNullException>(() => table.Add("c", null!));
    }

    [Fact]
    public async Task Marked_methods_of_a_class_run_whatever_they_return()
    {
        var texts = new Texts("hello");
        var table = new ActivityTable();
        table.Add(texts);
        Assert.Equal(["greet", "upper", "count", "rest", "at once", "join"], table.Names);
        TaskGraph graph = TaskGraph.Create(
            "g",
            [
                new TaskSpec("greet", "greet"),
                new TaskSpec("upper", "upper") { DependsOn = ["greet"] },
                .. new[] { "count", "rest", "at once" }.Select(static name => new TaskSpec(name, name) { DependsOn = ["upper"] }),
                new TaskSpec("all", "join") { DependsOn = ["greet", "count", "upper", "rest", "at once"] },
            ]);
        await using var host = new WorkflowHost(new WorkflowHostOptions());
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(graph, table);
        await host.StartAsync().Within();
        TaskResults results = await workflow.RunAsync(new TaskInput(Bytes("world"))).AsTask().Within();
        Assert.Equal("hello, world||HELLO, WORLD||", Text(results["all"]));
        Assert.Equal(1, texts.Count);
        Assert.Contains("'greet' in the table already", Assert.Throws<ArgumentException>(() => AddTwice(texts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_is_frozen_once_a_host_uses_it()
    {
        await using var host = new WorkflowHost(new WorkflowHostOptions());
        var table = new ActivityTable();
        table.Add("a", Nothing);
        Assert.False(table.IsFrozen);
        await host.AddAsync(TaskGraph.Create("g", [new TaskSpec("t", "a")]), table);
        Assert.True(table.IsFrozen);
        Assert.Contains("'b' comes too late", Assert.Throws<InvalidOperationException>(() => table.Add("b", Nothing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_with_an_activity_that_is_not_there_is_refused_by_name()
    {
        await using var host = new WorkflowHost(new WorkflowHostOptions());
        var table = new ActivityTable();
        table.Add("fetch", Nothing);
        TaskGraph graph = TaskGraph.Create("g", [new TaskSpec("t", "fetch"), new TaskSpec("u", "fetsh")]);
        TaskGraphException exception = await Assert.ThrowsAsync<TaskGraphException>(() => host.AddAsync(graph, table));
        Assert.Equal((TaskGraphFault.UnknownActivity, "fetch"), (exception.Fault, exception.Suggestion));
        Assert.Equal(["u"], exception.Tasks);
        Assert.Equal("Task 'u' of 'g' is done by activity 'fetsh', which is not in the table; did you mean 'fetch'?", exception.Message);
        Assert.Null(host.Find("g"));
    }

    [Fact]
    public void Call_of_a_test_has_what_it_was_given()
    {
        TaskGraph graph = TaskGraph.Create("g", [new TaskSpec("a", "x"), new TaskSpec("b", "x"), new TaskSpec("sum", "add") { DependsOn = ["b", "a"] }]);
        var call = new ActivityCall(
            graph, "sum", Bytes("input"), new Dictionary<string, ReadOnlyMemory<byte>> { ["a"] = Bytes("one"), ["b"] = Bytes("two") }, attempt: 3);
        Assert.Equal(("g", "sum", "add", 3, 2), (call.Workflow, call.TaskId, call.Activity, call.Attempt, call.DependencyCount));
        Assert.Equal(["input", "two", "one", "one"], new[] { call.Input, call.ResultOf(0), call.ResultOf(1), call.ResultOf("a") }.Select(Text));
        Assert.Equal(("b", "a"), (call.DependencyId(0), call.DependencyId(1)));
        Assert.Contains("'sum' does not depend on 'sum'", Assert.Throws<KeyNotFoundException>(() => call.ResultOf("sum")).Message, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => new ActivityCall(graph, "none", default));
    }

    [Fact]
    public async Task Call_in_a_host_has_its_run_and_a_key_of_its_own()
    {
        var clock = new FakeTimeProvider();
        var seen = new List<(string Key, RunId Run, int Attempt, TimeProvider Clock)>();
        var table = new ActivityTable();
        table.Add("note", (call, _) =>
        {
            seen.Add((call.IdempotencyKey, call.Run, call.Attempt, call.TimeProvider));
            return call.Attempt == 1 ? throw new InvalidOperationException("once") : new ValueTask<ReadOnlyMemory<byte>>(call.Input);
        });
        await using var host = new WorkflowHost(new WorkflowHostOptions { TimeProvider = clock, ShardCount = 1 });
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(TaskGraph.Create("g", [new TaskSpec("t", "note")]), table);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(new TaskInput(Bytes("x"), new TaskOptions { Retries = 1 })).AsTask().Within();
        Assert.Equal("x", Text((await run.WaitAsync().AsTask().Within())["t"]));
        Assert.Equal([($"{run.Id.Value:x}-t", run.Id, 1, clock), ($"{run.Id.Value:x}-t", run.Id, 2, clock)], seen);
    }

    [Theory]
    [InlineData("Retries", -1)]
    [InlineData("Retries", TaskOptions.MaxRetries + 1)]
    [InlineData("DelayMs", -1)]
    [InlineData("MaxDelayMs", -1)]
    [InlineData("TimeoutMs", -1)]
    [InlineData("TimeoutMs", TaskOptions.MaxTimeoutMs + 1)]
    [InlineData("Backoff", 3)]
    public void Options_out_of_range_are_refused_by_name(string name, long value)
    {
        TaskOptions options = name switch
        {
            "Retries" => new TaskOptions { Retries = (int)value },
            "DelayMs" => new TaskOptions { DelayMs = (int)value },
            "MaxDelayMs" => new TaskOptions { MaxDelayMs = (int)value },
            "TimeoutMs" => new TaskOptions { TimeoutMs = value },
            _ => new TaskOptions { Backoff = (Backoff)value },
        };
        Assert.StartsWith($"{name} is {value}; choose", Assert.Throws<ArgumentOutOfRangeException>(() => new TaskInput(default, options)).Message, StringComparison.Ordinal);
    }

    private static void AddTwice(Texts texts)
    {
        var table = new ActivityTable();
        table.Add(texts);
        table.Add(texts);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
