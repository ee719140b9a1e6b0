using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>Who watches a run is told when there is something new of it.</summary>
public sealed class RunWatchTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_is_told_of_each_step_and_order_and_of_the_end_and_not_once_it_is_over(bool isKept)
    {
        await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = isKept ? _folder.Path : null, ShardCount = 1 });
        TaskCompletionSource<ReadOnlyMemory<byte>>[] bodies = [new(), new()];
        var activities = new ActivityTable();
        activities.Add("wait", (call, _) => new ValueTask<ReadOnlyMemory<byte>>(bodies[call.TaskId == "a" ? 0 : 1].Task));
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(TaskGraph.Create("g", [new TaskSpec("a", "wait"), new TaskSpec("b", "wait") { DependsOn = ["a"] }]), activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(default).Within();

        using var told = new SemaphoreSlim(0);
        using IDisposable watch = host.Watch(run.Id, () => told.Release());
        await UntilAsync(static run => run.Steps[0].Progress == StepProgress.Runs);
        Assert.True(await host.PauseAsync(run.Id).Within());
        await UntilAsync(static run => run.Stage == RunStage.Paused);
        Assert.True(await host.ResumeAsync(run.Id).Within());
        await UntilAsync(static run => run.Stage == RunStage.Active);
        bodies[0].SetResult("1"u8.ToArray());
        await UntilAsync(static run => run.Steps[0].Status == StepStatus.Completed && run.Steps[1].Progress == StepProgress.Runs);
        bodies[1].SetResult("2"u8.ToArray());
        await UntilAsync(static run => run.Stage == RunStage.Ended);

        watch.Dispose();
        await host.GetAsync(run.Id).Within();
        int after = told.CurrentCount;
        RunHandle<TaskResults> another = await workflow.StartAsync(default).Within();
        await another.WaitAsync().Within();
        Assert.Equal(after, told.CurrentCount);

        // What is to be seen is seen after the last time that it was told, or before: never later.
        async Task UntilAsync(Func<RunSnapshot, bool> isSo)
        {
            while (!isSo(await host.GetAsync(run.Id).Within()))
            {
                await told.WaitAsync().Within();
            }
        }
    }

    [Fact]
    public async Task Watches_have_a_limit()
    {
        await using var host = new WorkflowHost(new WorkflowHostOptions { ShardCount = 1 });
        await host.StartAsync().Within();
        RunId id = RunId.Of(0, 1);
        IDisposable[] watches = [.. Enumerable.Range(0, Shard.MaxWatches).Select(_ => host.Watch(id, static () => { }))];
        Assert.Contains($"{Shard.MaxWatches} watches", Assert.Throws<RequestRefusedException>(() => host.Watch(id, static () => { })).Message);
        watches[0].Dispose();
        host.Watch(id, static () => { }).Dispose();
        Assert.Throws<RunNotFoundException>(() => host.Watch(RunId.Of(7, 1), static () => { }));
    }
}
