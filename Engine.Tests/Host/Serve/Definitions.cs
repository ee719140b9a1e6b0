using System.Text.Json.Nodes;

namespace Engine.Tests.Host.Serve;

/// <summary>Definitions of workflows as clients of the old system send them.</summary>
internal static class Definitions
{
    /// <summary>Layers of tasks, each of which depends on all of the one before.</summary>
    public static string Layered(string id, int layers, int width, string type = "hash")
    {
        var tasks = new JsonArray();
        for (int layer = 0; layer < layers; layer++)
        {
            for (int place = 0; place < width; place++)
            {
                tasks.Add(new JsonObject
                {
                    ["task_id"] = $"task_{layer}_{place}",
                    ["agent_role"] = "worker",
                    ["depends_on"] = new JsonArray([.. Enumerable.Range(0, layer == 0 ? 0 : width).Select(before => (JsonNode)$"task_{layer - 1}_{before}")]),
                    ["parallel"] = true,
                });
            }
        }

        return new JsonObject
        {
            ["workflow_id"] = id,
            ["name"] = $"Workflow {id}",
            ["version"] = "1.0.0",
            ["orchestration_pattern"] = "supervisor",
            ["agents"] = new JsonObject { ["worker"] = new JsonObject { ["type"] = type, ["capabilities"] = new JsonArray("analysis", "hash") } },
            ["tasks"] = tasks,
        }.ToJsonString();
    }

    public static string One(string id, string type) => Layered(id, 1, 1, type);
}
