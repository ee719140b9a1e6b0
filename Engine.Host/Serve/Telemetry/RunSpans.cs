using System.Diagnostics;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Routes;
using Engine.Runtime;

namespace Engine.Host.Serve.Telemetry;

/// <summary>
/// Tells of executions as spans, when they have ended: one for the execution, one for each of its tasks. What the spans say is what the host knows of an
/// ended run: running it takes nothing more. Nothing is done where nobody listens.
/// </summary>
internal sealed class RunSpans(WorkflowHost host, CancellationToken closing)
{
    public const string SourceName = "Engine.Host";

    /// <summary>Executions whose end is waited for at a time; of more no span tells.</summary>
    public const int MaxWatched = 10_000;

    /// <summary>Tasks of one execution that have spans: an exporter's queue has room for 2,048 unless it was told otherwise.</summary>
    public const int MaxTasks = 500;

    private static readonly ActivitySource Source = new(SourceName);

    private int _watched;

    /// <summary>A run was started.</summary>
    /// <param name="workflow">Its workflow.</param>
    /// <param name="run">The run.</param>
    /// <param name="traceParent">The header of who asked for it, if there was one: the span becomes a part of that trace.</param>
    /// <param name="traceState">What belongs to the header.</param>
    public void Started(DefinedWorkflow workflow, RunHandle<TaskResults> run, string? traceParent, string? traceState)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out ActivityContext parent);
        if (Source.CreateActivity($"execute {workflow.Spec.Id}", ActivityKind.Internal, parent) is not { } span)
        {
            // Not among those that are told of.
            return;
        }

        if (Interlocked.Increment(ref _watched) > MaxWatched)
        {
            Interlocked.Decrement(ref _watched);
            return;
        }

        _ = WatchAsync(span, workflow, run);
    }

    private async Task WatchAsync(Activity span, DefinedWorkflow workflow, RunHandle<TaskResults> run)
    {
        try
        {
            await ((Task)run.WaitAsync(closing).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!closing.IsCancellationRequested)
            {
                Write(span, workflow, await host.GetAsync(run.Id, closing).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is RunNotFoundException or RequestRefusedException or HostStoppedException or JournalException or OperationCanceledException)
        {
            // It was forgotten at once, or the host ends: no span.
        }
        finally
        {
            Interlocked.Decrement(ref _watched);
        }
    }

    private static void Write(Activity span, DefinedWorkflow workflow, RunSnapshot run)
    {
        if (run.EndedAt is not { } endedAt)
        {
            // It was tried again meanwhile.
            return;
        }

        span.SetStartTime(run.StartedAt.UtcDateTime);
        span.Start();
        span.SetTag("engine.workflow", workflow.Spec.Id);
        span.SetTag("engine.execution", run.Id.ToString());
        span.SetTag("engine.status", ExecutionJson.StatusOf(run));
        span.SetTag("engine.tasks", run.Steps.Count);
        if (workflow.Tenant.Name.Length > 0)
        {
            span.SetTag("engine.tenant", workflow.Tenant.Name);
        }

        SetError(span, run.Exception);
        for (int stepIndex = 0; stepIndex < Math.Min(run.Steps.Count, MaxTasks); stepIndex++)
        {
            WriteTask(span, workflow, run.Steps[stepIndex], stepIndex);
        }

        span.SetEndTime(endedAt.UtcDateTime);
        span.Stop();
    }

    private static void WriteTask(Activity span, DefinedWorkflow workflow, StepSnapshot step, int stepIndex)
    {
        if (step.StartedAt is not { } startedAt || step.EndedAt is not { } endedAt)
        {
            return;
        }

        using Activity? task = Source.StartActivity($"task {step.Name}", ActivityKind.Internal, span.Context, startTime: startedAt);
        if (task is null)
        {
            return;
        }

        task.SetTag("engine.task", step.Name);
        task.SetTag("engine.activity", workflow.Graph.ActivityOf(workflow.Graph.Order[stepIndex]));
        task.SetTag("engine.status", ExecutionJson.StatusOf(step));
        task.SetTag("engine.attempts", step.Attempt);
        SetError(task, step.Exception);
        task.SetEndTime(endedAt.UtcDateTime);
    }

    private static void SetError(Activity span, Exception? exception)
    {
        if (exception is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, exception.Message);
        }
    }
}
