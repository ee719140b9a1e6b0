using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

/// <summary>Batches in JSON: scanner, reader and a document of the framework agree on every batch, right or wrong.</summary>
public class JsonEventTests
{
    private static readonly string[] Types = ["task_started", "task_completed", "performance_test"];

    public static TheoryData<string> Batches =>
    [
        """{"events":[]}""",
        """ { "events" : [ { "event_id" : "a" , "event_type" : "task_started" , "workflow_id" : "w" , "timestamp" : "2026-01-02T03:04:05.678Z" , "data" : { "x" : [1, 2.5e3, -0, true, null, "\u00e9\n"] } } ] } """,
        """{"batch":{"deep":[[]]},"events":[{"event_id":"a","event_type":"task_started","extra":{"b":[{}]},"data":null}],"more":1}""",
        """{"events":[{"event_id":"\u0061b","event_type":"task_\u0073tarted","workflow_id":"\"w\\\""}]}""",
        """{"events":[{"event_\u0069d":"a","event_type":"task_started"}]}""",
        """{"events":[{},{"event_id":"","event_type":"task_started"},{"event_id":"a"},{"event_id":"a","event_type":null}]}""",
        """{"events":[{"event_id":"a","event_type":"task_started","timestamp":"yesterday"},{"event_id":"b","event_type":"task_started","timestamp":1e5}]}""",
        """{"events":[{"event_id":"a","event_id":"b","event_type":"task_started","data":1,"data":[2]}]}""",
        """{"events":[{"event_id":"é😀","event_type":"task_started","data":"é"}]}""",
        "{\"events\":[{\"event_id\":\"a\",\r\n\t\"event_type\":\"task_started\"}\n]}",
    ];

    public static TheoryData<string> Refused =>
    [
        "", " ", "null", "[]", "7", "{", "{}", "{\"events\":{}}", "{\"events\":null}", "{\"events\":[1]}", "{\"events\":[null]}", "{\"events\":[[]]}",
        "{\"events\":[{}],}", "{\"events\":[{},]}", "{\"events\":[{}]} x", "{\"events\":[{}]}{}", "{\"events\":[{\"a\"}]}", "{\"events\":[{\"a\":}]}", "{\"events\":[],\"events\":[]}",
        "{\"events\":[{\"event_id\":1,\"event_type\":\"x\"}]}", "{\"events\":[{\"event_id\":\"a\",\"event_type\":{}}]}", "{\"events\":[{\"timestamp\":true}]}",
        "{\"events\":[{\"data\":01}]}", "{\"events\":[{\"data\":1.}]}", "{\"events\":[{\"data\":-}]}", "{\"events\":[{\"data\":1e}]}", "{\"events\":[{\"data\":tru}]}", "{\"events\":[{\"data\":\"\\x\"}]}",
        "{\"events\":[{\"data\":\"\\u12g4\"}]}", "{\"events\":[{\"data\":\"a\tb\"}]}", "{\"events\":[{\"data\":[1 2]}]}", "{\"events\":[{\"data\":{\"a\":1,}}]}", "{\"events\":[{\"data\":[}]}",
        "{\"events\":[{\"event_id\":\"\\ud800\",\"event_type\":\"task_started\"}]}", "{\"events\":[{}] /* no */}", "{'events':[]}", "\uFEFF{\"events\":[]}", "{\"\\ud83d\":1}", "{\"events\":[{\"\\ud83d\":1}]}", "{\"events\":[{\"event_id\":\"a",
    ];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Batch_is_read_as_the_frameworks_document_has_it(string body)
    {
        List<string>? wanted = Staging.Oracle(Encoding.UTF8.GetBytes(body));
        Assert.NotNull(wanted);
        Assert.Equal(wanted, ReadAll(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_batch_is_refused_with_its_place(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        Assert.Null(Staging.Oracle(bytes));
        EventHub hub = Staging.NewHub();
        EventStage stage = Staging.Stage(hub, bytes);
        Assert.False(JsonEventScanner.TryRead(stage, isLines: false));
        var wrong = Assert.Throws<EventFormatException>(() => Staging.Send(hub, bytes, EventFormat.Json));
        Assert.InRange(wrong.Offset, 0, bytes.Length);
        Assert.Equal(default, hub.Counts);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_at_the_first_of_them()
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"events\":[{\"event_id\":\"a?\",\"event_type\":\"x\"}]}");
        int at = Array.IndexOf(body, (byte)'?');
        body[at] = 0xC3;
        Assert.Equal(at, Assert.Throws<EventFormatException>(() => Staging.Send(Staging.NewHub(), body, EventFormat.Json)).Offset);
    }

    [Theory]
    [InlineData(EventLimits.Depth - 3, true)]
    [InlineData(EventLimits.Depth - 2, false)]
    public void Data_is_nested_as_deep_as_the_limit_and_no_deeper(int depth, bool isRead)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"events":[{"event_id":"a","event_type":"task_started","data":{{new string('[', depth)}}{{new string(']', depth)}}}]}""");
        Assert.Equal(isRead, Staging.Oracle(body) is not null);
        Assert.Equal(isRead, ReadAll(body) is not null);
    }

    [Theory]
    [InlineData(EventLimits.IdBytes, EventLimits.TypeBytes, EventLimits.WorkflowBytes, EventFlaw.None)]
    [InlineData(EventLimits.IdBytes + 1, 1, 1, EventFlaw.LongId)]
    [InlineData(1, EventLimits.TypeBytes + 1, 1, EventFlaw.LongType)]
    [InlineData(1, 1, EventLimits.WorkflowBytes + 1, EventFlaw.LongWorkflow)]
    public void Event_with_a_longer_name_is_invalid_and_the_rest_is_taken(int id, int type, int workflow, object flaw)
    {
        EventHub hub = Staging.NewHub();
        byte[] body = Encoding.UTF8.GetBytes($$"""{"events":[{"event_id":"{{new string('i', id)}}","event_type":"{{new string('t', type)}}","workflow_id":"{{new string('w', workflow)}}"},{"event_id":"ok","event_type":"ok"}]}""");
        EventStage stage = Staging.Stage(hub, body);
        EventReader.Read(stage, EventFormat.Json);
        Assert.Equal((EventFlaw)flaw, stage.FirstFlaw);
        Assert.Equal((EventFlaw)flaw == EventFlaw.None ? 2 : 1, stage.Events.Length);
    }

    [Fact]
    public void Lines_are_events_and_blank_ones_are_none()
    {
        EventHub hub = Staging.NewHub();
        EventCounts counts = Staging.Send(hub, "{\"event_id\":\"a\",\"event_type\":\"x\"}\n\n{\"event_id\":\"b\",\"event_type\":\"x\"}\r\n{\"event_id\":\"a\",\"event_type\":\"y\"}", EventFormat.Lines);
        Assert.Equal((3, 2, 1), (counts.Received, counts.Unknown, counts.Duplicates));
        Assert.Throws<EventFormatException>(() => Staging.Send(hub, "{\"event_id\":\"c\",\"event_type\":\"x\"}\n[1]", EventFormat.Lines));
        Assert.Throws<EventFormatException>(() => Staging.Send(hub, "{\"event_id\":\"c\",\"event_type\":\"x\"},{}", EventFormat.Lines));
        Assert.Equal(3, hub.Counts.Received);
    }

    [Fact]
    public void Random_batches_and_what_a_slip_makes_of_them_are_read_or_refused_as_by_the_frameworks_document()
    {
        var random = new Random(20260102);
        byte[] slips = "{}[]\",:\\0123456789eE+-.tfnu \n\r\t\0\u00ff"u8.ToArray();
        int refused = 0;
        for (int round = 0; round < 4_000; round++)
        {
            byte[] body = Encoding.UTF8.GetBytes(RandomBatch(random));
            for (int slip = random.Next(3); slip > 0; slip--)
            {
                int at = random.Next(body.Length);
                body = random.Next(3) switch
                {
                    0 => [.. body[..at], .. body[(at + 1)..]],
                    1 => [.. body[..at], slips[random.Next(slips.Length)], .. body[at..]],
                    _ => [.. body[..at], slips[random.Next(slips.Length)], .. body[(at + 1)..]],
                };
            }

            List<string>? wanted = Staging.Oracle(body);
            List<string>? read = ReadAll(body);
            if (wanted is null)
            {
                refused++;
                Assert.True(read is null, $"Round {round}: taken, and it should not be: {Encoding.UTF8.GetString(body)}");
            }
            else
            {
                Assert.True(read is not null, $"Round {round}: refused, and it should not be: {Encoding.UTF8.GetString(body)}");
                // A slip in a type makes another one; both hubs know the first ones only.
                Assert.Equal(wanted, read);
            }
        }

        Assert.InRange(refused, 1_000, 3_500);
    }

    [Fact]
    public void Reading_a_batch_again_allocates_nothing()
    {
        EventHub hub = Staging.NewHub();
        var random = new Random(7);
        byte[] body = Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 500).Select(_ => RandomEvent(random, isPlain: true)))}}]}""");
        EventStage stage = Staging.Stage(hub, body);
        Assert.Equal(0, Allocations.Of(() =>
        {
            stage.ClearEvents();
            EventReader.Read(stage, EventFormat.Json);
        }));
        Assert.Equal(500, stage.Events.Length);
    }

    /// <summary>What scanner and reader make of a body; null where both refuse it. They agree, or the scanner leaves it to the reader.</summary>
    private static List<string>? ReadAll(byte[] body)
    {
        EventHub hub = Staging.NewHub();
        EventStage stage = Staging.Stage(hub, body);
        List<string>? scanned = null;
        if (System.Text.Unicode.Utf8.IsValid(body) && JsonEventScanner.TryRead(stage, isLines: false))
        {
            scanned = Staging.Describe(stage, hub);
        }

        stage.ClearEvents();
        try
        {
            EventReader.Read(stage, EventFormat.Json);
            stage.ClearEvents();
            JsonEventReader.Read(stage, isLines: false);
        }
        catch (EventFormatException)
        {
            Assert.Null(scanned);
            return null;
        }

        List<string> read = Staging.Describe(stage, hub);
        if (scanned is not null)
        {
            Assert.Equal(read, scanned);
        }

        return read;
    }

    private static string RandomBatch(Random random)
    {
        string events = string.Join(random.Next(2) == 0 ? "," : " ,\n", Enumerable.Range(0, random.Next(4)).Select(_ => RandomEvent(random, isPlain: false)));
        return random.Next(4) == 0 ? $$"""{"a":{{RandomValue(random, 2)}}, "events":[{{events}}]}""" : $$"""{"events": [{{events}}]}""";
    }

    private static string RandomEvent(Random random, bool isPlain)
    {
        string time = random.Next(4) switch
        {
            0 => "\"2026-01-02T03:04:05Z\"",
            1 => "1767323045.125",
            2 => "1767323045125",
            _ => isPlain ? "null" : "\"soon\"",
        };
        string id = isPlain || random.Next(4) > 0 ? $"\"e{random.Next(1_000)}\"" : RandomValue(random, 0);
        return $$"""{"event_id":{{id}},"event_type":"{{Types[random.Next(Types.Length)]}}","workflow_id":"w{{random.Next(3)}}","timestamp":{{time}},"data":{{RandomValue(random, 3)}}}""";
    }

    private static string RandomValue(Random random, int depth) => random.Next(depth == 0 ? 6 : 9) switch
    {
        0 => "null",
        1 => "true",
        2 => "-12.5e+3",
        3 => "0",
        4 => "\"a\\\"\\u0041\\n\"",
        5 => "\"plain\"",
        6 => "{}",
        7 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => RandomValue(random, depth - 1)))}]",
        _ => $"{{\"k\" : {RandomValue(random, depth - 1)}, \"l\":{RandomValue(random, depth - 1)}}}",
    };
}
