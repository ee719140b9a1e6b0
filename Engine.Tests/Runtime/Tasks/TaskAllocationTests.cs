using Engine.Internal;
using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Tasks whose activities complete at once cost no memory: what a run takes, it takes when it starts, and an array for small results of its own when it ends.</summary>
public class TaskAllocationTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(10, 10, false)]
    [InlineData(10, 10, true)]
    [InlineData(1_000, 1, false)]
    [InlineData(1_000, 1, true)]
    [InlineData(1, 1_000, false)]
    [InlineData(1, 1_000, true)]
    public void Tasks_of_a_run_are_carried_out_without_a_byte(int layers, int width, bool isKept)
    {
        TaskGraph graph = Layered(layers, width);
        int calls = 0;
        ReadOnlyMemory<byte> result = new byte[20];
        var activities = new ActivityTable();
        activities.Add("work", (call, _) =>
        {
            calls++;
            return ValueTask.FromResult(call.DependencyCount == 0 ? call.Input : call.ResultOf(0).Length == 20 ? result : throw new InvalidOperationException("not what the first one gave"));
        });
        var shard = new Shard(1, new MemoryJournal(), isKept, new FakeTimeProvider(), new ShardOptions { MaxEndedRuns = 2 });
        var table = new RunTable<TaskDefinition, TaskState, TaskInput, TaskResults>(shard, 0, new TaskDefinition(graph, activities.BodiesOf(graph)));
        shard.Tables.Add(table);
        shard.Recovered(0);
        for (int warm = 0; warm < 10; warm++)
        {
            Run();
        }

        Assert.Equal(0, Allocations.Fewest(() => Enumerable.Range(0, 10).Sum(_ => Run())));

        long Run()
        {
            calls = 0;
            int slot = table.Start(shard.NextId(), null, new TaskInput(result), 0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (shard.InfoOf(slot).Phase != RunPhase.Ended)
            {
                shard.Tick();
            }

            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal((layers * width, RunStatus.Completed), (calls, shard.InfoOf(slot).Status));
            return bytes;
        }
    }

    [Fact]
    public void Start_of_a_run_takes_sixteen_bytes_a_task_where_a_slab_has_room()
    {
        long of100 = BytesOfStart(100), of1100 = BytesOfStart(1_100);

        // A place for each result.
        Assert.Equal(16, (of1100 - of100) / 1_000.0);
        Assert.InRange(of100, 100 * 16, (100 * 16) + 250);

        static long BytesOfStart(int tasks)
        {
            TaskGraph graph = Layered(tasks, 1);
            var activities = new ActivityTable();
            activities.Add("work", static (call, _) => ValueTask.FromResult(call.Input));
            var shard = new Shard(1, new MemoryJournal(), isKept: false, new FakeTimeProvider(), new ShardOptions { MaxEndedRuns = 10 });
            var table = new RunTable<TaskDefinition, TaskState, TaskInput, TaskResults>(shard, 0, new TaskDefinition(graph, activities.BodiesOf(graph)));
            shard.Tables.Add(table);
            shard.Recovered(0);
            return Allocations.Fewest(() =>
            {
                // The one before ends.
                for (int tick = 0; tick < 10; tick++)
                {
                    shard.Tick();
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                table.Start(shard.NextId(), null, default, 0);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }
    }

    private static TaskGraph Layered(int layers, int width) => TaskGraph.Create("g", [.. Enumerable.Range(0, layers * width).Select(place => new TaskSpec($"t{place}", "work")
    {
        DependsOn = place < width ? [] : [.. new[] { place - width, (((place / width) - 1) * width) + ((place + 1) % width) }.Distinct().Select(static before => $"t{before}")],
    })]);
}
