using System.Runtime.InteropServices;
using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>How an ended run keeps its results: small ones in one array, large ones and those that are the input as they came.</summary>
public sealed class ResultMemoryTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Small_results_share_an_array_and_large_ones_and_the_input_stay_what_they_were()
    {
        byte[] large = new byte[257], input = [1, 2, 3];
        await using WorkflowHost host = new(new WorkflowHostOptions());
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(Graph(), Activities(large));
        await host.StartAsync();
        TaskResults results = await workflow.RunAsync(new TaskInput(input)).AsTask().Within();
        Check(results, input, large);
        Assert.Same(ArrayOf(results["a"]), ArrayOf(results["b"]));
        Assert.Equal(4 + 4, ArrayOf(results["a"]).Length);
        Assert.True(results["passes on"].Equals(results["b"]));
        Assert.Same(large, ArrayOf(results["large"]));
        Assert.Same(ArrayOf(results["input"]), ArrayOf(results["input too"]));
        Assert.NotSame(ArrayOf(results["a"]), ArrayOf(results["input"]));
        Assert.True(results["nothing"].IsEmpty);
    }

    [Fact]
    public async Task Results_that_the_next_process_reads_share_an_array_too()
    {
        byte[] large = new byte[257], input = [1, 2, 3];
        RunId id;
        await using (WorkflowHost host = new(new WorkflowHostOptions { Folder = _folder.Path }))
        {
            HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(Graph(), Activities(large));
            await host.StartAsync();
            RunHandle<TaskResults> run = await workflow.StartAsync(new TaskInput(input)).AsTask().Within();
            id = run.Id;
            await run.WaitAsync().AsTask().Within();
        }

        await using WorkflowHost next = new(new WorkflowHostOptions { Folder = _folder.Path });
        HostedWorkflow<TaskInput, TaskResults> again = await next.AddAsync(Graph(), Activities(large));
        await next.StartAsync();
        TaskResults read = await again.Find(id).WaitAsync().AsTask().Within();
        Check(read, input, large);
        Assert.Same(ArrayOf(read["a"]), ArrayOf(read["b"]));
    }

    [Fact]
    public async Task Result_that_is_a_part_of_something_large_does_not_keep_all_of_it()
    {
        byte[] large = new byte[1 << 20];
        var activities = new ActivityTable();
        activities.Add("part", (call, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(large.AsMemory(call.TaskId[0], 10)));
        await using WorkflowHost host = new(new WorkflowHostOptions());
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(TaskGraph.Create("parts", [new TaskSpec("a", "part"), new TaskSpec("b", "part")]), activities);
        await host.StartAsync();
        TaskResults results = await workflow.RunAsync(default).AsTask().Within();
        Assert.Equal(20, ArrayOf(results["a"]).Length);
    }

    [Fact]
    public void Results_stay_where_they_are_while_a_body_may_read_them()
    {
        byte[] first = [1], second = [2], third = [3];
        var body = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        var run = new TaskRun(default, 3);
        run.SetResult(0, first);

        // The first task gives its result again, as after one that could not be recorded: as many results as tasks, and one is under way.
        run.Await(2, new ValueTask<ReadOnlyMemory<byte>>(body.Task));
        run.SetResult(0, first);
        run.SetResult(1, second);
        Assert.Same(first, ArrayOf(run.Results[0]));
        body.SetResult(third);
        run.CompletePending(2);
        Assert.Equal([1, 2, 3], run.Results.Select(static result => result.Span[0]));
    }

    private static void Check(TaskResults results, byte[] input, byte[] large)
    {
        Assert.Equal("a   "u8, results["a"].Span);
        Assert.Equal("b   "u8, results["b"].Span);
        Assert.Equal("b   "u8, results["passes on"].Span);
        Assert.Equal(input, results["input"].ToArray());
        Assert.Equal(input, results["input too"].ToArray());
        Assert.Equal(large, results["large"].ToArray());
    }

    private static TaskGraph Graph() => TaskGraph.Create("results",
    [
        new TaskSpec("a", "name"),
        new TaskSpec("input", "input"),
        new TaskSpec("large", "large"),
        new TaskSpec("b", "name"),
        new TaskSpec("passes on", "pass") { DependsOn = ["b"] },
        new TaskSpec("nothing", "nothing"),
        new TaskSpec("input too", "input"),
    ]);

    private static ActivityTable Activities(byte[] large)
    {
        var activities = new ActivityTable();
        activities.Add("name", static (call, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(System.Text.Encoding.UTF8.GetBytes(call.TaskId.PadRight(4))));
        activities.Add("pass", static (call, _) => ValueTask.FromResult(call.ResultOf(0)));
        activities.Add("input", static (call, _) => ValueTask.FromResult(call.Input));
        activities.Add("nothing", static (_, _) => ValueTask.FromResult(ReadOnlyMemory<byte>.Empty));
        activities.Add("large", (_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(large));
        return activities;
    }

    private static byte[] ArrayOf(ReadOnlyMemory<byte> memory)
    {
        Assert.True(MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment));
        return segment.Array!;
    }
}
