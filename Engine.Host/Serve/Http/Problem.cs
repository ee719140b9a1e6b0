using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Engine.Host.Serve.Http;

/// <summary>Errors as `application/problem+json` (RFC 9457): what is wrong and how to mend it, never what the program looks like inside.</summary>
internal static class Problem
{
    public const string ContentType = "application/problem+json";

    public static Task SendAsync(HttpContext http, ServeException problem)
    {
        if (problem.RetryAfterSeconds > 0)
        {
            http.Response.Headers.RetryAfter = problem.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return JsonAnswer.SendAsync(http, problem.Status, problem, Write, ContentType);
    }

    public static string TitleOf(int status) => status switch
    {
        400 => "Bad request",
        401 => "No valid key",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Request too slow",
        409 => "Conflict",
        411 => "Length required",
        413 => "Body too large",
        415 => "Content type not supported",
        421 => "Wrong host",
        422 => "Not a valid workflow",
        429 => "Too many requests",
        431 => "Header too large",
        500 => "Internal error",
        503 => "Not now",
        _ => "Error",
    };

    private static void Write(Utf8JsonWriter json, ServeException problem)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "about:blank"u8);
        json.WriteString("title"u8, TitleOf(problem.Status));
        json.WriteNumber("status"u8, problem.Status);
        json.WriteString("detail"u8, problem.Message);
        if (problem.Field is not null)
        {
            json.WriteString("field"u8, problem.Field);
        }

        if (problem.Offset >= 0)
        {
            json.WriteNumber("offset"u8, problem.Offset);
        }

        if (problem.EventIndex >= 0)
        {
            json.WriteNumber("event_index"u8, problem.EventIndex);
        }

        if (problem.Tasks.Count > 0)
        {
            json.WriteStartArray("tasks"u8);
            foreach (string task in problem.Tasks)
            {
                json.WriteStringValue(task);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
