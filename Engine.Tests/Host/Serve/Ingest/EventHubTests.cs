using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

public class EventHubTests
{
    [Fact]
    public void Events_go_to_the_run_that_is_the_latest_when_they_come()
    {
        EventHub hub = Staging.NewHub();
        int target = hub.Targets.Add("w");
        RunEvents first = new(), second = new();
        Assert.Equal(1, Staging.Send(hub, Event("0", "w")).Unknown);
        hub.SetRun(target, first);
        Assert.Equal(1, Staging.Send(hub, Event("1", "w")).Accepted);
        hub.SetRun(target, second);
        Assert.Equal(1, Staging.Send(hub, Event("2", "w")).Accepted);
        Assert.Equal((1, 1), (first.Count, second.Count));
    }

    [Fact]
    public void Run_counts_by_type_and_keeps_the_last_events_of_many_batches()
    {
        var random = new Random(3);
        EventHub hub = Staging.NewHub();
        var run = new RunEvents();
        hub.SetRun(hub.Targets.Add("w"), run);
        List<string> sent = [];
        for (int batch = 0; batch < 40; batch++)
        {
            List<string> events = [];
            for (int count = random.Next(100); count > 0; count--)
            {
                events.Add($$"""{"event_id":"{{sent.Count}}","event_type":"t{{sent.Count % 3}}","workflow_id":"w","data":{{sent.Count}}}""");
                sent.Add($"{sent.Count}");
            }

            Assert.Equal(events.Count, Staging.Send(hub, $$"""{"events":[{{string.Join(',', events)}}]}""").Accepted);
            Assert.Equal(sent.TakeLast(EventLimits.EventsOfRun), Kept(hub, run));
        }

        Assert.Equal(sent.Count, run.Count);
        Assert.Equal(sent.Count, run.CountsByType.ToArray().Sum());
        Assert.Equal((sent.Count + 2) / 3, hub.Read("t0"u8.ToArray(), static (hub, _, name) => hub.CountOf(hub.Types.NumberOf(name))));
    }

    [Fact]
    public void Data_that_is_too_long_to_keep_is_told_by_its_length()
    {
        EventHub hub = Staging.NewHub();
        var run = new RunEvents();
        hub.SetRun(hub.Targets.Add("w"), run);
        string data = new('x', EventLimits.KeptDataBytes);
        Staging.Send(hub, $$"""{"events":[{"event_id":"1","event_type":"t","workflow_id":"w","data":"{{data}}"}]}""");
        Assert.Equal((0, EventLimits.KeptDataBytes + 2), (run[0].Data.Length, run[0].WholeDataLength));
    }

    [Fact]
    public void Full_store_of_dead_letters_keeps_what_it_has_and_forgets_the_ids_of_others()
    {
        EventHub hub = Staging.NewHub(deadLetters: 2);
        Assert.Equal(new EventCounts(2, 0, 0, 2, 0, 2), Staging.Send(hub, """{"events":[{"event_id":"1","event_type":"t","workflow_id":"w"},{"event_id":"2","event_type":"t"}]}"""));
        Assert.Equal(new EventCounts(2, 0, 1, 1, 0, 0), Staging.Send(hub, """{"events":[{"event_id":"1","event_type":"t","workflow_id":"w"},{"event_id":"3","event_type":"t","workflow_id":"w"}]}"""));

        // Number 3 was not kept: who sends it again is heard.
        hub.SetRun(hub.Targets.Add("w"), new RunEvents());
        Assert.Equal(1, Staging.Send(hub, Event("3", "w")).Accepted);
        Assert.Equal(1, Staging.Send(hub, Event("1", "w")).Duplicates);
    }

    [Fact]
    public void Dead_letter_that_is_sent_again_reaches_the_run_that_is_there_now()
    {
        EventHub hub = Staging.NewHub();
        Staging.Send(hub, Event("1", "w"));
        Assert.True(hub.Resend(1, out bool isApplied));
        Assert.False(isApplied);
        var run = new RunEvents();
        hub.SetRun(hub.Targets.Add("w"), run);
        Assert.True(hub.Resend(1, out isApplied));
        Assert.True(isApplied);
        Assert.False(hub.Resend(1, out _));
        Assert.Equal(["1"], Kept(hub, run));
        Assert.Equal(new EventCounts(1, 1, 0, 0, 0, 0), hub.Counts);
    }

    [Fact]
    public void Names_of_types_beyond_the_limit_are_counted_together()
    {
        EventHub hub = Staging.NewHub();
        string events = string.Join(',', Enumerable.Range(0, 200).Select(static number => $$"""{"event_id":"{{number}}","event_type":"type {{number}}"}"""));
        Staging.Send(hub, $$"""{"events":[{{events}}]}""");
        Assert.Equal(EventLimits.TypeNames + 1, hub.Types.Count);
        long others = hub.Read(0, static (hub, _, _) => hub.CountOf(EventTypes.Other));
        Assert.Equal(200 - (EventLimits.TypeNames - 6), others);
    }

    [Fact]
    public async Task Batches_of_many_threads_are_counted_once_each()
    {
        EventHub hub = Staging.NewHub(window: 1 << 16);
        var run = new RunEvents();
        hub.SetRun(hub.Targets.Add("w"), run);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            // Each event is sent by two threads.
            for (int batch = 0; batch < 50; batch++)
            {
                string events = string.Join(',', Enumerable.Range(0, 20).Select(number => Event($"{thread / 2}-{batch}-{number}", "w")[11..^2]));
                Staging.Send(hub, $$"""{"events":[{{events}}]}""");
            }
        }))).Within();
        Assert.Equal(new EventCounts(4_000, 2_000, 2_000, 0, 0, 0), hub.Counts);
        Assert.Equal(2_000, run.Count);
    }

    [Fact]
    public void Batch_that_was_read_before_a_workflow_was_removed_does_not_reach_another_in_its_place()
    {
        EventHub hub = Staging.NewHub();
        RunEvents first = new(), other = new(), last = new();
        int target = hub.Targets.Add("w");
        hub.SetRun(target, first);
        hub.SetRun(hub.Targets.Add("v"), last);
        EventStage stage = Staging.Stage(hub, Encoding.UTF8.GetBytes($$"""{"events":[{{Event("1", "w")[11..^2]}},{{Event("2", "v")[11..^2]}},{"event_id":"3","event_type":"t"}]}"""));
        EventReader.Read(stage, EventFormat.Json);

        hub.RemoveTarget("w", target);
        Assert.Equal(target, hub.Targets.Add("x"));
        hub.SetRun(target, other);

        EventCounts counts = hub.Apply(stage);
        hub.Return(stage);
        Assert.Equal((1, 2), (counts.Accepted, counts.Unknown));
        Assert.Equal((0, 0, 1), (first.Count, other.Count, last.Count));
        Assert.Equal(1, Staging.Send(hub, Event("4", "x")).Accepted);
        Assert.Equal(1, Staging.Send(hub, Event("5", "w")).Unknown);
    }

    private static string Event(string id, string workflow) => $$"""{"events":[{"event_id":"{{id}}","event_type":"t","workflow_id":"{{workflow}}"}]}""";

    private static List<string> Kept(EventHub hub, RunEvents run) => hub.Read(run, static (_, _, run) =>
    {
        List<string> kept = [];
        for (long number = run.FirstKept; number < run.Count; number++)
        {
            Assert.Equal(number, run[number].Number);
            kept.Add(Encoding.UTF8.GetString(run[number].IdText));
        }

        return kept;
    });
}
