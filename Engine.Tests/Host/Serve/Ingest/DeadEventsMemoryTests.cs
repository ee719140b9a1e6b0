using System.Text;
using Engine.Host.Serve.Ingest;
using Engine.Tests.Execution;

namespace Engine.Tests.Host.Serve.Ingest;

/// <summary>Alone in the process: it looks at the whole heap.</summary>
[Collection(ProcessAllocations.Name)]
public class DeadEventsMemoryTests
{
    [Fact]
    public void Few_events_of_many_that_came_hold_little_memory()
    {
        EventHub hub = Staging.NewHub();
        string data = new('d', 100);
        EventStage stage = Staging.Stage(hub, Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 2_000).Select(number => $$"""{"event_id":"{{number}}","event_type":"t","data":"{{data}}"}"""))}}]}"""));
        EventReader.Read(stage, EventFormat.Json);
        var dead = new DeadEvents(4_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long next = 1;
        for (int round = 0; round < 100; round++)
        {
            foreach (StagedEvent staged in stage.Events)
            {
                dead.Add(stage, in staged, 1);
                if (next++ % 200 != 0)
                {
                    Assert.True(dead.Remove(next - 1));
                }
            }
        }

        // The blocks that they came in would hold 24 MB. Less may be held than before: what other tests left behind goes meanwhile.
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(1_000, dead.Count);
        Assert.True(held < 4 << 20, $"{held} bytes are held");
        GC.KeepAlive(dead);
        GC.KeepAlive(stage);
    }
}
