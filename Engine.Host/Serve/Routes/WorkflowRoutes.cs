using System.Globalization;
using System.Text.Json;
using Engine.Host.Serve.Access;
using Engine.Host.Serve.Catalog;
using Engine.Host.Serve.Http;
using Engine.Runtime;

namespace Engine.Host.Serve.Routes;

/// <summary>Workflows: define, list, show, remove, execute, status.</summary>
internal static class WorkflowRoutes
{
    public static IEnumerable<Route> All =>
    [
        new("POST", "/api/v1/workflows", Role.Define, DefineAsync, IsAudited: true),
        new("GET", "/api/v1/workflows", Role.Observe, ListAsync),
        new("GET", "/api/v1/workflows/{id}", Role.Observe, ShowAsync),
        new("DELETE", "/api/v1/workflows/{id}", Role.Define, RemoveAsync, IsAudited: true),
        new("POST", "/api/v1/workflows/{id}/execute", Role.Run, ExecuteAsync, IsAudited: true),
        new("GET", "/api/v1/workflows/{id}/status", Role.Observe, StatusAsync),
    ];

    private static async Task DefineAsync(ServeCall call)
    {
        WorkflowDocument document;
        using (RentedBytes body = await RequestBody.ReadAsync(call.Http, ServeLimits.DefinitionBytes).ConfigureAwait(false))
        {
            document = WorkflowDocument.Parse(body.Memory);
        }

        (DefinedWorkflow workflow, bool isNew) = await call.App.Catalog.DefineAsync(call.Tenant, document, call.Aborted).ConfigureAwait(false);
        if (isNew)
        {
            call.App.Notices.Tell(call.Tenant, "workflow_defined", workflow.Spec.Id, default, null);
            call.Http.Response.Headers.Location = $"/api/v1/workflows/{Uri.EscapeDataString(workflow.Spec.Id)}";
        }

        await call.AnswerAsync((workflow, isNew), static (json, answer) =>
        {
            json.WriteStartObject();
            WriteHead(json, answer.workflow);
            json.WriteString("status"u8, answer.isNew ? "created"u8 : "unchanged"u8);
            json.WriteEndObject();
        }, isNew ? 201 : 200).ConfigureAwait(false);
    }

    private static Task ListAsync(ServeCall call)
    {
        call.RefuseUnknownQuery("limit", "after", "pattern", "name");
        int limit = call.Limit();
        string? pattern = call.Query("pattern"), name = call.Query("name"), afterText = call.Query("after");
        int after = 0;
        if (afterText is not null && !int.TryParse(afterText, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw ServeException.BadField("after", "it is not what a page gave as next.");
        }

        List<DefinedWorkflow> found = call.Tenant.After(after, limit + 1, workflow =>
            (pattern is null || workflow.Spec.Pattern == pattern) && (name is null || workflow.Spec.Name.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return call.AnswerAsync((found, limit, call.Tenant), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteNumber("total"u8, page.Tenant.WorkflowCount);
            json.WriteStartArray("workflows"u8);
            foreach (DefinedWorkflow workflow in page.found.Take(page.limit))
            {
                json.WriteStartObject();
                WriteHead(json, workflow);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.found.Count > page.limit)
            {
                json.WriteString("next"u8, page.found[page.limit - 1].Number.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteNull("next"u8);
            }

            json.WriteEndObject();
        });
    }

    private static Task ShowAsync(ServeCall call) => call.AnswerAsync(call.Workflow(), static (json, workflow) => workflow.ToDocument().Write(json));

    private static async Task RemoveAsync(ServeCall call)
    {
        DefinedWorkflow workflow = call.Workflow();
        await call.App.Catalog.RemoveAsync(workflow).ConfigureAwait(false);
        call.App.Notices.Tell(call.Tenant, "workflow_removed", workflow.Spec.Id, default, null);
        await call.AnswerAsync(workflow.Spec.Id, static (json, id) =>
        {
            json.WriteStartObject();
            json.WriteString("workflow_id"u8, id);
            json.WriteString("status"u8, "removed"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(ServeCall call)
    {
        DefinedWorkflow workflow = call.Workflow();
        TaskInput input;
        using (RentedBytes body = await RequestBody.ReadAsync(call.Http, ServeLimits.ExecuteBytes).ConfigureAwait(false))
        {
            input = ExecuteRequest.Parse(body.Memory, workflow.Spec.Id);
        }

        string? key = call.Http.Request.Headers["Idempotency-Key"];
        if (key is { Length: > ServeLimits.NameLength })
        {
            throw ServeException.BadField("Idempotency-Key", $"it has {key.Length} characters; {ServeLimits.NameLength} are allowed.");
        }

        // Not given up when the client goes: the run is started or not, and who asks again should know which.
        RunHandle<TaskResults> run;
        try
        {
            run = await workflow.Hosted.StartAsync(input, string.IsNullOrEmpty(key) ? null : key).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new ServeException(413, $"input_data has {input.Data.Length} bytes: {exception.Message}");
        }

        bool isLatest = workflow.SetLatest(run.Id, call.Tenant.Events);
        call.App.Notices.Started(call.Tenant, workflow, run);
        if (isLatest || string.IsNullOrEmpty(key))
        {
            // Otherwise it is most likely one that was started with its key before.
            call.App.Spans.Started(workflow, run, call.Http.Request.Headers.TraceParent, call.Http.Request.Headers.TraceState);
        }

        await call.AnswerAsync((workflow, run.Id), static (json, answer) =>
        {
            json.WriteStartObject();
            ExecutionJson.WriteId(json, answer.Id);
            json.WriteString("workflow_id"u8, answer.workflow.Spec.Id);
            json.WriteString("status"u8, "running"u8);
            json.WriteNumber("tasks"u8, answer.workflow.Graph.Count);
            if (answer.workflow.SimulatedCount > 0)
            {
                json.WriteNumber("simulated_tasks"u8, answer.workflow.SimulatedCount);
            }

            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task StatusAsync(ServeCall call)
    {
        DefinedWorkflow workflow = call.Workflow();
        RunId latest = workflow.Latest;
        if (latest.IsNone)
        {
            await AnswerWithoutRunAsync(call, workflow, "defined", latest).ConfigureAwait(false);
            return;
        }

        try
        {
            await ExecutionJson.SendAsync(call, workflow, latest, isWhole: false).ConfigureAwait(false);
        }
        catch (RunNotFoundException)
        {
            // Ended, and forgotten since: the workflow is there all the same.
            await AnswerWithoutRunAsync(call, workflow, "forgotten", latest).ConfigureAwait(false);
        }
    }

    private static Task AnswerWithoutRunAsync(ServeCall call, DefinedWorkflow workflow, string status, RunId latest) =>
        call.AnswerAsync((workflow, status, latest), static (json, answer) =>
        {
            json.WriteStartObject();
            WriteHead(json, answer.workflow);
            json.WriteString("status"u8, answer.status);
            if (answer.latest.IsNone)
            {
                json.WriteNull("execution_id"u8);
            }
            else
            {
                ExecutionJson.WriteId(json, answer.latest);
            }

            json.WriteEndObject();
        });

    internal static void WriteHead(Utf8JsonWriter json, DefinedWorkflow workflow)
    {
        json.WriteString("workflow_id"u8, workflow.Spec.Id);
        json.WriteString("name"u8, workflow.Spec.Name);
        json.WriteString("version"u8, workflow.Spec.Version);
        json.WriteString("orchestration_pattern"u8, workflow.Spec.Pattern);
        json.WriteNumber("agents"u8, workflow.Spec.Agents.Length);
        json.WriteNumber("tasks"u8, workflow.Graph.Count);
        if (workflow.SimulatedCount > 0)
        {
            json.WriteNumber("simulated_tasks"u8, workflow.SimulatedCount);
        }
    }
}
