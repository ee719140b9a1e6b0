using System.Text.Json;
using Engine.Host.Serve.Http;

namespace Engine.Host.Serve.Catalog;

/// <summary>A workflow as a client defined it. Two are the same where their <see cref="Content"/> is.</summary>
internal sealed class WorkflowSpec
{
    private WorkflowSpec()
    {
    }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string? Description { get; init; }

    /// <summary>How the client thinks of it: kept and shown. What runs when is said by the tasks' dependencies alone.</summary>
    public required string Pattern { get; init; }

    public required IReadOnlyList<AgentSpec> Agents { get; init; }

    public required IReadOnlyList<WorkflowTask> Tasks { get; init; }

    /// <summary>All of it in JSON, always written in the same way: what is stored and compared.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>Reads a definition. Fields that are not known are refused by name; the graph itself is checked by <see cref="Engine.Runtime.TaskGraph"/>.</summary>
    /// <exception cref="ServeException">Something is wrong with it.</exception>
    public static WorkflowSpec Parse(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonFields.Parse(body);
        JsonElement root = document.RootElement;
        JsonFields.RefuseUnknown(root, "", "workflow_id", "name", "version", "description", "orchestration_pattern", "agents", "tasks");
        string id = JsonFields.RequiredText(root, "", "workflow_id", ServeLimits.IdLength);
        CheckId("workflow_id", id);
        var spec = new WorkflowSpec
        {
            Id = id,
            Name = JsonFields.Text(root, "", "name", ServeLimits.NameLength) is { Length: > 0 } name ? name : id,
            Version = JsonFields.Text(root, "", "version", 64) ?? "1",
            Description = JsonFields.Text(root, "", "description", ServeLimits.DescriptionLength),
            Pattern = JsonFields.Text(root, "", "orchestration_pattern", 64) ?? "hierarchical",
            Agents = ReadAgents(root),
            Tasks = ReadTasks(root),
        };
        spec.Content = JsonAnswer.ToBytes(spec, static (json, spec) => spec.Write(json));
        return spec;
    }

    /// <summary>Writes it as it may be sent.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("workflow_id"u8, Id);
        json.WriteString("name"u8, Name);
        json.WriteString("version"u8, Version);
        if (Description is not null)
        {
            json.WriteString("description"u8, Description);
        }

        json.WriteString("orchestration_pattern"u8, Pattern);
        json.WriteStartObject("agents"u8);
        foreach (AgentSpec agent in Agents)
        {
            json.WriteStartObject(agent.Name);
            json.WriteString("type"u8, agent.Type);
            WriteTexts(json, "capabilities"u8, agent.Capabilities);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("tasks"u8);
        foreach (WorkflowTask task in Tasks)
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, task.Id);
            json.WriteString("agent_role"u8, task.Role);
            WriteTexts(json, "depends_on"u8, task.DependsOn);
            json.WriteBoolean("parallel"u8, task.Parallel);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static List<AgentSpec> ReadAgents(JsonElement root)
    {
        List<AgentSpec> agents = [];
        if (!JsonFields.TryObject(root, "", "agents", out JsonElement element))
        {
            throw ServeException.BadField("agents", "it is missing. Give an object of agents by name, each with a type: {\"worker\": {\"type\": \"echo\"}}.");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            string path = $"agents.{property.Name}";
            if (property.Name.Length is 0 or > ServeLimits.IdLength)
            {
                throw ServeException.BadField("agents", $"the name of an agent has 1 to {ServeLimits.IdLength} characters.");
            }

            if (agents.Count == ServeLimits.Agents)
            {
                throw ServeException.BadField("agents", $"there are more than {ServeLimits.Agents}.");
            }

            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                throw ServeException.BadField(path, "it must be an object with a type.");
            }

            JsonFields.RefuseUnknown(property.Value, path, "type", "capabilities");
            agents.Add(new AgentSpec(
                property.Name,
                JsonFields.RequiredText(property.Value, path, "type", ServeLimits.IdLength),
                JsonFields.Texts(property.Value, path, "capabilities", ServeLimits.Capabilities, ServeLimits.IdLength)));
        }

        return agents;
    }

    private static List<WorkflowTask> ReadTasks(JsonElement root)
    {
        if (!JsonFields.TryGet(root, "tasks", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw ServeException.BadField("tasks", "it must be a list of tasks: [{\"task_id\": \"a\", \"agent_role\": \"worker\", \"depends_on\": []}].");
        }

        if (list.GetArrayLength() > ServeLimits.Tasks)
        {
            throw ServeException.BadField("tasks", $"there are {list.GetArrayLength()}; a workflow has {ServeLimits.Tasks} at most.");
        }

        List<WorkflowTask> tasks = new(list.GetArrayLength());
        foreach (JsonElement element in list.EnumerateArray())
        {
            string path = $"tasks[{tasks.Count}]";
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw ServeException.BadField(path, "it must be an object with task_id and agent_role.");
            }

            JsonFields.RefuseUnknown(element, path, "task_id", "agent_role", "depends_on", "parallel");
            tasks.Add(new WorkflowTask(
                JsonFields.RequiredText(element, path, "task_id", ServeLimits.IdLength),
                JsonFields.RequiredText(element, path, "agent_role", ServeLimits.IdLength),
                JsonFields.Texts(element, path, "depends_on", ServeLimits.Tasks, ServeLimits.IdLength),
                JsonFields.Bool(element, path, "parallel") ?? true));
        }

        return tasks;
    }

    /// <summary>An id stands in addresses and in names of files' lines.</summary>
    private static void CheckId(string field, string id)
    {
        foreach (char letter in id)
        {
            if (letter <= ' ' || letter is '/' or '\\' or '?' or '#' or '%' or '"' || char.IsControl(letter) || char.IsSurrogate(letter))
            {
                throw ServeException.BadField(field, $"it has the character U+{(int)letter:X4}; an id stands in addresses. Use letters, digits, '-', '_', '.' and ':'.");
            }
        }

        if (id is "." or ".." || System.Text.Encoding.UTF8.GetByteCount(id) > Ingest.EventLimits.WorkflowBytes)
        {
            throw ServeException.BadField(field, $"it is '.', '..', or longer than {Ingest.EventLimits.WorkflowBytes} bytes. Choose another id.");
        }
    }
}
