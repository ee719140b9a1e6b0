using System.Text;
using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using FsCheck.Xunit;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Runs of task graphs in a host, with a folder and without.</summary>
public sealed class TaskRunTests : IDisposable
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 256 << 10, MaxRecordBytes = 16 << 10 };

    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 60)]
    public async Task Random_graphs_give_what_recursion_gives(int seed)
    {
        var tasks = new RandomTasks(seed);
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(tasks.Graph, tasks.Activities);
        await host.StartAsync().Within();
        tasks.CheckResults(7, await workflow.RunAsync(RandomTasks.Input(7)).AsTask().Within());

        string[] called = [.. tasks.Called];
        Assert.Equal(tasks.Graph.Count, called.Distinct().Count());
        Assert.Equal(tasks.Graph.Count, called.Length);
        for (int at = 0; at < called.Length; at++)
        {
            Assert.All(tasks.DependenciesOf(called[at]), earlier => Assert.Contains(earlier, called[..at]));
        }
    }

    [Property(MaxTest = 20)]
    public async Task Tasks_that_fail_now_and_then_are_tried_again(int seed)
    {
        var tasks = new RandomTasks(seed) { FailsOneOf = 4 };
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(tasks.Graph, tasks.Activities);
        await host.StartAsync().Within();
        tasks.CheckResults(8, await workflow.RunAsync(RandomTasks.Input(8, new TaskOptions { Retries = 100 })).AsTask().Within());
    }

    [Fact]
    public async Task Many_runs_of_many_graphs_are_kept_and_told_apart()
    {
        RandomTasks[] drawn = [.. Enumerable.Range(0, 30).Select(static seed => new RandomTasks(seed, maxTasks: 20, name: $"g{seed}"))];
        var runs = new List<(RandomTasks Tasks, ulong Input, RunId Id)>();
        await using (WorkflowHost host = Host(isKept: true))
        {
            await host.StartAsync().Within();
            foreach (RandomTasks tasks in drawn)
            {
                HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(tasks.Graph, tasks.Activities);
                for (ulong input = 0; input < 5; input++)
                {
                    RunHandle<TaskResults> run = await workflow.StartAsync(RandomTasks.Input(input), key: $"key {input}").AsTask().Within();
                    runs.Add((tasks, input, run.Id));
                }
            }

            foreach ((RandomTasks tasks, ulong input, RunId id) in runs)
            {
                tasks.CheckResults(input, await Of(host, tasks).Find(id).WaitAsync().AsTask().Within());
            }
        }

        // In another order: their numbers are others in the next process.
        await using WorkflowHost next = Host(isKept: true);
        foreach (RandomTasks tasks in drawn.Reverse())
        {
            await next.AddAsync(tasks.Graph, tasks.Activities);
        }

        await next.StartAsync().Within();
        foreach ((RandomTasks tasks, ulong input, RunId id) in runs)
        {
            tasks.CheckResults(input, await Of(next, tasks).Find(id).WaitAsync().AsTask().Within());
            Assert.Equal(id, (await Of(next, tasks).FindAsync($"key {input}").Within())!.Value.Id);
        }

        RunPage page = await next.ListAsync(new RunQuery { Workflow = "g7", PageSize = 100 }).Within();
        Assert.Equal(5, page.Runs.Count);
    }

    [Fact]
    public async Task Graph_that_fails_tells_which_task_and_goes_on_after_a_retry()
    {
        bool isDown = true;
        int before = 0;
        var activities = new ActivityTable();
        activities.Add("fetch", (_, _) =>
        {
            before++;
            return ValueTask.FromResult(Bytes("[1]"));
        });
        activities.Add("store", (call, _) => isDown ? throw new IOException("the store is down") : ValueTask.FromResult(call.ResultOf("get")));
        TaskGraph graph = TaskGraph.Create("copy", [new TaskSpec("put", "store") { DependsOn = ["get"] }, new TaskSpec("get", "fetch")]);
        await using WorkflowHost host = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(graph, activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(default).AsTask().Within();
        Assert.Equal("the store is down", (await Assert.ThrowsAsync<IOException>(() => run.WaitAsync().AsTask().Within())).Message);
        RunSnapshot snapshot = await run.GetAsync().Within();
        Assert.Equal([("get", StepStatus.Completed), ("put", StepStatus.Failed)], snapshot.Steps.Select(static step => (step.Name, step.Status)));

        isDown = false;
        Assert.True(await run.RetryAsync().Within());
        Assert.Equal([new("put", Bytes("[1]"))], (await run.WaitAsync().AsTask().Within()).Output, (left, right) => left.Key == right.Key && left.Value.Span.SequenceEqual(right.Value.Span));
        Assert.Equal(1, before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelled_run_cancels_the_tokens_and_starts_nothing_more(bool isKept)
    {
        var called = new SemaphoreSlim(0);
        int after = 0;
        var activities = new ActivityTable();
        activities.Add("wait", async (_, token) =>
        {
            called.Release();
            await Task.Delay(Timeout.Infinite, token);
            return default;
        });
        activities.Add("after", (_, _) =>
        {
            after++;
            return default;
        });
        TaskGraph graph = TaskGraph.Create("waits", [new TaskSpec("a", "wait"), new TaskSpec("b", "wait"), new TaskSpec("c", "after") { DependsOn = ["a", "b"] }]);
        await using WorkflowHost host = Host(isKept);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(graph, activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(default).AsTask().Within();
        await called.WaitAsync().Within();
        await called.WaitAsync().Within();
        Assert.True(await run.CancelAsync().Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync().AsTask().Within());
        Assert.Equal(RunStatus.Cancelled, (await run.GetAsync().Within()).Status);
        Assert.Equal(0, after);
    }

    [Fact]
    public async Task Paused_run_waits_in_the_next_host_too()
    {
        var gate = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = new SemaphoreSlim(0);
        TaskGraph graph = TaskGraph.Create("waits", [new TaskSpec("a", "wait"), new TaskSpec("b", "echo") { DependsOn = ["a"] }]);
        ActivityTable Table()
        {
            var activities = new ActivityTable();
            activities.Add("wait", (_, _) =>
            {
                called.Release();
                return new ValueTask<ReadOnlyMemory<byte>>(gate.Task);
            });
            activities.Add("echo", static (call, _) => ValueTask.FromResult(call.ResultOf(0)));
            return activities;
        }

        RunId id;
        await using (WorkflowHost host = Host(isKept: true))
        {
            HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(graph, Table());
            await host.StartAsync().Within();
            RunHandle<TaskResults> run = await workflow.StartAsync(default).AsTask().Within();
            id = run.Id;
            await called.WaitAsync().Within();
            Assert.True(await run.PauseAsync("for now").Within());
            gate.SetResult(Bytes("a's"));
        }

        await using WorkflowHost next = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> again = await next.AddAsync(graph, Table());
        await next.StartAsync().Within();
        RunSnapshot snapshot = await next.GetAsync(id).Within();
        Assert.Equal((RunStage.Paused, "for now"), (snapshot.Stage, snapshot.Reason));
        Assert.True(await next.ResumeAsync(id).Within());
        TaskResults results = await again.Find(id).WaitAsync().AsTask().Within();
        Assert.Equal("a's", Encoding.UTF8.GetString(results["b"].Span));
    }

    [Fact]
    public async Task Run_whose_graph_is_missing_or_other_is_held_with_the_reason()
    {
        var never = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        var activities = new ActivityTable();
        activities.Add("wait", (_, _) => new ValueTask<ReadOnlyMemory<byte>>(never.Task));
        var echoes = new ActivityTable();
        echoes.Add("wait", static (call, _) => ValueTask.FromResult(call.Input));
        TaskGraph graph = TaskGraph.Create("g", [new TaskSpec("a", "wait")]);
        RunId id;
        await using (WorkflowHost host = Host(isKept: true))
        {
            HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(graph, activities);
            await host.StartAsync().Within();
            id = (await workflow.StartAsync(new TaskInput(Bytes("in")), "key").AsTask().Within()).Id;
        }

        await using (WorkflowHost without = Host(isKept: true))
        {
            await without.StartAsync().Within();
            HostedWorkflow<TaskInput, TaskResults> late = await without.AddAsync(graph, echoes);
            Assert.Equal((RunStage.Held, "this process has no workflow 'g'"), Held(await without.GetAsync(id).Within()));
            await Assert.ThrowsAsync<RunHeldException>(() => late.StartAsync(default, "key").AsTask().Within());

            // It takes new runs, and the one that is held stays where it is.
            Assert.Equal("new", Encoding.UTF8.GetString((await late.RunAsync(new TaskInput(Bytes("new"))).AsTask().Within())["a"].Span));
        }

        await using (WorkflowHost other = Host(isKept: true))
        {
            await other.AddAsync(TaskGraph.Create("g", [new TaskSpec("a", "wait"), new TaskSpec("b", "wait")]), echoes);
            await other.StartAsync().Within();
            Assert.Equal((RunStage.Held, "the tasks of 'g' are others in this process: add the graph that the run was started with"), Held(await other.GetAsync(id).Within()));
        }

        await using WorkflowHost last = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> same = await last.AddAsync(TaskGraph.Create("g", [new TaskSpec("a", "wait")]), echoes);
        await last.StartAsync().Within();
        Assert.Equal("in", Encoding.UTF8.GetString((await same.Find(id).WaitAsync().AsTask().Within())["a"].Span));

        static (RunStage, string?) Held(RunSnapshot run) => (run.Stage, run.Reason);
    }

    [Fact]
    public async Task Names_are_unique_and_workflows_have_a_limit()
    {
        await using var host = new WorkflowHost(new WorkflowHostOptions { MaxWorkflows = 2 });
        var activities = new ActivityTable();
        activities.Add("x", static (_, _) => default);
        HostedWorkflow<TaskInput, TaskResults> first = await host.AddAsync(TaskGraph.Create("a", [new TaskSpec("t", "x")]), activities);
        await Assert.ThrowsAsync<ArgumentException>(() => host.AddAsync(TaskGraph.Create("a", [new TaskSpec("t", "x")]), activities));
        await host.AddAsync(TaskGraph.Create("b", [new TaskSpec("t", "x")]), activities);
        RequestRefusedException refused = await Assert.ThrowsAsync<RequestRefusedException>(() => host.AddAsync(TaskGraph.Create("c", [new TaskSpec("t", "x")]), activities));
        Assert.Equal(Refusal.TooManyWorkflows, refused.Refusal);
        Assert.Contains("has 2 workflows, its limit", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], host.Workflows.Select(static workflow => workflow.Name));
        Assert.Same(first, host.Find("a"));
        Assert.Equal("a", first.TaskGraph!.Name);
        Assert.Null(host.Find("c"));
        await host.StopAsync(TimeSpan.Zero).Within();
        await Assert.ThrowsAsync<HostStoppedException>(() => host.AddAsync(TaskGraph.Create("d", [new TaskSpec("t", "x")]), activities));
    }

    [Fact]
    public async Task Graphs_that_come_while_the_host_starts_run()
    {
        for (int round = 0; round < 20; round++)
        {
            await using WorkflowHost host = Host(isKept: round % 2 == 0, folder: $"{round}");
            RandomTasks[] drawn = [.. Enumerable.Range(0, 8).Select(i => new RandomTasks((round * 10) + i, maxTasks: 10, name: $"g{i}"))];
            Task started = host.StartAsync();
            HostedWorkflow<TaskInput, TaskResults>[] workflows = await Task.WhenAll(drawn.Select(tasks => Task.Run(() => host.AddAsync(tasks.Graph, tasks.Activities)))).Within();
            await started.Within();
            for (int i = 0; i < drawn.Length; i++)
            {
                drawn[i].CheckResults(9, await workflows[i].RunAsync(RandomTasks.Input(9)).AsTask().Within());
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Largest_graphs_run_as_a_chain_and_side_by_side(bool isKept, bool isLater)
    {
        string Id(int i) => $"t{i}";
        int count = isKept ? 2_000 : TaskGraph.MaxTasks;
        var activities = new ActivityTable();
        activities.Add("count", async (call, _) =>
        {
            if (isLater)
            {
                await Task.Yield();
            }

            int sum = 1;
            for (int index = 0; index < call.DependencyCount; index++)
            {
                sum += BitConverter.ToInt32(call.ResultOf(index).Span);
            }

            return BitConverter.GetBytes(sum);
        });
        TaskGraph chain = TaskGraph.Create("chain", [.. Enumerable.Range(0, count).Select(i => new TaskSpec(Id(i), "count") { DependsOn = i == 0 ? [] : [Id(i - 1)] })]);
        TaskGraph wide = TaskGraph.Create(
            "wide", [.. Enumerable.Range(0, count - 1).Select(i => new TaskSpec(Id(i), "count")), new TaskSpec("all", "count") { DependsOn = [.. Enumerable.Range(0, count - 1).Select(Id)] }]);
        await using WorkflowHost host = Host(isKept);
        HostedWorkflow<TaskInput, TaskResults>[] workflows = [await host.AddAsync(chain, activities), await host.AddAsync(wide, activities)];
        await host.StartAsync().Within();
        foreach (HostedWorkflow<TaskInput, TaskResults> workflow in workflows)
        {
            TaskResults results = await workflow.RunAsync(default).AsTask().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(count, BitConverter.ToInt32(results.Output.Single().Value.Span));
        }
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static HostedWorkflow<TaskInput, TaskResults> Of(WorkflowHost host, RandomTasks tasks) => (HostedWorkflow<TaskInput, TaskResults>)host.Find(tasks.Graph.Name)!;

    private WorkflowHost Host(bool isKept, string folder = "") =>
        new(new WorkflowHostOptions { Folder = isKept ? Path.Combine(_folder.Path, folder) : null, ShardCount = 2, Journal = Small, DrainFor = TimeSpan.Zero });
}
