using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Engine.Host.Load;

/// <summary>Makes the requests of a load: bytes, for a number, always the same for the same number and seed.</summary>
internal sealed class LoadRequests
{
    /// <summary>Types of events as clients send them.</summary>
    public static IReadOnlyList<string> EventTypes { get; } = ["task_started", "task_completed", "task_failed", "agent_assigned", "workflow_state_changed", "performance_test"];

    private static readonly string[] Patterns = ["supervisor", "hierarchical", "handoff", "swarm"];

    private readonly LoadOptions _options;
    private readonly string _host;
    private readonly string _stamp;

    /// <param name="options">What the person asked for.</param>
    /// <param name="host">The server's name and port, for the header.</param>
    /// <param name="stamp">Different for each load, so that ids of two do not meet.</param>
    public LoadRequests(LoadOptions options, string host, string stamp) => (_options, _host, _stamp) = (options, host, stamp);

    /// <summary>The id of one of the workflows that are defined before the load.</summary>
    public string PreparedId(uint random) => $"load-{_stamp}-p{random % (uint)_options.Workflows}";

    /// <summary>Writes a request.</summary>
    /// <param name="into">Is emptied first.</param>
    /// <param name="route">What it asks for.</param>
    /// <param name="number">Its number in the load.</param>
    /// <param name="random">A number of its own.</param>
    public void Write(ArrayBufferWriter<byte> into, LoadRoute route, long number, uint random)
    {
        switch (route)
        {
            case LoadRoute.Health:
                Head(into, "GET", "/healthz", null);
                break;
            case LoadRoute.Status:
                Head(into, "GET", $"/api/v1/workflows/{PreparedId(random)}/status", null);
                break;
            case LoadRoute.Create:
                WriteCreate(into, $"load-{_stamp}-{number}", random);
                break;
            case LoadRoute.Execute:
                string id = PreparedId(random);
                Head(into, "POST", $"/api/v1/workflows/{id}/execute", Body(json =>
                {
                    json.WriteString("workflow_id", id);
                    json.WriteStartObject("input_data");
                    json.WriteNumber("request", number);
                    if (_options.Concurrent > 0)
                    {
                        json.WriteNumber("delay_ms", _options.DelayMs);
                    }

                    json.WriteEndObject();
                    if (_options.Concurrent == 0)
                    {
                        json.WriteStartObject("execution_options");
                        json.WriteNumber("timeout", 300);
                        json.WriteEndObject();
                    }
                }));
                break;
            default:
                WriteEvents(into, number, random);
                break;
        }
    }

    /// <summary>Writes a request without a body.</summary>
    public void WriteGet(ArrayBufferWriter<byte> into, string path) => Head(into, "GET", path, null);

    /// <summary>Writes the definition of a workflow of 10 to 100 tasks in layers, each task after one or two of the layer before.</summary>
    public WorkflowSize WriteCreate(ArrayBufferWriter<byte> into, string id, uint random)
    {
        var choice = new Random((int)random);
        int tasks = choice.Next(10, 101), width = choice.Next(2, 9);

        // Of each task the longest chain that ends with it.
        int[] chains = new int[tasks];
        Head(into, "POST", "/api/v1/workflows", Body(json =>
        {
            json.WriteString("workflow_id", id);
            json.WriteString("name", $"Load test {id}");
            json.WriteString("version", "1.0.0");
            json.WriteString("orchestration_pattern", Patterns[choice.Next(Patterns.Length)]);
            json.WriteStartObject("agents");
            for (int agent = 0; agent < 3; agent++)
            {
                json.WriteStartObject($"agent_{agent}");
                json.WriteString("type", _options.AgentType);
                json.WriteStartArray("capabilities");
                json.WriteStringValue("analysis");
                json.WriteStringValue("execution");
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("tasks");
            for (int task = 0; task < tasks; task++)
            {
                json.WriteStartObject();
                json.WriteString("task_id", $"task_{task}");
                json.WriteString("agent_role", $"agent_{task % 3}");
                json.WriteStartArray("depends_on");
                int layer = task / width * width;
                chains[task] = 1;
                if (layer > 0)
                {
                    int first = layer - width + choice.Next(width);
                    DependsOn(json, task, first);
                    if (choice.Next(2) == 0 && first + 1 < layer)
                    {
                        DependsOn(json, task, first + 1);
                    }
                }

                json.WriteEndArray();
                json.WriteBoolean("parallel", width > 2);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
        return new WorkflowSize(tasks, chains.Max());

        void DependsOn(Utf8JsonWriter json, int task, int other)
        {
            json.WriteStringValue($"task_{other}");
            chains[task] = Math.Max(chains[task], chains[other] + 1);
        }
    }

    private void WriteEvents(ArrayBufferWriter<byte> into, long number, uint random) => Head(into, "POST", "/api/v1/events/batch", Body(json =>
    {
        json.WriteStartArray("events");
        for (int index = 0; index < _options.BatchSize; index++)
        {
            json.WriteStartObject();
            json.WriteString("event_id", $"evt-{_stamp}-{number}-{index}");
            json.WriteString("event_type", EventTypes[(int)((random + (uint)index) % (uint)EventTypes.Count)]);
            json.WriteString("workflow_id", PreparedId(random + (uint)index));
            json.WriteString("timestamp", "2026-01-02T03:04:05.678Z");
            json.WriteStartObject("data");
            json.WriteNumber("index", index);
            json.WriteString("payload", "0123456789abcdef0123456789abcdef");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private static ArrayBufferWriter<byte> Body(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return body;
    }

    private void Head(ArrayBufferWriter<byte> into, string method, string path, ArrayBufferWriter<byte>? body)
    {
        into.ResetWrittenCount();
        string key = _options.ApiKey is null ? "" : $"Authorization: Bearer {_options.ApiKey}\r\n";
        string content = body is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {body.WrittenCount}\r\n");
        Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {_host}\r\n{key}{content}\r\n", into);
        if (body is not null)
        {
            into.Write(body.WrittenSpan);
        }
    }
}
