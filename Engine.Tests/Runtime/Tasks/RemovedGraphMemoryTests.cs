using Engine.Runtime;
using Engine.Tests.Execution;
using Engine.Tests.Runtime.Hosting;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>What is left of graphs that have left their host. Alone in the process: it looks at the whole heap.</summary>
[Collection(ProcessAllocations.Name)]
public sealed class RemovedGraphMemoryTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Graphs_come_and_go_and_leave_nothing_behind(bool isKept)
    {
        await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = isKept ? _folder.Path : null, ShardCount = 2, Journal = new JournalOptions { SegmentBytes = 1 << 20 } });
        var activities = new ActivityTable();
        activities.Add("echo", static (call, _) => ValueTask.FromResult(call.Input));
        HostedWorkflow<TaskInput, TaskResults> stays = await host.AddAsync(TaskGraph.Create("stays", [new TaskSpec("t", "echo")]), activities);
        await host.StartAsync().Within();

        // It ended first and is remembered: what ends behind it does not wait for it to be forgotten.
        await stays.RunAsync(default).AsTask().Within();
        await ComeAndGoAsync(0, 100);
        long before = Heap();
        await ComeAndGoAsync(100, 400);
        long left = (Heap() - before) / 400;
        Assert.True(left < 400, $"{left} bytes are left of each graph of 100 tasks");

        async Task ComeAndGoAsync(int from, int count)
        {
            for (int number = from; number < from + count; number++)
            {
                TaskGraph graph = TaskGraph.Create($"g{number}", [.. Enumerable.Range(0, 100).Select(i => new TaskSpec($"task {number} {i}", "echo"))]);
                HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(graph, activities);
                await workflow.RunAsync(default, key: $"{number}").AsTask().Within();
                await host.RemoveAsync(workflow).Within();
            }
        }

        static long Heap()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}
