using System.Text.Json;
using Engine.Host.Serve.Activities;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Host.Serve.Ingest;
using Engine.Runtime;

namespace Engine.Host.Serve.Routes;

/// <summary>Writes what is known of a run.</summary>
internal static class ExecutionJson
{
    /// <summary>Answers with a run as it is.</summary>
    /// <param name="call">The request.</param>
    /// <param name="workflow">The run's workflow.</param>
    /// <param name="id">The run.</param>
    /// <param name="isWhole">With results and the last events; otherwise what a client polls for.</param>
    public static async Task SendAsync(ServeCall call, DefinedWorkflow workflow, RunId id, bool isWhole)
    {
        RunEvents? events = workflow.EventsOf(id);
        if (!isWhole && workflow.Status.Answer is { } kept && kept.Run == id && kept.EventCount == CountOf(events))
        {
            await JsonAnswer.SendAsync(call.Http, 200, kept.Json).ConfigureAwait(false);
            return;
        }

        int version = workflow.Status.Version;
        HostedRunHistory? history = isWhole ? await call.App.Runs.HistoryAsync(id, call.Aborted).ConfigureAwait(false) : null;
        RunSnapshot run = history is not null ? history.Run : await call.App.Runs.GetAsync(id, call.Aborted).ConfigureAwait(false);
        TaskResults? results = isWhole && run is { Stage: RunStage.Ended, Status: RunStatus.Completed }
            ? await workflow.Hosted.Find(id).WaitAsync(call.Aborted).ConfigureAwait(false)
            : null;
        if (isWhole || run.Stage != RunStage.Ended)
        {
            await call.AnswerAsync((workflow, run, history, results, events), Write).ConfigureAwait(false);
            return;
        }

        long count = CountOf(events);
        byte[] json = JsonAnswer.ToBytes((workflow, run, history, results, events), Write);
        call.App.StatusAnswers.Keep(workflow.Status, new StatusAnswer(id, count, json), version);
        await JsonAnswer.SendAsync(call.Http, 200, json).ConfigureAwait(false);
    }

    public static void WriteId(Utf8JsonWriter json, RunId id)
    {
        Span<char> text = stackalloc char[16];
        id.TryFormat(text, out int length, default, null);
        json.WriteString("execution_id"u8, text[..length]);
    }

    public static void WriteSummary(Utf8JsonWriter json, RunSummary run, string workflowId)
    {
        WriteId(json, run.Id);
        json.WriteString("workflow_id"u8, workflowId);
        json.WriteString("status"u8, StatusOf(run));
        json.WriteString("started_at"u8, run.StartedAt);
        if (run.EndedAt is { } endedAt)
        {
            json.WriteString("completed_at"u8, endedAt);
            json.WriteNumber("duration_ms"u8, (long)(endedAt - run.StartedAt).TotalMilliseconds);
        }
        else
        {
            json.WriteNull("completed_at"u8);
            json.WriteNull("duration_ms"u8);
        }

        if (run.Key is not null)
        {
            json.WriteString("key"u8, run.Key);
        }

        if (run.Exception is not null)
        {
            json.WriteString("error"u8, run.Exception.Message);
        }

        if (run.Reason is not null)
        {
            json.WriteString("reason"u8, run.Reason);
        }
    }

    public static string StatusOf(RunSummary run) => run.Stage switch
    {
        RunStage.Active => "running",
        RunStage.Paused => "paused",
        RunStage.Held => "held",
        RunStage.Stopping or RunStage.Undoing => run.Status == RunStatus.Cancelled ? "cancelling" : "failing",
        _ => run.Status switch
        {
            RunStatus.Completed => "completed",
            RunStatus.Cancelled => "cancelled",
            RunStatus.Compensated => "compensated",
            _ => run.Exception is TimeoutException ? "timed_out" : "failed",
        },
    };

    public static string StatusOf(StepSnapshot step) => step.Status switch
    {
        StepStatus.Completed => "completed",
        StepStatus.Skipped => "skipped",
        StepStatus.Failed => "failed",
        StepStatus.TimedOut => "timed_out",
        StepStatus.Cancelled => "cancelled",
        _ => step.Progress switch
        {
            StepProgress.Runs or StepProgress.WaitsForDisk => "running",
            StepProgress.WaitsForRetry => "retrying",
            StepProgress.Interrupted => "interrupted",
            StepProgress.Ended => "not_started",
            _ => "pending",
        },
    };

    public static void WriteEvent(Utf8JsonWriter json, EventTypes types, KeptEvent kept)
    {
        json.WriteNumber("number"u8, kept.Number);
        json.WriteString("event_id"u8, kept.IdText);
        json.WriteString("event_type"u8, types.TextOf(kept.Type));
        json.WriteString("timestamp"u8, EventTimes.ToDate(kept.TimeMicros));
        if (kept.WholeDataLength > kept.Data.Length)
        {
            json.WriteNumber("data_bytes"u8, kept.WholeDataLength);
        }
        else if (!kept.Data.IsEmpty)
        {
            json.WritePropertyName("data"u8);
            if (kept.IsJson)
            {
                json.WriteRawValue(kept.Data, skipInputValidation: true);
            }
            else
            {
                json.WriteBase64StringValue(kept.Data);
            }
        }
    }

    private static long CountOf(RunEvents? events) => events is null ? 0 : events.Count;

    private static void Write(Utf8JsonWriter json, (DefinedWorkflow Workflow, RunSnapshot Run, HostedRunHistory? History, TaskResults? Results, RunEvents? Events) answer)
    {
        (DefinedWorkflow workflow, RunSnapshot run, HostedRunHistory? history, TaskResults? results, RunEvents? events) = answer;
        bool isWhole = history is not null;
        json.WriteStartObject();
        WriteSummary(json, run, workflow.Spec.Id);
        json.WriteString("name"u8, workflow.Spec.Name);
        json.WriteString("orchestration_pattern"u8, workflow.Spec.Pattern);
        WriteProgress(json, run, workflow.Graph.Count);
        if (workflow.SimulatedCount > 0)
        {
            json.WriteNumber("simulated_tasks"u8, workflow.SimulatedCount);
        }

        if (isWhole && run.TaskInput is { } input)
        {
            WriteInput(json, input.Data.Span);
        }

        json.WriteStartArray("tasks"u8);
        for (int stepIndex = 0; stepIndex < run.Steps.Count; stepIndex++)
        {
            WriteTask(json, workflow, run.Steps[stepIndex], stepIndex, results, isWhole);
        }

        json.WriteEndArray();
        if (results is not null)
        {
            json.WriteStartObject("result"u8);
            foreach ((string task, ReadOnlyMemory<byte> value) in results.Output)
            {
                json.WritePropertyName(task);
                BuiltInActivities.WriteValue(json, value.Span);
            }

            json.WriteEndObject();
        }

        if (history is not null)
        {
            WriteHistory(json, history);
        }

        if (events is not null)
        {
            workflow.Tenant.Events.Read((json, events, isWhole), static (hub, _, asked) => WriteEvents(asked.json, hub, asked.events, asked.isWhole));
        }

        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, ReadOnlySpan<byte> data)
    {
        if (data.Length > ServeLimits.ShownInputBytes)
        {
            json.WriteNumber("input_bytes"u8, data.Length);
            return;
        }

        json.WritePropertyName("input_data"u8);
        BuiltInActivities.WriteValue(json, data);
    }

    public static void WriteProgress(Utf8JsonWriter json, RunSnapshot run, int total)
    {
        int completed = 0, failed = 0, running = 0;
        foreach (StepSnapshot step in run.Steps)
        {
            completed += step.Status is StepStatus.Completed or StepStatus.Skipped ? 1 : 0;
            failed += step.Status is StepStatus.Failed or StepStatus.TimedOut or StepStatus.Cancelled ? 1 : 0;
            running += step.Progress is StepProgress.Runs or StepProgress.WaitsForDisk ? 1 : 0;
        }

        json.WriteStartObject("progress"u8);
        json.WriteNumber("total"u8, total);
        json.WriteNumber("completed"u8, completed);
        json.WriteNumber("failed"u8, failed);
        json.WriteNumber("running"u8, running);
        json.WriteNumber("percent"u8, total == 0 ? 0 : Math.Round(100.0 * completed / total, 1));
        json.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter json, DefinedWorkflow workflow, StepSnapshot step, int stepIndex, TaskResults? results, bool isWhole)
    {
        json.WriteStartObject();
        json.WriteString("task_id"u8, step.Name);
        json.WriteString("status"u8, StatusOf(step));
        AgentSpec agent = workflow.AgentOf(stepIndex);
        json.WriteString("agent_role"u8, agent.Name);
        if (isWhole)
        {
            json.WriteString("agent_type"u8, agent.Type);
            json.WriteString("activity"u8, workflow.Graph.ActivityOf(workflow.Graph.Order[stepIndex]));
        }

        if (step.StartedAt is { } startedAt)
        {
            json.WriteString("started_at"u8, startedAt);
        }

        if (step.EndedAt is { } endedAt)
        {
            json.WriteString("completed_at"u8, endedAt);
            if (step.StartedAt is { } begun)
            {
                json.WriteNumber("duration_ms"u8, (long)(endedAt - begun).TotalMilliseconds);
            }
        }

        if (step.Attempt > 1)
        {
            json.WriteNumber("attempt"u8, step.Attempt);
        }

        if (step.DueAt is { } due)
        {
            json.WriteString("due_at"u8, due);
        }

        if (step.Exception is not null)
        {
            json.WriteString("error"u8, step.Exception.Message);
        }

        if (results is not null)
        {
            ReadOnlyMemory<byte> value = results[workflow.Graph.Order[stepIndex]];
            if (value.Length > ServeLimits.ShownResultBytes)
            {
                json.WriteNumber("result_bytes"u8, value.Length);
            }
            else
            {
                json.WritePropertyName("result"u8);
                BuiltInActivities.WriteValue(json, value.Span);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, HostedRunHistory history)
    {
        if (history.DroppedCount > 0)
        {
            json.WriteNumber("history_dropped"u8, history.DroppedCount);
        }

        json.WriteStartArray("history"u8);
        foreach (HostedRunEvent entry in history.Events)
        {
            json.WriteStartObject();
            json.WriteString("at"u8, entry.At);
            json.WriteString("what"u8, entry.Kind switch
            {
                HostedRunEventKind.Started => "execution_started"u8,
                HostedRunEventKind.StepStarted => "task_started"u8,
                HostedRunEventKind.AttemptFailed => "attempt_failed"u8,
                HostedRunEventKind.StepEnded => entry.StepStatus switch
                {
                    StepStatus.Completed => "task_completed"u8,
                    StepStatus.Skipped => "task_skipped"u8,
                    StepStatus.Cancelled => "task_cancelled"u8,
                    StepStatus.TimedOut => "task_timed_out"u8,
                    _ => "task_failed"u8,
                },
                HostedRunEventKind.Interrupted => "task_interrupted"u8,
                HostedRunEventKind.Paused => "execution_paused"u8,
                HostedRunEventKind.Resumed => "execution_resumed"u8,
                HostedRunEventKind.Cancelled => "execution_cancelled"u8,
                HostedRunEventKind.Retried => "execution_retried"u8,
                HostedRunEventKind.CompensationStarted => "compensation_started"u8,
                HostedRunEventKind.CompensationEnded => "compensation_ended"u8,
                _ => "execution_ended"u8,
            });
            if (entry.Step is not null)
            {
                json.WriteString("task_id"u8, entry.Step);
            }

            if (entry.Attempt > 0)
            {
                json.WriteNumber("attempt"u8, entry.Attempt);
            }

            if (entry.Exception is not null)
            {
                json.WriteString("error"u8, entry.Exception.Message);
            }

            if (entry.Reason is not null)
            {
                json.WriteString("reason"u8, entry.Reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool WriteEvents(Utf8JsonWriter json, EventHub hub, RunEvents events, bool isWhole)
    {
        json.WriteStartObject("events"u8);
        json.WriteNumber("total"u8, events.Count);
        json.WriteStartObject("by_type"u8);
        ReadOnlySpan<long> counts = events.CountsByType;
        for (int type = 0; type < counts.Length; type++)
        {
            if (counts[type] > 0)
            {
                json.WriteNumber(hub.Types.TextOf(type), counts[type]);
            }
        }

        json.WriteEndObject();
        if (isWhole)
        {
            json.WriteStartArray("last"u8);
            for (long number = events.FirstKept; number < events.Count; number++)
            {
                json.WriteStartObject();
                WriteEvent(json, hub.Types, events[number]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        return true;
    }
}
