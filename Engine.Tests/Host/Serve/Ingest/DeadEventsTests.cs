using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

public class DeadEventsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Store_holds_what_a_sorted_list_would_hold(int seed)
    {
        const int Capacity = 3_000;
        var random = new Random(seed);
        EventHub hub = Staging.NewHub();
        var dead = new DeadEvents(Capacity);
        var expected = new SortedDictionary<long, (string Id, string Workflow, long ArrivedMicros)>();
        long next = 1;
        for (int round = 0; round < 400; round++)
        {
            switch (random.Next(20))
            {
                case 0 when random.Next(5) == 0:
                    Assert.Equal(expected.Count, dead.Clear());
                    expected.Clear();
                    break;
                case < 8:
                    foreach (long number in expected.Keys.Where(_ => random.Next(3) == 0).ToArray())
                    {
                        Assert.True(dead.Remove(number));
                        Assert.False(dead.Remove(number));
                        expected.Remove(number);
                    }

                    break;
                default:
                    int count = Math.Min(random.Next(400), Capacity - expected.Count);
                    EventStage stage = Stage(hub, random, count, next);
                    foreach (StagedEvent staged in stage.Events)
                    {
                        dead.Add(stage, in staged, next * 7);
                        expected.Add(next, (Text(stage, staged.IdStart, staged.IdLength), Text(stage, staged.WorkflowStart, staged.WorkflowLength), next * 7));
                        next++;
                    }

                    hub.Return(stage);
                    break;
            }

            Assert.Equal((expected.Count, expected.Count == Capacity), (dead.Count, dead.IsFull));
            long from = random.NextInt64(-1, next + 1);
            int most = random.Next(1, 200);
            Assert.Equal(expected.Where(one => one.Key > from).Take(most).Select(static one => (one.Key, one.Value)), dead.After(from, most).Select(static dead => (dead.Number, Of(dead))));
            (string, string, long)? wanted = expected.TryGetValue(from, out (string, string, long) there) ? there : null, found = dead.Find(from) is { } one ? Of(one) : null;
            Assert.Equal(wanted, found);
        }
    }

    [Fact]
    public void Event_that_was_found_stays_what_it_is_when_it_is_removed_and_others_come()
    {
        EventHub hub = Staging.NewHub();
        var dead = new DeadEvents(100);
        var random = new Random(4);
        EventStage stage = Stage(hub, random, 100, 1);
        foreach (StagedEvent staged in stage.Events)
        {
            dead.Add(stage, in staged, 5);
        }

        DeadEvent found = dead.Find(50)!;
        (string, string, long) before = Of(found);
        dead.Clear();
        EventStage other = Stage(hub, random, 100, 1_000);
        foreach (StagedEvent staged in other.Events)
        {
            dead.Add(other, in staged, 6);
        }

        Assert.Equal(before, Of(found));
    }

    [Fact]
    public void Ten_thousand_events_take_blocks_and_no_object_each()
    {
        EventHub hub = Staging.NewHub();
        EventStage stage = Stage(hub, new Random(5), 10_000, 1);
        long kept = 0;
        foreach (StagedEvent staged in stage.Events)
        {
            kept += KeptEvent.SizeOf(stage, in staged) + staged.WorkflowLength;
        }

        long bytes = Allocations.Of(() =>
        {
            var dead = new DeadEvents(10_000);
            foreach (StagedEvent staged in stage.Events)
            {
                dead.Add(stage, in staged, 5);
            }
        }) / 10;

        // The blocks, a little of which stays empty, and a list of places that doubles.
        Assert.InRange(bytes, kept, kept + (kept / 10) + (64 * 1024) + (3 * 16_384 * 40));
    }

    private static EventStage Stage(EventHub hub, Random random, int count, long first)
    {
        IEnumerable<string> events = Enumerable.Range(0, count).Select(index =>
        {
            string data = new('d', random.Next(100));
            string workflow = random.Next(4) == 0 ? "" : $",\"workflow_id\":\"w{random.Next(1_000)}é\"";
            return $$"""{"event_id":"e{{first + index}}","event_type":"t"{{workflow}},"data":"{{data}}"}""";
        });
        EventStage stage = Staging.Stage(hub, Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', events)}}]}"""));
        EventReader.Read(stage, EventFormat.Json);
        Assert.Equal(count, stage.Events.Length);
        return stage;
    }

    private static string Text(EventStage stage, int start, int length) => Encoding.UTF8.GetString(stage.Bytes, start, length);

    private static (string Id, string Workflow, long ArrivedMicros) Of(DeadEvent dead) => (Encoding.UTF8.GetString(dead.Event.IdText), dead.Workflow, dead.ArrivedMicros);
}
