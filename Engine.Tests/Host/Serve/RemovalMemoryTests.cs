using Engine.Tests.Execution;

namespace Engine.Tests.Host.Serve;

/// <summary>What is left of definitions that were removed. Alone in the process: it looks at the whole heap.</summary>
[Collection(ProcessAllocations.Name)]
public class RemovalMemoryTests
{
    [Fact]
    public async Task Workflows_come_and_go_and_leave_nothing_behind()
    {
        using var folder = new TempFolder();
        await using ServedHost host = await ServedHost.StartAsync(options => options with { Folder = folder.At("data") });
        await ComeAndGoAsync(0, 50);
        long fewest = long.MaxValue;
        for (int series = 0; series < 8 && fewest >= 2_000; series++)
        {
            // What is left of each is left in all series; a thread that comes late brings its buffers once.
            long before = Heap();
            await ComeAndGoAsync(50 + (series * 50), 50);
            fewest = Math.Min(fewest, (Heap() - before) / 50);
        }

        Assert.True(fewest < 2_000, $"{fewest} bytes are left of each workflow of 100 tasks");

        async Task ComeAndGoAsync(int from, int count)
        {
            for (int number = from; number < from + count; number++)
            {
                (await host.PostAsync("/api/v1/workflows", Definitions.Layered($"w{number}", 10, 10, "echo"))).Ok(201);
                await host.EndOfAsync((await host.PostAsync($"/api/v1/workflows/w{number}/execute")).Ok().GetProperty("execution_id").GetString()!);
                (await host.SendAsync(HttpMethod.Delete, $"/api/v1/workflows/w{number}", null)).Ok();
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
