using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Engine.Host.Load;

/// <summary>Writes what a load has measured as one JSON object.</summary>
internal static class LoadJson
{
    public static void Write(TextWriter output, LoadResult result)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(utf8, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("when", result.When);
            json.WriteString("server", result.Options.HostName);
            json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
            json.WriteNumber("connections", result.Options.Connections);
            if (double.IsInfinity(result.Options.Rate))
            {
                json.WriteNull("rate");
            }
            else
            {
                json.WriteNumber("rate", result.Options.Rate);
            }

            json.WriteNumber("answers", result.Answers);
            json.WriteNumber("failures", result.Failures);
            json.WriteNumber("events_per_second", Math.Round(result.EventsPerSecond));
            json.WriteNumber("own_delay_p99_us", result.OwnDelayP99Us);
            if (result.Concurrent is { } concurrent)
            {
                WriteConcurrent(json, result.Options, concurrent);
            }

            json.WriteStartArray("routes");
            foreach (RouteResult route in result.Rows)
            {
                WriteRoute(json, route);
            }

            json.WriteEndArray();
            json.WriteStartArray("by_second");
            foreach (LoadSecond second in result.Series)
            {
                json.WriteStartObject();
                json.WriteNumber("answers", second.Answers);
                json.WriteNumber("failures", second.Failures);
                json.WriteNumber("p50_us", second.P50Us);
                json.WriteNumber("p99_us", second.P99Us);
                json.WriteNumber("max_us", second.MaxUs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(utf8.WrittenSpan));
    }

    private static void WriteConcurrent(Utf8JsonWriter json, LoadOptions options, ConcurrentResult seen)
    {
        json.WriteStartObject("concurrent");
        json.WriteNumber("executions", options.Concurrent);
        json.WriteNumber("delay_ms", options.DelayMs);
        json.WriteNumber("least", seen.LeastUnderWay);
        json.WriteNumber("median", seen.MedianUnderWay);
        json.WriteNumber("tasks_per_second", Math.Round(seen.TasksPerSecond, 1));
        json.WriteNumber("found_by_asking", seen.FoundByAsking);
        if (seen.Server is { } server)
        {
            json.WriteStartObject("server");
            json.WriteNumber("cores", Math.Round(server.Cores, 3));
            json.WriteNumber("resident_bytes_before", server.Before.ResidentBytes);
            json.WriteNumber("resident_bytes_defined", server.Defined.ResidentBytes);
            json.WriteNumber("resident_bytes_under_way", server.UnderWay.ResidentBytes);
            json.WriteNumber("resident_bytes_over", server.Over.ResidentBytes);
            json.WriteNumber("remembered_over", server.Over.RememberedRuns);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRoute(Utf8JsonWriter json, RouteResult route)
    {
        json.WriteStartObject();
        json.WriteString("route", route.Name);
        json.WriteNumber("answers", route.Answers);
        json.WriteNumber("per_second", Math.Round(route.PerSecond, 1));
        json.WriteNumber("failures", route.Failures);
        json.WriteStartObject("reasons");
        foreach ((string reason, long times) in route.Reasons)
        {
            json.WriteNumber(reason, times);
        }

        json.WriteEndObject();
        json.WriteNumber("mean_us", Math.Round(route.MeanUs, 1));
        json.WriteNumber("p50_us", route.P50Us);
        json.WriteNumber("p99_us", route.P99Us);
        json.WriteNumber("p999_us", route.P999Us);
        json.WriteNumber("max_us", route.MaxUs);
        json.WriteEndObject();
    }
}
