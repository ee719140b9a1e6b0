using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Host.Serve.Ingest;
using Engine.Runtime;

namespace Engine.Host.Serve.Routes;

/// <summary>Server-sent events: one run until it has ended, or the whole host.</summary>
internal static class StreamRoutes
{
    /// <summary>How often a run is looked at, at most: one that changes all the time is told of in steps.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a sign of life is sent on a stream where nothing happens.</summary>
    private static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often figures of the host are sent.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    public static IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/executions/{id}/stream", Role.Observe, RunAsync),
        new("GET", "/api/v1/stream", Role.Observe, HostAsync),
    ];

    /// <summary>Looks at a run when its shard or an event of it says that there is something new, until it has ended.</summary>
    private static async Task RunAsync(ServeCall call)
    {
        (RunSnapshot run, DefinedWorkflow workflow) = await ExecutionRoutes.FindAsync(call).ConfigureAwait(false);
        RunId id = run.Id;
        using IDisposable open = call.App.Notices.OpenStream();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.App.Notices.Closing);
        TimeProvider time = call.App.Options.TimeProvider;
        using var signal = new StreamSignal(time, SignEvery);
        using IDisposable watch = call.App.Runs.Watch(id, signal.Tell);
        var seen = new SeenRun();
        Action applied = () =>
        {
            // Most batches are of other runs.
            if (workflow.EventsOf(id) is { } events && events.Count != seen.EventCount)
            {
                signal.Tell();
            }
        };
        call.Tenant.Events.Applied += applied;
        try
        {
            using EventStream stream = await EventStream.BeginAsync(call.Http, ends.Token).ConfigureAwait(false);
            long toldAt = time.GetTimestamp();
            while (true)
            {
                long lookedAt = time.GetTimestamp();
                run = await call.App.Runs.GetAsync(id, ends.Token).ConfigureAwait(false);
                bool isNew = WriteNews(stream, run, workflow, seen);
                if (run.Stage == RunStage.Ended)
                {
                    stream.Write("end", (run, workflow), static (json, ended) =>
                    {
                        json.WriteStartObject();
                        ExecutionJson.WriteSummary(json, ended.run, ended.workflow.Spec.Id);
                        json.WriteEndObject();
                    });
                    await stream.FlushAsync(ends.Token).ConfigureAwait(false);
                    return;
                }

                if (!isNew && time.GetElapsedTime(toldAt) >= SignEvery)
                {
                    stream.WriteSign();
                    isNew = true;
                }

                if (isNew)
                {
                    toldAt = time.GetTimestamp();
                    await stream.FlushAsync(ends.Token).ConfigureAwait(false);
                }

                await signal.WaitAsync(ends.Token).ConfigureAwait(false);
                if (Pace - time.GetElapsedTime(lookedAt) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early, time, ends.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Who listened has gone, or the host ends.
        }
        finally
        {
            call.Tenant.Events.Applied -= applied;
        }
    }

    /// <summary>Writes what is not as it was at the last look.</summary>
    private static bool WriteNews(EventStream stream, RunSnapshot run, DefinedWorkflow workflow, SeenRun seen)
    {
        bool isNew = false;
        string status = ExecutionJson.StatusOf(run);
        if (status != seen.Status)
        {
            seen.Status = status;
            isNew = true;
            stream.Write("status", (run, workflow), static (json, now) =>
            {
                json.WriteStartObject();
                ExecutionJson.WriteSummary(json, now.run, now.workflow.Spec.Id);
                json.WriteEndObject();
            });
        }

        if (seen.Tasks.Length != run.Steps.Count)
        {
            seen.Tasks = new string[run.Steps.Count];
        }

        for (int stepIndex = 0; stepIndex < run.Steps.Count; stepIndex++)
        {
            string task = ExecutionJson.StatusOf(run.Steps[stepIndex]);
            if (task != (seen.Tasks[stepIndex] ?? "pending"))
            {
                isNew = true;
                stream.Write("task", (run.Steps[stepIndex], task), static (json, now) =>
                {
                    json.WriteStartObject();
                    json.WriteString("task_id"u8, now.Item1.Name);
                    json.WriteString("status"u8, now.task);
                    if (now.Item1.Exception is { } exception)
                    {
                        json.WriteString("error"u8, exception.Message);
                    }

                    json.WriteEndObject();
                });
            }

            seen.Tasks[stepIndex] = task;
        }

        return WriteEvents(stream, run, workflow, seen) || isNew;
    }

    private static bool WriteEvents(EventStream stream, RunSnapshot run, DefinedWorkflow workflow, SeenRun seen) => workflow.EventsOf(run.Id) is { } events
        && workflow.Tenant.Events.Read((stream, events, seen), static (hub, _, now) =>
        {
            long next = Math.Max(now.seen.EventCount, now.events.FirstKept);
            if (next > now.seen.EventCount)
            {
                now.stream.Write("missed", next - now.seen.EventCount, static (json, count) =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("events"u8, count);
                    json.WriteEndObject();
                });
            }

            bool isNew = now.events.Count > now.seen.EventCount;
            for (; next < now.events.Count; next++)
            {
                now.stream.Write("event", (hub.Types, now.events, next), static (json, kept) =>
                {
                    json.WriteStartObject();
                    ExecutionJson.WriteEvent(json, kept.Types, kept.events[kept.next]);
                    json.WriteEndObject();
                });
            }

            now.seen.EventCount = now.events.Count;
            return isNew;
        });

    private static async Task HostAsync(ServeCall call)
    {
        using IDisposable open = call.App.Notices.OpenStream();
        using Notices.Listener listener = call.App.Notices.Listen(call.Tenant);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.App.Notices.Closing);
        using EventStream stream = await EventStream.BeginAsync(call.Http, ends.Token).ConfigureAwait(false);
        using var timer = new PeriodicTimer(TellEvery, call.App.Options.TimeProvider);
        try
        {
            Task<bool> tick = timer.WaitForNextTickAsync(ends.Token).AsTask();
            Task<bool> news = listener.Reader.WaitToReadAsync(ends.Token).AsTask();
            WriteStats(stream, call);
            while (true)
            {
                while (listener.Reader.TryRead(out Notice notice))
                {
                    stream.Write(notice.Kind, notice, WriteNotice);
                }

                if (listener.TakeMissed() is > 0 and var missed)
                {
                    stream.Write("missed", missed, static (json, missed) =>
                    {
                        json.WriteStartObject();
                        json.WriteNumber("notices"u8, missed);
                        json.WriteEndObject();
                    });
                }

                await stream.FlushAsync(ends.Token).ConfigureAwait(false);
                await Task.WhenAny(tick, news).ConfigureAwait(false);
                ends.Token.ThrowIfCancellationRequested();
                if (news.IsCompleted)
                {
                    news = listener.Reader.WaitToReadAsync(ends.Token).AsTask();
                }

                if (tick.IsCompleted)
                {
                    tick = timer.WaitForNextTickAsync(ends.Token).AsTask();
                    WriteStats(stream, call);
                }
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Who listened has gone, or the host ends.
        }
    }

    private static void WriteNotice(System.Text.Json.Utf8JsonWriter json, Notice notice)
    {
        json.WriteStartObject();
        json.WriteString("workflow_id"u8, notice.Workflow);
        if (!notice.Run.IsNone)
        {
            ExecutionJson.WriteId(json, notice.Run);
        }

        if (notice.Status is not null)
        {
            json.WriteString("status"u8, notice.Status);
        }

        json.WriteEndObject();
    }

    private static void WriteStats(EventStream stream, ServeCall call) => stream.Write("stats", call, static (json, call) =>
    {
        HostHealth health = call.App.Runs.Health();
        EventCounts counts = call.Tenant.Events.Counts;
        json.WriteStartObject();
        json.WriteNumber("workflows"u8, call.Tenant.WorkflowCount);
        if (call.Tenant.Name.Length == 0)
        {
            // What the shards do is of all tenants together.
            json.WriteNumber("running"u8, health.RunCount);
            json.WriteNumber("ended"u8, health.Shards.Sum(static shard => (long)shard.EndedRunCount));
            json.WriteNumber("steps"u8, health.Shards.Sum(static shard => shard.StepCount));
        }

        json.WriteNumber("events_received"u8, counts.Received);
        json.WriteNumber("events_accepted"u8, counts.Accepted);
        json.WriteEndObject();
    });

    private sealed class SeenRun
    {
        private long _eventCount;

        public string? Status { get; set; }

        public string?[] Tasks { get; set; } = [];

        /// <summary>Read by those who apply events, too.</summary>
        public long EventCount
        {
            get => Volatile.Read(ref _eventCount);
            set => Volatile.Write(ref _eventCount, value);
        }
    }
}
