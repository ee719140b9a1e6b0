using System.Text;
using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Hosts with more workflows than sixteen bits count, most of them at rest.</summary>
public sealed class ManyWorkflowsTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Workflows_beyond_sixteen_bits_run_and_are_found_again_under_other_numbers()
    {
        const int Count = 70_000;
        var activities = new ActivityTable();
        activities.Add("echo", static (call, _) => ValueTask.FromResult(call.Input));
        TaskGraph[] graphs = [.. Enumerable.Range(0, Count).Select(static i => TaskGraph.Create($"g{i}", [new TaskSpec("t", "echo")]))];
        int[] some = [0, 1, 65_535, 65_536, Count - 1];
        var runs = new Dictionary<int, RunId>();
        await using (WorkflowHost host = await StartAsync(graphs, activities))
        {
            foreach (int i in some)
            {
                RunHandle<TaskResults> run = await Of(host, i).StartAsync(new TaskInput(Encoding.UTF8.GetBytes($"in {i}")), key: "key").AsTask().Within();
                runs.Add(i, run.Id);
                Assert.Equal($"in {i}", Encoding.UTF8.GetString((await run.WaitAsync().AsTask().Within())["t"].Span));
            }
        }

        await using WorkflowHost next = await StartAsync(graphs.Reverse(), activities);
        Assert.Equal(some.Length, next.Health().Shards.Sum(static shard => shard.EndedRunCount));
        foreach (int i in some)
        {
            Assert.Equal($"in {i}", Encoding.UTF8.GetString((await Of(next, i).Find(runs[i]).WaitAsync().AsTask().Within())["t"].Span));
            Assert.Equal(runs[i], (await Of(next, i).FindAsync("key").Within())!.Value.Id);
            Assert.Null(await Of(next, i == 0 ? 2 : i - 1 == 0 ? 3 : i - 1 == 65_535 ? 65_534 : i - 1).FindAsync("key").Within());
        }

        // Of those without runs there is nothing in the journal.
        Assert.InRange(Directory.EnumerateFiles(_folder.Path, "*.segment", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length), 1, 4 << 20);
    }

    [Fact]
    public void Slabs_of_task_graphs_grow_with_their_runs_and_go_with_the_last_of_them()
    {
        var activities = new ActivityTable();
        activities.Add("never", static (_, token) =>
        {
            var ended = new TaskCompletionSource<ReadOnlyMemory<byte>>();
            token.Register(() => ended.SetCanceled(token));
            return new ValueTask<ReadOnlyMemory<byte>>(ended.Task);
        });
        var shard = new Shard(1, new MemoryJournal(), isKept: false, new FakeTimeProvider(), new ShardOptions { MaxEndedRuns = 1 });
        RunTable<TaskInput, TaskResults>[] tables = [.. Enumerable.Range(0, 2).Select(number =>
        {
            TaskGraph graph = TaskGraph.Create($"g{number}", [new TaskSpec("t", "never")]);
            var table = new RunTable<TaskDefinition, TaskState, TaskInput, TaskResults>(shard, number, new TaskDefinition(graph, activities.BodiesOf(graph)));
            shard.Tables.Add(table);
            return table;
        })];

        var ids = new List<ulong>();
        foreach (RunTable<TaskInput, TaskResults> table in tables)
        {
            for (int i = 0; i < 100; i++)
            {
                ids.Add(shard.InfoOf(table.Start(shard.NextId(), null, default, 0)).Id);
            }
        }

        int[] grown = [1, 4, 16, 64, 64];
        Assert.Equal([.. grown, .. grown], shard.Slabs.Select(static slab => slab!.Lanes));
        shard.Tick();
        foreach (ulong id in ids.Take(ids.Count - 1))
        {
            Assert.True(shard.TryFind(new RunId(id), out int slot));
            Assert.True(shard.SlabOf(slot).Table.Cancel(slot));
        }

        // Tokens are cancelled on other threads.
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                shard.Tick();
                return shard is { RunCount: 1, EndedCount: 1 };
            },
            TimeSpan.FromMinutes(1)));

        // One that has ended is remembered, and one goes on.
        RunSlab?[] left = [.. shard.Slabs.Where(static slab => slab is not null)];
        Assert.Equal(10, shard.Slabs.Count);
        Assert.InRange(left.Length, 1, 2);
        Assert.Equal(2, left.Sum(static slab => System.Numerics.BitOperations.PopCount(slab!.Taken)));

        // Numbers of slabs are used again, and runs in them are found.
        int again = tables[0].Start(shard.NextId(), "key", default, 0);
        Assert.InRange(again >> RunSlab.LaneBits, 0, 9);
        Assert.Equal(10, shard.Slabs.Count);
        Assert.True(tables[0].TryFind("key", out int found));
        Assert.Equal(again, found);
        shard.Tick();
        Assert.Equal(2, shard.BodyCount);
    }

    private async Task<WorkflowHost> StartAsync(IEnumerable<TaskGraph> graphs, ActivityTable activities)
    {
        var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, DrainFor = TimeSpan.Zero, Journal = new JournalOptions { SegmentBytes = 1 << 20 } });
        foreach (TaskGraph graph in graphs)
        {
            await host.AddAsync(graph, activities);
        }

        await host.StartAsync().Within();
        return host;
    }

    private static HostedWorkflow<TaskInput, TaskResults> Of(WorkflowHost host, int i) => (HostedWorkflow<TaskInput, TaskResults>)host.Find($"g{i}")!;
}
