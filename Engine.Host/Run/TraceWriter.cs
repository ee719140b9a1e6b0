using System.Text.Json;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>
/// Writes a run in the Chrome trace-event format, which Perfetto and chrome://tracing open: one complete event per task, a
/// lane per worker, and arrows along the edges where these are few enough to look at.
/// </summary>
/// <remarks>Format: "Trace Event Format" of the Chromium project. Times are microseconds with three decimals, from the run's start.</remarks>
internal static class TraceWriter
{
    /// <summary>With more edges than this, arrows are left out: viewers get slow and nobody sees through them.</summary>
    public const int MaxFlowEdges = 4000;

    private const int ProcessId = 1;

    public static void Write(Stream stream, RunSetup setup, RunRecord record)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        WriteMetadata(json, setup, record);
        for (int task = 0; task < record.TaskCount; task++)
        {
            if (record.HasEnded(task))
            {
                WriteTask(json, setup, record, task);
                json.FlushWhenFull();
            }
        }

        if (setup.Graph.EdgeCount <= MaxFlowEdges)
        {
            WriteFlows(json, setup, record);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, RunSetup setup, RunRecord record)
    {
        WriteName(json, "process_name", thread: 0, $"engine run {DisplayText.Clean(setup.File.Title)}");
        for (int worker = 0; worker < record.WorkerCount; worker++)
        {
            WriteName(json, "thread_name", worker, $"worker {worker}");
        }
    }

    private static void WriteName(Utf8JsonWriter json, string what, int thread, string name)
    {
        WriteHead(json, "M", what, thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter json, RunSetup setup, RunRecord record, int task)
    {
        long start = record.Start[task] - record.StartedTicks;
        WriteHead(json, "X", DisplayText.Clean(setup.File.TaskNames[task]), record.Worker[task]);
        json.WriteString("cat", record.State[task].ToString().ToLowerInvariant());
        json.WriteNumber("ts", Microseconds(record, start));
        json.WriteNumber("dur", Microseconds(record, record.End[task] - record.Start[task]));
        json.WriteStartObject("args");
        json.WriteNumber("task", task);
        json.WriteNumber("planned_start_us", Microseconds(setup.PlannedSeconds(setup.Planned.Start[task])));
        json.WriteNumber("planned_us", Microseconds(setup.PlannedSeconds(setup.Graph.Cost(task))));
        json.WriteNumber("slack_us", Microseconds(setup.PlannedSeconds(setup.Plan.Slack(task))));
        json.WriteBoolean("critical", setup.IsCritical[task]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFlows(Utf8JsonWriter json, RunSetup setup, RunRecord record)
    {
        int edge = 0;
        for (int task = 0; task < record.TaskCount; task++)
        {
            foreach (int successor in setup.Graph.Successors(task))
            {
                if (record.HasEnded(task) && record.HasEnded(successor))
                {
                    // An arrow belongs to the event that its time lies in; at its very end the next one could begin.
                    long lastInside = Math.Max(record.Start[task], record.End[task] - 1);
                    WriteFlow(json, record, "s", edge, record.Worker[task], lastInside);
                    WriteFlow(json, record, "f", edge, record.Worker[successor], record.Start[successor]);
                }

                edge++;
            }
        }
    }

    private static void WriteFlow(Utf8JsonWriter json, RunRecord record, string phase, int edge, int worker, long ticks)
    {
        WriteHead(json, phase, "edge", worker);
        json.WriteString("cat", "edge");
        json.WriteNumber("id", edge);
        json.WriteNumber("ts", Microseconds(record, ticks - record.StartedTicks));
        if (phase == "f")
        {
            json.WriteString("bp", "e");
        }

        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, string phase, string name, int thread)
    {
        json.WriteStartObject();
        json.WriteString("ph", phase);
        json.WriteString("name", name);
        json.WriteNumber("pid", ProcessId);
        json.WriteNumber("tid", thread);
    }

    // Decimal: ticks of a nanosecond stay exact, so that an event never overlaps the next one by rounding.
    private static decimal Microseconds(RunRecord record, long ticks) => ticks * 1_000_000m / record.TicksPerSecond;

    private static decimal Microseconds(double seconds) => Math.Round((decimal)(seconds * 1e6), 3);
}
