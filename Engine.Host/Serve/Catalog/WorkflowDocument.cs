using System.Text.Json;
using Engine.Host.Serve.Http;

namespace Engine.Host.Serve.Catalog;

/// <summary>A workflow as a client sends it and gets it back. Two are the same where their content is. Not kept: a <see cref="DefinedWorkflow"/> is smaller.</summary>
/// <param name="spec">What is said of it beside its tasks.</param>
/// <param name="tasks">Its tasks, in the order in which they were given.</param>
internal sealed class WorkflowDocument(WorkflowSpec spec, WorkflowTask[] tasks)
{
    public WorkflowSpec Spec { get; } = spec;

    public WorkflowTask[] Tasks { get; } = tasks;

    /// <summary>All of it in JSON, always written in the same way: what is stored and compared. The bytes are there until the thread writes other JSON. O(bytes).</summary>
    public ReadOnlyMemory<byte> ToContent() => JsonAnswer.ToFleetingBytes(this, static (json, document) => document.Write(json));

    /// <summary>Whether both have the same content. O(bytes).</summary>
    public bool ContentEquals(WorkflowDocument other)
    {
        byte[] content = ToContent().ToArray();
        return other.ToContent().Span.SequenceEqual(content);
    }

    /// <summary>Reads a definition. Fields that are not known are refused by name; the graph itself is checked by <see cref="Engine.Runtime.TaskGraph"/>.</summary>
    /// <exception cref="ServeException">Something is wrong with it.</exception>
    public static WorkflowDocument Parse(ReadOnlyMemory<byte> body)
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
            Version = JsonFields.Text(root, "", "version", 64, isCommon: true) ?? "1",
            Description = JsonFields.Text(root, "", "description", ServeLimits.DescriptionLength),
            Pattern = JsonFields.Text(root, "", "orchestration_pattern", 64, isCommon: true) ?? "hierarchical",
            Agents = ReadAgents(root),
        };
        return new WorkflowDocument(spec, ReadTasks(root));
    }

    /// <summary>Writes it as it may be sent.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("workflow_id"u8, Spec.Id);
        json.WriteString("name"u8, Spec.Name);
        json.WriteString("version"u8, Spec.Version);
        if (Spec.Description is not null)
        {
            json.WriteString("description"u8, Spec.Description);
        }

        json.WriteString("orchestration_pattern"u8, Spec.Pattern);
        json.WriteStartObject("agents"u8);
        foreach (AgentSpec agent in Spec.Agents)
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

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static AgentSpec[] ReadAgents(JsonElement root)
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
            agents.Add(SharedAgents.Of(new AgentSpec(
                JsonFields.Shared(property.Name),
                JsonFields.RequiredText(property.Value, path, "type", ServeLimits.IdLength, isCommon: true),
                JsonFields.Texts(property.Value, path, "capabilities", ServeLimits.Capabilities, ServeLimits.IdLength))));
        }

        return [.. agents];
    }

    private static WorkflowTask[] ReadTasks(JsonElement root)
    {
        if (!JsonFields.TryGet(root, "tasks", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw ServeException.BadField("tasks", "it must be a list of tasks: [{\"task_id\": \"a\", \"agent_role\": \"worker\", \"depends_on\": []}].");
        }

        int count = list.GetArrayLength();
        if (count > ServeLimits.Tasks)
        {
            throw ServeException.BadField("tasks", $"there are {count}; a workflow has {ServeLimits.Tasks} at most.");
        }

        var tasks = new WorkflowTask[count];
        int index = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            var path = new FieldPath("tasks", index);
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw ServeException.BadField(path.ToString(), "it must be an object with task_id and agent_role.");
            }

            JsonFields.RefuseUnknown(element, path, "task_id", "agent_role", "depends_on", "parallel");
            tasks[index++] = new WorkflowTask(
                JsonFields.RequiredText(element, path, "task_id", ServeLimits.IdLength, isCommon: true),
                JsonFields.RequiredText(element, path, "agent_role", ServeLimits.IdLength, isCommon: true),
                EachOnce(JsonFields.Texts(element, path, "depends_on", ServeLimits.Tasks, ServeLimits.IdLength)),
                JsonFields.Bool(element, path, "parallel") ?? true);
        }

        return tasks;
    }

    /// <summary>A dependency that is named twice counts once, as it does in a graph.</summary>
    private static string[] EachOnce(string[] texts)
    {
        if (texts.Length < 2 || (texts.Length == 2 && texts[0] != texts[1]))
        {
            return texts;
        }

        var seen = new HashSet<string>(texts.Length, StringComparer.Ordinal);
        return Array.FindAll(texts, seen.Add);
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
