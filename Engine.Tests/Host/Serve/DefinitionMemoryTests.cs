using Engine.Tests.Execution;

namespace Engine.Tests.Host.Serve;

/// <summary>What a definition takes, with its run and the events of that. Alone in the process: it looks at the whole heap.</summary>
[Collection(ProcessAllocations.Name)]
public class DefinitionMemoryTests
{
    [Fact]
    public async Task Definition_of_fifty_tasks_with_a_run_and_its_events_takes_under_ten_thousand_bytes()
    {
        const int Count = 200;
        await using ServedHost host = await ServedHost.StartAsync();
        await FillAsync("before", 200);

        // What tests before left behind may go in one of the rounds.
        long[] each = new long[5];
        for (int round = 0; round < each.Length; round++)
        {
            long before = Heap() - host.App.StatusAnswers.Bytes;
            await FillAsync($"w{round}-", Count);

            // Answers that are kept have a limit of their own, which this is too little for.
            each[round] = (Heap() - host.App.StatusAnswers.Bytes - before) / Count;
        }

        Array.Sort(each);
        Assert.InRange(each[each.Length / 2], 1_000, 10_000);

        async Task FillAsync(string name, int count)
        {
            for (int number = 0; number < count; number++)
            {
                string id = $"{name}{number}";
                (await host.PostAsync("/api/v1/workflows", Definitions.Layered(id, 25, 2, "echo"))).Ok(201);
                await host.EndOfAsync((await host.PostAsync($"/api/v1/workflows/{id}/execute", """{"input_data": {"query": "load"}}""")).Ok().GetProperty("execution_id").GetString()!);
                Assert.Equal("completed", (await host.GetAsync($"/api/v1/workflows/{id}/status")).Ok().GetProperty("status").GetString());
                string events = string.Join(',', Enumerable.Range(0, 40).Select(index => $$"""{"event_id":"{{id}}-{{index}}","event_type":"t{{index % 5}}","workflow_id":"{{id}}","data":"index {{index}} of it"}"""));
                Assert.Equal(40, (await host.PostAsync("/api/v1/events/batch", $$"""{"events":[{{events}}]}""")).Ok().GetProperty("accepted").GetInt32());
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
