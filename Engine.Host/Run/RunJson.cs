using System.Text.Json;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>A finished run as one JSON object; times are seconds from the run's start.</summary>
internal static class RunJson
{
    public static void Write(Stream stream, RunSetup setup, RunRecord record, RunStatistics statistics, RunCheck check)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("file", setup.File.Path);
        json.WriteString("outcome", record.Outcome.ToString().ToLowerInvariant());
        json.WriteNumber("nodes", setup.Graph.NodeCount);
        json.WriteNumber("edges", setup.Graph.EdgeCount);
        json.WriteNumber("m", record.WorkerCount);
        json.WriteString("body", setup.Options.Body == BodyKind.Spin ? "spin" : "sleep");
        // Infinity is no JSON number: empty bodies say null.
        WriteNumber(json, "speed", setup.Speed);
        WriteCounts(json, statistics);
        WriteTimes(json, setup, statistics);
        WriteCheck(json, setup, check);
        if (record.Failure is not null)
        {
            json.WriteStartObject("failure");
            json.WriteNumber("task", record.FailedTask);
            json.WriteString("name", setup.File.TaskNames[record.FailedTask]);
            json.WriteString("message", record.Failure.Message);
            json.WriteEndObject();
        }

        WriteTasks(json, record);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteCounts(Utf8JsonWriter json, RunStatistics statistics)
    {
        json.WriteNumber("completed", statistics.Completed);
        json.WriteNumber("failed", statistics.Failed);
        json.WriteNumber("cancelled", statistics.Cancelled);
        json.WriteNumber("not_started", statistics.NotStarted);
    }

    private static void WriteTimes(Utf8JsonWriter json, RunSetup setup, RunStatistics statistics)
    {
        WriteNumber(json, "planned_makespan", statistics.PlannedMakespan);
        WriteNumber(json, "makespan", statistics.Makespan);
        WriteNumber(json, "ratio", statistics.Ratio);
        WriteNumber(json, "planned_critical_path", statistics.PlannedCriticalPath);
        WriteNumber(json, "critical_path", statistics.CriticalPath);
        WriteNumber(json, "planned_work", statistics.PlannedWork);
        WriteNumber(json, "work", statistics.Work);
        WriteNumber(json, "planned_utilization", setup.Planned.Utilization);
        WriteNumber(json, "utilization", statistics.Utilization);
        json.WriteStartArray("worker_utilization");
        foreach (double utilization in statistics.WorkerUtilization)
        {
            json.WriteNumberValue(utilization);
        }

        json.WriteEndArray();
        json.WriteStartObject("start_delay");
        WriteNumber(json, "mean", statistics.StartDelay.Mean);
        WriteNumber(json, "p50", statistics.StartDelay.Median);
        WriteNumber(json, "p99", statistics.StartDelay.Percentile99);
        WriteNumber(json, "max", statistics.StartDelay.Max);
        json.WriteEndObject();
        WriteNumber(json, "engine_per_task", statistics.EnginePerTask);
        WriteNumber(json, "body_lateness", statistics.BodyLateness);
    }

    private static void WriteCheck(Utf8JsonWriter json, RunSetup setup, RunCheck check)
    {
        json.WriteStartObject("check");
        json.WriteNumber("tasks", setup.Graph.NodeCount);
        json.WriteNumber("edges", setup.Graph.EdgeCount);
        json.WriteNumber("breaches", check.BreachCount);
        json.WriteStartArray("first_breaches");
        foreach (string breach in check.Breaches)
        {
            json.WriteStringValue(breach);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTasks(Utf8JsonWriter json, RunRecord record)
    {
        json.WriteStartArray("tasks");
        for (int task = 0; task < record.TaskCount; task++)
        {
            if (record.HasEnded(task))
            {
                json.WriteStartObject();
                json.WriteNumber("task", task);
                json.WriteNumber("worker", record.Worker[task]);
                json.WriteNumber("start", record.Seconds(record.Start[task] - record.StartedTicks));
                json.WriteNumber("end", record.Seconds(record.End[task] - record.StartedTicks));
                json.WriteEndObject();
                json.FlushWhenFull();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
