using System.Text;
using System.Text.Json;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;

namespace Engine.Tests.Guide.TaskGraphs;

public interface IWarehouse
{
    ValueTask<string> LoadAsync(string table, string key, CancellationToken token);
}

public sealed partial class Reports(IWarehouse warehouse)
{
    [Activity("load")]
    public async ValueTask<ReadOnlyMemory<byte>> LoadAsync(ActivityCall call, CancellationToken token) =>
        Encoding.UTF8.GetBytes(await warehouse.LoadAsync(call.TaskId, call.IdempotencyKey, token));

    [Activity("add-up")]
    public static byte[] AddUp(ActivityCall call)
    {
        long sum = 0;
        for (int i = 0; i < call.DependencyCount; i++)
        {
            sum += JsonSerializer.Deserialize<long[]>(call.ResultOf(i).Span)!.Sum();
        }

        return JsonSerializer.SerializeToUtf8Bytes(sum);
    }
}

public sealed class Warehouse : IWarehouse
{
    public List<string> Keys { get; } = [];

    public int Failures { get; set; }

    public async ValueTask<string> LoadAsync(string table, string key, CancellationToken token)
    {
        await Task.Delay(1, token);
        lock (Keys)
        {
            Keys.Add(key);
        }

        return Failures-- > 0 ? throw new IOException("the warehouse is closed") : table == "orders" ? "[30,12]" : "[-2]";
    }
}

/// <summary>docs/guide/task-graphs.md.</summary>
public sealed class TaskGraphsTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Graph_of_the_page_runs_and_is_found_again()
    {
        string folder = _folder.Path;
        var warehouse = new Warehouse();
        ReadOnlyMemory<byte> month = "{\"month\":3}"u8.ToArray();
        TaskGraph graph = TaskGraph.Create("monthly",
        [
            new TaskSpec("orders", "load"),
            new TaskSpec("returns", "load"),
            new TaskSpec("total", "add-up") { DependsOn = ["orders", "returns"] },
        ]);

        var activities = new ActivityTable();
        activities.Add(new Reports(warehouse));
        RunId id;
        {
            await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = folder });
            HostedWorkflow<TaskInput, TaskResults> monthly = await host.AddAsync(graph, activities);
            await host.StartAsync();

            TaskResults results = await monthly.RunAsync(new TaskInput(month), key: "march");
            ReadOnlyMemory<byte> total = results["total"];          // of any task, by id or position
            IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> output = results.Output;   // of those that nothing depends on
            Assert.Equal("40", Encoding.UTF8.GetString(total.Span));
            Assert.Equal("total", Assert.Single(output).Key);
            RunHandle<TaskResults> run = (await monthly.FindAsync("march"))!.Value;
            Assert.Equal(["orders", "returns", "total"], (await run.GetAsync()).Steps.Select(static step => step.Name));
            Assert.Equal([$"{run.Id.Value:x}-orders", $"{run.Id.Value:x}-returns"], warehouse.Keys.Order());
            id = run.Id;
        }

        await using var next = new WorkflowHost(new WorkflowHostOptions { Folder = folder });
        HostedWorkflow<TaskInput, TaskResults> again = await next.AddAsync(graph, activities);
        await next.StartAsync();
        Assert.Equal("40", Encoding.UTF8.GetString((await again.Find(id).WaitAsync())["total"].Span));
        await RemoveAsync(next, again);
        await Assert.ThrowsAsync<RunNotFoundException>(() => next.GetAsync(id));
        await next.AddAsync(TaskGraph.Create("monthly", [new TaskSpec("orders", "load")]), activities);

        static async Task RemoveAsync(WorkflowHost host, HostedWorkflow<TaskInput, TaskResults> monthly)
        {
            await host.RemoveAsync(monthly);
        }
    }

    [Fact]
    public async Task Options_of_the_page_try_again_within_a_time()
    {
        var warehouse = new Warehouse { Failures = 3 };
        ReadOnlyMemory<byte> month = "{\"month\":3}"u8.ToArray();
        var activities = new ActivityTable();
        activities.Add(new Reports(warehouse));
        await using var host = new WorkflowHost(new WorkflowHostOptions());
        HostedWorkflow<TaskInput, TaskResults> monthly = await host.AddAsync(TaskGraph.Create("monthly", [new TaskSpec("orders", "load")]), activities);
        await host.StartAsync();
        var options = new TaskOptions
        {
            Retries = 5,
            DelayMs = 10,
            Backoff = Backoff.Exponential,
            MaxDelayMs = 1_000,
            TimeoutMs = 60_000,                                     // of the whole run; a TimeoutException when it is over
        };
        RunHandle<TaskResults> run = await monthly.StartAsync(new TaskInput(month, options));
        Assert.Equal("[30,12]", Encoding.UTF8.GetString((await run.WaitAsync())["orders"].Span));
        Assert.Equal(4, warehouse.Keys.Count);
        Assert.Single(warehouse.Keys.Distinct());
    }

    [Fact]
    public void Error_of_the_page_says_what_the_page_says()
    {
        TaskGraphException exception = Assert.Throws<TaskGraphException>(() => TaskGraph.Create("monthly",
        [
            new TaskSpec("orders", "load"),
            new TaskSpec("total", "add-up") { DependsOn = ["order"] },
        ]));
        GuidePage.Read("task-graphs.md").AssertBlock("text", 1, exception.Message);
        Assert.Equal((TaskGraphFault.UnknownDependency, "orders"), (exception.Fault, exception.Suggestion));
    }

    [Fact]
    public void Activity_of_the_page_is_called_by_a_test()
    {
        TaskGraph graph = TaskGraph.Create("monthly", [new TaskSpec("orders", "load"), new TaskSpec("returns", "load"), new TaskSpec("total", "add-up") { DependsOn = ["orders", "returns"] }]);
        var call = new ActivityCall(graph, "total", input: default, new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["orders"] = "[30,12]"u8.ToArray(),
            ["returns"] = "[-2]"u8.ToArray(),
        });
        Assert.Equal("40", Encoding.UTF8.GetString(Reports.AddUp(call)));
    }
}
