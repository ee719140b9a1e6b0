using System.Text;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Graphs that leave their host.</summary>
public sealed class RemovedGraphTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly ActivityTable _activities = new();
    private TaskCompletionSource<ReadOnlyMemory<byte>> _gate = new();

    public RemovedGraphTests()
    {
        _activities.Add("echo", static (call, _) => ValueTask.FromResult(call.Input));
        _activities.Add("shout", static (call, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(Text(call.Input).ToUpperInvariant())));
        _activities.Add("wait", (_, token) => new ValueTask<ReadOnlyMemory<byte>>(_gate.Task.WaitAsync(token)));
        _activities.Add("fail", static (_, _) => throw new InvalidOperationException("as asked"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removed_graph_is_gone_with_its_ended_runs_and_its_name_is_free(bool isKept)
    {
        RunId ofOther;
        await using (WorkflowHost host = Host(isKept))
        {
            HostedWorkflow<TaskInput, TaskResults> first = await host.AddAsync(One("a", "echo"), _activities);
            HostedWorkflow<TaskInput, TaskResults> stays = await host.AddAsync(One("b", "echo"), _activities);
            await host.StartAsync().Within();
            RunHandle<TaskResults>[] runs = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => first.StartAsync(Input($"{i}"), key: $"{i}").AsTask())).Within();
            await Task.WhenAll(runs.Select(static run => run.WaitAsync().AsTask())).Within();
            RunHandle<TaskResults> staying = await stays.StartAsync(Input("stays")).AsTask().Within();
            await staying.WaitAsync().AsTask().Within();

            await host.RemoveAsync(first).Within();

            Assert.Null(host.Find("a"));
            Assert.Equal(["b"], host.Workflows.Select(static workflow => workflow.Name));
            Assert.Equal(1, host.Health().Shards.Sum(static shard => shard.EndedRunCount));
            foreach (RunHandle<TaskResults> forgotten in runs)
            {
                await Assert.ThrowsAsync<RunNotFoundException>(() => host.GetAsync(forgotten.Id).Within());
            }

            Assert.Equal(Refusal.WorkflowRemoved, (await Assert.ThrowsAsync<RequestRefusedException>(() => first.StartAsync(Input("x")).AsTask().Within())).Refusal);
            Assert.Equal(Refusal.WorkflowRemoved, (await Assert.ThrowsAsync<RequestRefusedException>(() => first.StartMany([Input("x")]).Within())).Refusal);
            Assert.Equal(Refusal.WorkflowRemoved, (await Assert.ThrowsAsync<RequestRefusedException>(() => host.RemoveAsync(first).Within())).Refusal);

            // Another one takes its name, and its number: the old handle does not lead to it.
            HostedWorkflow<TaskInput, TaskResults> other = await host.AddAsync(One("a", "shout"), _activities);
            Assert.Equal(first.Number, other.Number);
            RunHandle<TaskResults> run = await other.StartAsync(Input("x"), key: "0").AsTask().Within();
            Assert.Equal("X", Text((await run.WaitAsync().AsTask().Within())["t"]));
            await Assert.ThrowsAsync<RunNotFoundException>(() => first.Find(run.Id).WaitAsync().AsTask().Within());
            await Assert.ThrowsAsync<RequestRefusedException>(() => first.StartAsync(Input("x"), key: "0").AsTask().Within());
            Assert.Equal("stays", Text((await stays.Find(staying.Id).WaitAsync().AsTask().Within())["t"]));
            ofOther = run.Id;
        }

        if (isKept)
        {
            await using WorkflowHost next = Host(isKept);
            HostedWorkflow<TaskInput, TaskResults> again = await next.AddAsync(One("a", "shout"), _activities);
            await next.AddAsync(One("b", "echo"), _activities);
            await next.StartAsync().Within();
            Assert.Equal((2, 0), (next.Health().Shards.Sum(static shard => shard.EndedRunCount), next.Health().HeldRunCount));
            Assert.Equal("X", Text((await again.Find(ofOther).WaitAsync().AsTask().Within())["t"]));
        }
    }

    [Fact]
    public async Task Graph_with_a_run_under_way_stays_and_takes_others()
    {
        await using WorkflowHost host = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(TaskGraph.Create("a", [new TaskSpec("t", "wait"), new TaskSpec("u", "echo") { DependsOn = ["t"] }]), _activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(default).AsTask().Within();
        await RefusedFor(run.Id);
        await host.PauseAsync(run.Id).Within();
        await RefusedFor(run.Id);
        RunHandle<TaskResults> second = await workflow.StartAsync(default, "second").AsTask().Within();
        await host.CancelAsync(second.Id).Within();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync().AsTask().Within());
        await RefusedFor(run.Id);
        _gate.SetResult(default);
        await host.ResumeAsync(run.Id).Within();
        await run.WaitAsync().AsTask().Within();
        await host.RemoveAsync(workflow).Within();
        Assert.Empty(host.Workflows);

        async Task RefusedFor(RunId id)
        {
            RequestRefusedException refused = await Assert.ThrowsAsync<RequestRefusedException>(() => host.RemoveAsync(workflow).Within());
            Assert.Equal(Refusal.HasRuns, refused.Refusal);
            Assert.Contains($"{id}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Held_run_stands_against_removal_until_it_is_dismissed()
    {
        RunId id;
        await using (WorkflowHost host = Host(isKept: true))
        {
            HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(One("a", "wait"), _activities);
            await host.StartAsync().Within();
            id = (await workflow.StartAsync(default).AsTask().Within()).Id;
        }

        await using WorkflowHost next = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> other = await next.AddAsync(One("a", "echo"), _activities);
        await next.StartAsync().Within();
        RequestRefusedException refused = await Assert.ThrowsAsync<RequestRefusedException>(() => next.RemoveAsync(other).Within());
        Assert.Contains($"{id} for one, which is held", refused.Message, StringComparison.Ordinal);
        await next.DismissAsync(id).Within();
        await next.RemoveAsync(other).Within();
    }

    [Fact]
    public async Task Run_that_starts_while_its_graph_is_removed_ends_or_is_refused()
    {
        await using WorkflowHost host = Host(isKept: false);
        await host.StartAsync().Within();
        int done = 0, refused = 0;
        for (int round = 0; round < 200; round++)
        {
            HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(One("a", round % 2 == 0 ? "echo" : "shout"), _activities);
            string expected = round % 2 == 0 ? $"in {round}" : $"IN {round}";
            Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        Assert.Equal(expected, Text((await workflow.RunAsync(Input($"in {round}")).AsTask().Within())["t"]));
                        Interlocked.Increment(ref done);
                    }
                }
                catch (RequestRefusedException exception) when (exception.Refusal == Refusal.WorkflowRemoved)
                {
                    Interlocked.Increment(ref refused);
                }
                catch (RunNotFoundException)
                {
                    // Started, ended and forgotten before it was looked at.
                    Interlocked.Increment(ref refused);
                }
            }))];
            while (true)
            {
                try
                {
                    await host.RemoveAsync(workflow).Within();
                    break;
                }
                catch (RequestRefusedException exception) when (exception.Refusal == Refusal.HasRuns)
                {
                }
            }

            await Task.WhenAll(callers).Within();
            Assert.Empty(host.Workflows);
        }

        Assert.Equal(800, refused);
        Assert.Equal(0, host.Health().RunCount);
        Assert.Equal(0, host.Health().Shards.Sum(static shard => shard.EndedRunCount));
    }

    [Fact]
    public async Task Compiled_workflow_one_of_another_host_and_one_before_the_start_stay()
    {
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(One("a", "echo"), _activities);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.RemoveAsync(workflow).Within());
        await host.StartAsync().Within();
        await using WorkflowHost other = Host(isKept: false);
        await other.StartAsync().Within();
        Assert.Contains("another host", (await Assert.ThrowsAsync<ArgumentException>(() => other.RemoveAsync(workflow).Within())).Message, StringComparison.Ordinal);
        Assert.Equal("x", Text((await workflow.RunAsync(Input("x")).AsTask().Within())["t"]));
    }

    [Fact]
    public async Task Failed_run_that_is_tried_again_stands_against_removal()
    {
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(TaskGraph.Create("a", [new TaskSpec("t", "wait"), new TaskSpec("u", "fail") { DependsOn = ["t"] }]), _activities);
        await host.StartAsync().Within();
        _gate.SetException(new InvalidOperationException("not yet"));
        RunHandle<TaskResults> run = await workflow.StartAsync(default).AsTask().Within();
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitAsync().AsTask().Within());
        _gate = new();
        Assert.True(await host.RetryAsync(run.Id).Within());
        await Assert.ThrowsAsync<RequestRefusedException>(() => host.RemoveAsync(workflow).Within());
        _gate.SetResult(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitAsync().AsTask().Within());
        await host.RemoveAsync(workflow).Within();
    }

    private static TaskGraph One(string name, string activity) => TaskGraph.Create(name, [new TaskSpec("t", activity)]);

    private static TaskInput Input(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private WorkflowHost Host(bool isKept) => new(new WorkflowHostOptions
    {
        Folder = isKept ? _folder.Path : null,
        ShardCount = 2,
        DrainFor = TimeSpan.Zero,
        Journal = new JournalOptions { SegmentBytes = 256 << 10, MaxSegments = 16, MaxRecordBytes = 16 << 10 },
    });
}
