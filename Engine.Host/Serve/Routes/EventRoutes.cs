using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Host.Serve.Ingest;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Routes;

/// <summary>Events: batches, counts, dead letters.</summary>
internal static class EventRoutes
{
    public static IEnumerable<Route> All =>
    [
        new("POST", "/api/v1/events/batch", Role.Run, BatchAsync),
        new("GET", "/api/v1/events", Role.Observe, CountsAsync),
        new("GET", "/api/v1/dead-letters", Role.Observe, ListDeadAsync),
        new("POST", "/api/v1/dead-letters/{id}/resend", Role.Run, ResendAsync, IsAudited: true),
        new("DELETE", "/api/v1/dead-letters/{id}", Role.Run, DropAsync, IsAudited: true),
        new("DELETE", "/api/v1/dead-letters", Role.Run, DropAllAsync, IsAudited: true),
    ];

    /// <summary>
    /// Takes a batch, whole or not at all. The body is read to its end, then parsed in one pass, then applied in one step: no object is made for an event.
    /// </summary>
    private static async Task BatchAsync(ServeCall call)
    {
        EventFormat format = FormatOf(call.Http.Request.ContentType);
        RequestBody.Limit(call.Http, ServeLimits.EventBytes);
        EventHub hub = call.Tenant.Events;
        EventStage stage = hub.Rent();
        long held = 0;
        try
        {
            PipeReader reader = call.Http.Request.BodyReader;
            bool isCompleted;
            do
            {
                ReadResult result = await reader.ReadAsync(call.Aborted).ConfigureAwait(false);
                long count = result.Buffer.Length;
                if (stage.Body.Length + count > ServeLimits.EventBytes)
                {
                    throw RequestBody.TooLarge(ServeLimits.EventBytes);
                }

                if (!call.App.EventBytes.TryTake(count))
                {
                    throw new ServeException(503, $"{ServeLimits.EventBytesAtOnce} bytes of events are being read already. Send this batch again in a moment.") { RetryAfterSeconds = 1 };
                }

                held += count;
                stage.Append(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                isCompleted = result.IsCompleted;
            }
            while (!isCompleted);

            stage.Seal();
            EventReader.Read(stage, format);
            EventCounts counts = hub.Apply(stage);
            await call.AnswerAsync((counts, stage), WriteCounts).ConfigureAwait(false);
        }
        finally
        {
            call.App.EventBytes.GiveBack(held);
            hub.Return(stage);
        }
    }

    private static EventFormat FormatOf(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType) || RequestBody.IsOf(contentType, "application/json"))
        {
            return EventFormat.Json;
        }

        return RequestBody.IsOf(contentType, "application/x-ndjson") || RequestBody.IsOf(contentType, "application/ndjson") ? EventFormat.Lines
            : RequestBody.IsOf(contentType, "application/vnd.engine.events") ? EventFormat.Binary
            : throw new ServeException(415, $"Events come as application/json, application/x-ndjson or application/vnd.engine.events, not as {ServeCall.Shown(contentType)}.");
    }

    private static void WriteCounts(Utf8JsonWriter json, (EventCounts Counts, EventStage Stage) answer)
    {
        (EventCounts counts, EventStage stage) = answer;
        json.WriteStartObject();
        json.WriteString("status"u8, "ok"u8);
        WriteCounts(json, counts);
        if (counts.Invalid > 0)
        {
            json.WriteStartObject("first_invalid"u8);
            json.WriteNumber("event_index"u8, stage.FirstInvalidIndex);
            json.WriteString("detail"u8, $"Event {stage.FirstInvalidIndex} was not taken: {EventLimits.Describe(stage.FirstFlaw)}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, EventCounts counts)
    {
        json.WriteNumber("received"u8, counts.Received);
        json.WriteNumber("accepted"u8, counts.Accepted);
        json.WriteNumber("duplicates"u8, counts.Duplicates);
        json.WriteNumber("unknown"u8, counts.Unknown);
        json.WriteNumber("invalid"u8, counts.Invalid);
        json.WriteNumber("dead_lettered"u8, counts.DeadLettered);
    }

    private static Task CountsAsync(ServeCall call) => call.AnswerAsync(call.Tenant.Events, static (json, hub) => hub.Read(json, static (hub, dead, json) =>
    {
        json.WriteStartObject();
        WriteCounts(json, hub.Counts);
        json.WriteStartObject("by_type"u8);
        for (int type = 0; type < hub.Types.Count; type++)
        {
            if (hub.CountOf(type) > 0)
            {
                json.WriteNumber(hub.Types.TextOf(type), hub.CountOf(type));
            }
        }

        json.WriteEndObject();
        json.WriteNumber("dead_letters"u8, dead.Count);
        json.WriteEndObject();
        return true;
    }));

    private static Task ListDeadAsync(ServeCall call)
    {
        call.RefuseUnknownQuery("limit", "after");
        int limit = call.Limit();
        long after = call.Query("after") is { } text ? NumberOf("after", text) : 0;
        return call.AnswerAsync((call.Tenant.Events, limit, after), static (json, asked) => asked.Events.Read((json, asked.limit, asked.after), static (hub, dead, asked) =>
        {
            Utf8JsonWriter json = asked.json;
            json.WriteStartObject();
            json.WriteNumber("total"u8, dead.Count);
            json.WriteNumber("capacity"u8, dead.Capacity);
            json.WriteStartArray("dead_letters"u8);
            long last = 0;
            int count = 0;
            foreach (DeadEvent letter in dead.After(asked.after, asked.limit))
            {
                json.WriteStartObject();
                ExecutionJson.WriteEvent(json, hub.Types, letter.Event);
                json.WriteString("workflow_id"u8, letter.Workflow.Length == 0 ? null : letter.Workflow);
                json.WriteString("arrived_at"u8, EventTimes.ToDate(letter.ArrivedMicros));
                json.WriteString("reason"u8, letter.Workflow.Length == 0 ? "It names no workflow." : "Its workflow is not there, or had no execution.");
                json.WriteEndObject();
                last = letter.Number;
                count++;
            }

            json.WriteEndArray();
            json.WriteString("next"u8, count == asked.limit ? last.ToString(CultureInfo.InvariantCulture) : null);
            json.WriteEndObject();
            return true;
        }));
    }

    private static Task ResendAsync(ServeCall call)
    {
        long number = NumberOf("dead letter", call.Id);
        bool isThere = call.Tenant.Events.Resend(number, out bool isApplied);
        if (!isThere)
        {
            throw NoLetter(number);
        }

        if (!isApplied)
        {
            throw new ServeException(409, $"Dead letter {number} still reaches no run: its workflow is not there, or has no execution. Execute it first, or drop the letter.");
        }

        return call.AnswerAsync(number, static (json, number) => WriteDone(json, number, "resent"u8));
    }

    private static Task DropAsync(ServeCall call)
    {
        long number = NumberOf("dead letter", call.Id);
        return call.Tenant.Events.Read(number, static (_, dead, number) => dead.Remove(number))
            ? call.AnswerAsync(number, static (json, number) => WriteDone(json, number, "dropped"u8))
            : throw NoLetter(number);
    }

    private static Task DropAllAsync(ServeCall call) => call.AnswerAsync(call.Tenant.Events.Read(0, static (_, dead, _) => dead.Clear()), static (json, count) =>
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "dropped"u8);
        json.WriteNumber("count"u8, count);
        json.WriteEndObject();
    });

    private static void WriteDone(Utf8JsonWriter json, long number, ReadOnlySpan<byte> status)
    {
        json.WriteStartObject();
        json.WriteNumber("number"u8, number);
        json.WriteString("status"u8, status);
        json.WriteEndObject();
    }

    private static long NumberOf(string what, string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new ServeException(400, $"{what}: '{ServeCall.Shown(text)}' is not a number, as GET /api/v1/dead-letters gives.");

    private static ServeException NoLetter(long number) => new(404, $"There is no dead letter {number}. GET /api/v1/dead-letters lists those that are there.");
}
