using System.Text.Json;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Routes;

/// <summary>Runs, which clients call executions: list, show, cancel, pause, resume, retry.</summary>
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
    ];

    /// <summary>The run that a path names, with its workflow, if the tenant has it.</summary>
    /// <exception cref="ServeException">There is none.</exception>
    public static async Task<(RunSnapshot Run, DefinedWorkflow Workflow)> FindAsync(ServeCall call)
    {
        if (!RunId.TryParse(call.Id, out RunId id))
        {
            throw new ServeException(404, $"There is no execution '{ServeCall.Shown(call.Id)}': an execution_id is up to 16 hexadecimal digits, as execute answers.");
        }

        RunSnapshot run = await call.App.Runs.GetAsync(id, call.Aborted).ConfigureAwait(false);
        return call.Tenant.IdOf(run.Workflow) is { } workflowId && call.Tenant.Find(workflowId) is { } workflow
            ? (run, workflow)
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
        (RunSnapshot run, DefinedWorkflow workflow) = await FindAsync(call).ConfigureAwait(false);
        await ExecutionJson.SendAsync(call, workflow, run.Id, isWhole: true).ConfigureAwait(false);
    }

    private static async Task OrderAsync(ServeCall call, string done, string otherwise, Func<WorkflowHost, RunId, string?, CancellationToken, Task<bool>> order)
    {
        (RunSnapshot run, DefinedWorkflow workflow) = await FindAsync(call).ConfigureAwait(false);
        string? reason = null;
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(call.Http, ServeLimits.SmallBytes).ConfigureAwait(false);
        if (!body.IsEmpty)
        {
            using JsonDocument document = JsonFields.Parse(body);
            JsonFields.RefuseUnknown(document.RootElement, "", "reason");
            reason = JsonFields.Text(document.RootElement, "", "reason", ServeLimits.NameLength);
        }

        if (!await order(call.App.Runs, run.Id, reason, CancellationToken.None).ConfigureAwait(false))
        {
            throw new ServeException(409, $"Execution {run.Id} {otherwise}. GET /api/v1/executions/{run.Id} says what it is.");
        }

        workflow.ForgetStatus();
        call.App.Notices.Tell(call.Tenant, $"execution_{done}", workflow.Spec.Id, run.Id, null);
        await call.AnswerAsync((run.Id, workflow, done), static (json, answer) =>
        {
            json.WriteStartObject();
            ExecutionJson.WriteId(json, answer.Id);
            json.WriteString("workflow_id"u8, answer.workflow.Spec.Id);
            json.WriteString("status"u8, answer.done);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
