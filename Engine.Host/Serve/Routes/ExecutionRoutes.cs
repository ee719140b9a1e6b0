using System.Text.Json;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Routes;

/// <summary>Runs, which clients call executions: list, show, cancel, pause, resume, retry, dismiss.</summary>
internal static class ExecutionRoutes
{
    public static IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/executions", Role.Observe, ListAsync),
        new("GET", "/api/v1/executions/{id}", Role.Observe, ShowAsync),
        new("POST", "/api/v1/executions/{id}/cancel", Role.Run, static call => OrderAsync(call, "cancelled", "has ended or stops already", static (host, id, _, token) => host.CancelAsync(id, token)), IsAudited: true),
        new("POST", "/api/v1/executions/{id}/pause", Role.Run, static call => OrderAsync(call, "paused", "is not active", static (host, id, reason, token) => host.PauseAsync(id, reason, token)), IsAudited: true),
        new("POST", "/api/v1/executions/{id}/resume", Role.Run, static call => OrderAsync(call, "resumed", "is not paused", static (host, id, _, token) => host.ResumeAsync(id, token)), IsAudited: true),
        new("POST", "/api/v1/executions/{id}/retry", Role.Run, static call => OrderAsync(call, "retried", "has not failed, or something of it was undone", static (host, id, _, token) => host.RetryAsync(id, token)), IsAudited: true),
        new("POST", "/api/v1/executions/{id}/dismiss", Role.Run, DismissAsync, IsAudited: true),
    ];

    /// <summary>The run that a path names, with its workflow, if the tenant has it.</summary>
    /// <exception cref="ServeException">There is none, or it is held because its workflow is not defined.</exception>
    public static async Task<(RunSnapshot Run, DefinedWorkflow Workflow)> FindAsync(ServeCall call)
    {
        (RunSnapshot run, string workflowId) = await FindRunAsync(call).ConfigureAwait(false);
        return call.Tenant.Find(workflowId) is { } workflow ? (run, workflow)
            : throw new ServeException(409, $"Execution {run.Id} is held: {run.Reason}. Define '{workflowId}' as it was and start the engine again, or dismiss the execution.");
    }

    /// <summary>The run that a path names, and the id of its workflow, which need not be defined: such a run is held.</summary>
    /// <exception cref="ServeException">There is none.</exception>
    private static async Task<(RunSnapshot Run, string WorkflowId)> FindRunAsync(ServeCall call)
    {
        if (!RunId.TryParse(call.Id, out RunId id))
        {
            throw new ServeException(404, $"There is no execution '{ServeCall.Shown(call.Id)}': an execution_id is up to 16 hexadecimal digits, as execute answers.");
        }

        RunSnapshot run = await call.App.Runs.GetAsync(id, call.Aborted).ConfigureAwait(false);
        return call.Tenant.IdOf(run.Workflow) is { } workflowId && (run.Stage == RunStage.Held || call.Tenant.Find(workflowId) is not null)
            ? (run, workflowId)
            : throw new ServeException(404, $"There is no run {id} here.");
    }

    private static async Task ListAsync(ServeCall call)
    {
        call.RefuseUnknownQuery("workflow_id", "status", "limit", "after");
        int limit = call.Limit();
        string? workflowId = call.Query("workflow_id");
        (RunStage? stage, RunStatus? status) = FilterOf(call.Query("status"));
        string? after = call.Query("after");
        List<RunSummary> found = [];
        do
        {
            RunPage page;
            try
            {
                page = await call.App.Runs.ListAsync(
                    new RunQuery
                    {
                        Workflow = workflowId is null ? null : call.Tenant.HostNameOf(workflowId),
                        Stage = stage,
                        Status = status,
                        PageSize = limit - found.Count,
                        After = after,
                    },
                    call.Aborted).ConfigureAwait(false);
            }
            catch (ArgumentException)
            {
                throw ServeException.BadField("after", "it is not what a page gave as next.");
            }

            found.AddRange(page.Runs.Where(run => call.Tenant.IdOf(run.Workflow) is not null));
            after = page.Next;
        }
        while (after is not null && found.Count < limit);

        await call.AnswerAsync((found, after, call.Tenant), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("executions"u8);
            foreach (RunSummary run in page.found)
            {
                json.WriteStartObject();
                ExecutionJson.WriteSummary(json, run, page.Tenant.IdOf(run.Workflow)!);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next"u8, page.after);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static (RunStage? Stage, RunStatus? Status) FilterOf(string? text) => text switch
    {
        null => (null, null),
        "running" => (RunStage.Active, null),
        "paused" => (RunStage.Paused, null),
        "held" => (RunStage.Held, null),
        "completed" => (RunStage.Ended, RunStatus.Completed),
        "failed" => (RunStage.Ended, RunStatus.Failed),
        "cancelled" => (RunStage.Ended, RunStatus.Cancelled),
        _ => throw ServeException.BadField("status", $"it is '{ServeCall.Shown(text)}'; choose running, paused, held, completed, failed or cancelled."),
    };

    private static async Task ShowAsync(ServeCall call)
    {
        (RunSnapshot run, string workflowId) = await FindRunAsync(call).ConfigureAwait(false);
        if (call.Tenant.Find(workflowId) is { } workflow)
        {
            await ExecutionJson.SendAsync(call, workflow, run.Id, isWhole: true).ConfigureAwait(false);
            return;
        }

        await call.AnswerAsync((run, workflowId), static (json, held) =>
        {
            json.WriteStartObject();
            ExecutionJson.WriteSummary(json, held.run, held.workflowId);
            ExecutionJson.WriteProgress(json, held.run, 0);
            json.WriteStartArray("tasks"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task DismissAsync(ServeCall call)
    {
        (RunSnapshot run, string workflowId) = await FindRunAsync(call).ConfigureAwait(false);
        if (run.Stage != RunStage.Held)
        {
            throw new ServeException(
                409, $"Execution {run.Id} is not held but {ExecutionJson.StatusOf(run)}: only one that this process cannot go on with is dismissed. {(run.Stage == RunStage.Ended ? "One that has ended is forgotten by itself." : "Cancel it instead.")}");
        }

        await call.App.Runs.DismissAsync(run.Id, CancellationToken.None).ConfigureAwait(false);
        call.App.Notices.Tell(call.Tenant, "execution_dismissed", workflowId, run.Id, null);
        await AnswerDoneAsync(call, run.Id, workflowId, "dismissed").ConfigureAwait(false);
    }

    private static async Task OrderAsync(ServeCall call, string done, string otherwise, Func<WorkflowHost, RunId, string?, CancellationToken, Task<bool>> order)
    {
        (RunSnapshot run, DefinedWorkflow workflow) = await FindAsync(call).ConfigureAwait(false);
        string? reason;
        using (RentedBytes body = await RequestBody.ReadAsync(call.Http, ServeLimits.SmallBytes).ConfigureAwait(false))
        {
            reason = ReasonOf(body.Memory);
        }

        if (!await order(call.App.Runs, run.Id, reason, CancellationToken.None).ConfigureAwait(false))
        {
            throw new ServeException(409, $"Execution {run.Id} {otherwise}. GET /api/v1/executions/{run.Id} says what it is.");
        }

        workflow.Status.Forget();
        call.App.Notices.Tell(call.Tenant, $"execution_{done}", workflow.Spec.Id, run.Id, null);
        await AnswerDoneAsync(call, run.Id, workflow.Spec.Id, done).ConfigureAwait(false);
    }

    private static string? ReasonOf(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        using JsonDocument document = JsonFields.Parse(body);
        JsonFields.RefuseUnknown(document.RootElement, "", "reason");
        return JsonFields.Text(document.RootElement, "", "reason", ServeLimits.NameLength);
    }

    private static Task AnswerDoneAsync(ServeCall call, RunId id, string workflowId, string done) => call.AnswerAsync((id, workflowId, done), static (json, answer) =>
    {
        json.WriteStartObject();
        ExecutionJson.WriteId(json, answer.id);
        json.WriteString("workflow_id"u8, answer.workflowId);
        json.WriteString("status"u8, answer.done);
        json.WriteEndObject();
    });
}
