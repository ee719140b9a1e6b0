using System.Text;
using System.Text.Json;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

/// <summary>Batches of events for tests, and a short reader that says what is in one.</summary>
internal static class Staging
{
    public static EventHub NewHub(int window = EventIdWindow.MinCapacity, int deadLetters = 100) => new(window, deadLetters, TimeProvider.System);

    public static EventStage Stage(EventHub hub, ReadOnlySpan<byte> body)
    {
        EventStage stage = hub.Rent();
        body.CopyTo(stage.Room(body.Length));
        stage.Advance(body.Length);
        stage.Seal();
        return stage;
    }

    public static EventCounts Send(EventHub hub, string body, EventFormat format = EventFormat.Json) => Send(hub, Encoding.UTF8.GetBytes(body), format);

    public static EventCounts Send(EventHub hub, ReadOnlySpan<byte> body, EventFormat format)
    {
        EventStage stage = Stage(hub, body);
        try
        {
            EventReader.Read(stage, format);
            return hub.Apply(stage);
        }
        finally
        {
            hub.Return(stage);
        }
    }

    /// <summary>What was read, a line per event, as <see cref="Oracle"/> writes it.</summary>
    public static List<string> Describe(EventStage stage, EventHub hub)
    {
        List<string> lines = [];
        foreach (StagedEvent staged in stage.Events)
        {
            string id = Encoding.UTF8.GetString(stage.Bytes, staged.IdStart, staged.IdLength);
            string workflow = Encoding.UTF8.GetString(stage.Bytes, staged.WorkflowStart, staged.WorkflowLength);
            string data = Encoding.UTF8.GetString(stage.Bytes, staged.DataStart, staged.DataLength);
            lines.Add($"{staged.Index} {id}|{hub.Types.NameOf(staged.Type)}|{workflow}|{staged.TimeMicros}|{data}");
        }

        lines.Add($"invalid {stage.InvalidCount} {(stage.InvalidCount > 0 ? stage.FirstInvalidIndex : -1)} {stage.FirstFlaw}");
        return lines;
    }

    /// <summary>The same from a document of the framework; null where the batch is to be refused. Its types must be known to the hub.</summary>
    public static List<string>? Oracle(byte[] body)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(body);
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = EventLimits.Depth });
            if (document.RootElement.ValueKind != JsonValueKind.Object || document.RootElement.EnumerateObject().Count(static property => property.NameEquals("events")) != 1)
            {
                return null;
            }

            JsonElement events = document.RootElement.GetProperty("events");
            List<string> lines = [];
            int index = 0, invalid = 0, firstInvalid = -1;
            EventFlaw firstFlaw = EventFlaw.None;
            foreach (JsonElement element in events.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Object)
                {
                    return null;
                }

                string? id = Text(element, "event_id"), type = Text(element, "event_type"), workflow = Text(element, "workflow_id");
                (long micros, bool isBad) = Time(element);
                string data = element.TryGetProperty("data", out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : "";
                EventFlaw flaw = string.IsNullOrEmpty(id) ? EventFlaw.NoId
                    : Encoding.UTF8.GetByteCount(id) > EventLimits.IdBytes ? EventFlaw.LongId
                    : string.IsNullOrEmpty(type) ? EventFlaw.NoType
                    : Encoding.UTF8.GetByteCount(type) > EventLimits.TypeBytes ? EventFlaw.LongType
                    : workflow is not null && Encoding.UTF8.GetByteCount(workflow) > EventLimits.WorkflowBytes ? EventFlaw.LongWorkflow
                    : Encoding.UTF8.GetByteCount(data) > EventLimits.DataBytes ? EventFlaw.LongData
                    : isBad ? EventFlaw.BadTimestamp
                    : EventFlaw.None;
                if (flaw == EventFlaw.None)
                {
                    lines.Add($"{index} {id}|{type}|{workflow}|{micros}|{data}");
                }
                else if (invalid++ == 0)
                {
                    firstInvalid = index;
                    firstFlaw = flaw;
                }

                index++;
            }

            lines.Add($"invalid {invalid} {firstInvalid} {firstFlaw}");
            return lines;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) => !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null
        ? null
        : value.GetString();

    private static (long Micros, bool IsBad) Time(JsonElement element)
    {
        if (!element.TryGetProperty("timestamp", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return (StagedEvent.NoTime, false);
        }

        string raw = value.GetRawText();
        long micros;
        bool isRight = value.ValueKind switch
        {
            JsonValueKind.Number => EventTimes.TryParseNumber(Encoding.UTF8.GetBytes(raw), out micros),
            JsonValueKind.String => EventTimes.TryParseText(Encoding.UTF8.GetBytes(raw[1..^1]), out micros),
            _ => throw new JsonException("A time is a number or a string."),
        };
        return (micros, !isRight);
    }
}
